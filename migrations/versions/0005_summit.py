"""The summit: places, answers, homework, programme, the day and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(length=300), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_upload_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_upload_stored_name")),
    )
    op.create_table(
        "summit_needs_right",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_user.id"], name=op.f("fk_summit_needs_right_staff_id_staff_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_summit_needs_right")),
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_address", sa.String(length=254), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN principal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN body_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_action_one_owner"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_action_body_id_body")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_action_engagement_id_engagement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_action_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["principal_id"], ["principal.id"], name=op.f("fk_action_principal_id_principal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_action_token_hash")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_engagement_id"), ["engagement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "summit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("timeline", sa.String(length=40), nullable=False),
        sa.Column("access_facts", sa.Text(), nullable=False),
        sa.Column("answers_until_on", sa.Date(), nullable=True),
        sa.Column("assessments_due_on", sa.Date(), nullable=True),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("needs_days", sa.Integer(), nullable=False),
        sa.Column("wanted_band", sa.Integer(), nullable=False),
        sa.Column("wants_authority", sa.Boolean(), nullable=False),
        sa.Column("takes_companions", sa.Boolean(), nullable=False),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("needs_days BETWEEN 0 AND 365", name=op.f("ck_summit_needs_days")),
        sa.CheckConstraint("offer_hours > 0", name=op.f("ck_summit_offer_hours")),
        sa.CheckConstraint("wanted_band BETWEEN 1 AND 5", name=op.f("ck_summit_wanted_band")),
        sa.ForeignKeyConstraint(["copied_from_id"], ["summit.id"], name=op.f("fk_summit_copied_from_id_summit")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_summit_engagement_id_engagement"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit")),
        sa.UniqueConstraint("engagement_id", name=op.f("uq_summit_engagement_id")),
    )
    op.create_table(
        "action_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_label", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_update_action_id_action"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_update")),
    )
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_update_action_id"), ["action_id"], unique=False)

    op.create_table(
        "summit_agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("has_own_quota", sa.Boolean(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_address", sa.String(length=254), nullable=False),
        sa.CheckConstraint("(organisation_id IS NULL) <> (body_id IS NULL)", name=op.f("ck_summit_agency_one_home")),
        sa.CheckConstraint("(quota IS NULL) = (ceiling IS NULL)", name=op.f("ck_summit_agency_both_or_neither")),
        sa.CheckConstraint("ceiling IS NULL OR ceiling >= quota", name=op.f("ck_summit_agency_ceiling")),
        sa.CheckConstraint("ceiling IS NULL OR taken <= ceiling", name=op.f("ck_summit_agency_within")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_summit_agency_taken")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_summit_agency_area_id_area")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_summit_agency_body_id_body")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_summit_agency_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_agency_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_agency")),
        sa.UniqueConstraint("summit_id", "body_id", name=op.f("uq_summit_agency_summit_id_body_id")),
        sa.UniqueConstraint("summit_id", "organisation_id", name=op.f("uq_summit_agency_summit_id_organisation_id")),
    )
    with op.batch_alter_table("summit_agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_agency_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_summit_agency_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "summit_chapter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("date_words", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_chapter_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_chapter")),
    )
    with op.batch_alter_table("summit_chapter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_chapter_summit_id"), ["summit_id"], unique=False)

    op.create_table(
        "summit_feedback",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("useful", sa.Integer(), nullable=True),
        sa.Column("right_people", sa.Integer(), nullable=True),
        sa.Column("homework", sa.Integer(), nullable=True),
        sa.Column("organised", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("homework IS NULL OR homework BETWEEN 1 AND 5", name=op.f("ck_summit_feedback_homework")),
        sa.CheckConstraint("organised IS NULL OR organised BETWEEN 1 AND 5", name=op.f("ck_summit_feedback_organised")),
        sa.CheckConstraint(
            "right_people IS NULL OR right_people BETWEEN 1 AND 5", name=op.f("ck_summit_feedback_right_people")
        ),
        sa.CheckConstraint("useful IS NULL OR useful BETWEEN 1 AND 5", name=op.f("ck_summit_feedback_useful")),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_feedback_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_feedback")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("summit_feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_feedback_summit_id"), ["summit_id"], unique=False)

    op.create_table(
        "summit_host_approval",
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["hold.id"], name=op.f("fk_summit_host_approval_hold_id_hold"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principal.id"], name=op.f("fk_summit_host_approval_principal_id_principal")
        ),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_host_approval_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hold_id", "principal_id", name=op.f("pk_summit_host_approval")),
    )
    with op.batch_alter_table("summit_host_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_host_approval_summit_id"), ["summit_id"], unique=False)

    op.create_table(
        "summit_places",
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("(places IS NULL) = (ceiling IS NULL)", name=op.f("ck_summit_places_both_or_neither")),
        sa.CheckConstraint("ceiling IS NULL OR ceiling >= places", name=op.f("ck_summit_places_ceiling")),
        sa.CheckConstraint("ceiling IS NULL OR taken <= ceiling", name=op.f("ck_summit_places_within")),
        sa.CheckConstraint("places IS NULL OR places >= 0", name=op.f("ck_summit_places_places")),
        sa.CheckConstraint("quota IS NULL OR quota >= 1", name=op.f("ck_summit_places_quota")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_summit_places_taken")),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_places_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("summit_id", name=op.f("pk_summit_places")),
    )
    op.create_table(
        "summit_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_release_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_release")),
        sa.UniqueConstraint("summit_id", "number", name=op.f("uq_summit_release_summit_id_number")),
    )
    op.create_table(
        "summit_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("is_step_free", sa.Boolean(), nullable=False),
        sa.Column("has_hearing_loop", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_summit_room_capacity")),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_room_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_room")),
    )
    with op.batch_alter_table("summit_room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_room_summit_id"), ["summit_id"], unique=False)

    op.create_table(
        "summit_step_tick",
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("is_needed", sa.Boolean(), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_step_tick_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("summit_id", "step", name=op.f("pk_summit_step_tick")),
    )
    op.create_table(
        "summit_strategy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comments_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_strategy_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_strategy")),
        sa.UniqueConstraint("summit_id", "number", name=op.f("uq_summit_strategy_summit_id_number")),
    )
    op.create_table(
        "summit_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_summit_table_seats")),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_table_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_table")),
        sa.UniqueConstraint("summit_id", "number", name=op.f("uq_summit_table_summit_id_number")),
    )
    op.create_table(
        "summit_template",
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("secure_route", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_template_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_summit_template_upload_id_upload")),
        sa.PrimaryKeyConstraint("summit_id", name=op.f("pk_summit_template")),
    )
    op.create_table(
        "summit_wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_wave_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_summit_wave_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_wave")),
        sa.UniqueConstraint("summit_id", "position", name=op.f("uq_summit_wave_summit_id_position")),
    )
    op.create_table(
        "summit_agency_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["summit_agency.id"],
            name=op.f("fk_summit_agency_link_agency_id_summit_agency"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_agency_link")),
        sa.UniqueConstraint("agency_id", "address", name=op.f("uq_summit_agency_link_agency_id_address")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_summit_agency_link_token_hash")),
    )
    op.create_table(
        "summit_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promised_for_on", sa.Date(), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("considered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("considered_how", sa.Text(), nullable=False),
        sa.Column("is_needed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["summit_agency.id"],
            name=op.f("fk_summit_assessment_agency_id_summit_agency"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_assessment")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_summit_assessment_agency_id")),
    )
    op.create_table(
        "summit_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("section", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["summit_agency.id"],
            name=op.f("fk_summit_comment_agency_id_summit_agency"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["summit_strategy.id"],
            name=op.f("fk_summit_comment_version_id_summit_strategy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_comment")),
    )
    with op.batch_alter_table("summit_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_comment_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_summit_comment_version_id"), ["version_id"], unique=False)

    op.create_table(
        "summit_feedback_ask",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("has_answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_summit_feedback_ask_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_feedback_ask_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_summit_feedback_ask")),
    )
    with op.batch_alter_table("summit_feedback_ask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_feedback_ask_summit_id"), ["summit_id"], unique=False)

    op.create_table(
        "summit_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("waiting_number", sa.Integer(), nullable=True),
        sa.Column("waiting_since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'offered') = (offer_until_at IS NOT NULL)", name=op.f("ck_summit_party_offered")),
        sa.CheckConstraint("(state = 'waiting') = (waiting_number IS NOT NULL)", name=op.f("ck_summit_party_waiting")),
        sa.CheckConstraint("size >= 1", name=op.f("ck_summit_party_size")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["summit_agency.id"], name=op.f("fk_summit_party_agency_id_summit_agency")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_summit_party_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_party_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_party")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_summit_party_invitation_id")),
        sa.UniqueConstraint("summit_id", "waiting_number", name=op.f("uq_summit_party_summit_id_waiting_number")),
    )
    with op.batch_alter_table("summit_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_party_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index("ix_summit_party_offer_until_at", ["offer_until_at"], unique=False)
        batch_op.create_index("ix_summit_party_summit_id_state", ["summit_id", "state"], unique=False)

    op.create_table(
        "summit_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_summit_session_in_order")),
        sa.ForeignKeyConstraint(
            ["room_id"], ["summit_room.id"], name=op.f("fk_summit_session_room_id_summit_room"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_session_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_session")),
    )
    with op.batch_alter_table("summit_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_session_summit_id"), ["summit_id"], unique=False)

    op.create_table(
        "summit_sign_off",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("approval", sa.String(length=300), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reservation", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.String(length=300), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["summit_agency.id"],
            name=op.f("fk_summit_sign_off_agency_id_summit_agency"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["summit_strategy.id"], name=op.f("fk_summit_sign_off_version_id_summit_strategy")
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_summit_sign_off")),
    )
    op.create_table(
        "summit_wave_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("planned_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN post_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN group_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_summit_wave_member_one_choice"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["post_group.id"], name=op.f("fk_summit_wave_member_group_id_post_group")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_summit_wave_member_person_id_person")),
        sa.ForeignKeyConstraint(
            ["planned_id"],
            ["summit_wave.id"],
            name=op.f("fk_summit_wave_member_planned_id_summit_wave"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_summit_wave_member_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_wave_member")),
        sa.UniqueConstraint("planned_id", "group_id", name=op.f("uq_summit_wave_member_planned_id_group_id")),
        sa.UniqueConstraint("planned_id", "person_id", name=op.f("uq_summit_wave_member_planned_id_person_id")),
        sa.UniqueConstraint("planned_id", "post_id", name=op.f("uq_summit_wave_member_planned_id_post_id")),
    )
    with op.batch_alter_table("summit_wave_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_wave_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_summit_wave_member_post_id"), ["post_id"], unique=False)

    op.create_table(
        "summit_assessment_chaser",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["summit_assessment.id"],
            name=op.f("fk_summit_assessment_chaser_request_id_summit_assessment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "rung", name=op.f("pk_summit_assessment_chaser")),
    )
    op.create_table(
        "summit_assessment_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["summit_assessment.id"],
            name=op.f("fk_summit_assessment_file_request_id_summit_assessment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_summit_assessment_file_upload_id_upload")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_assessment_file")),
        sa.UniqueConstraint("request_id", "number", name=op.f("uq_summit_assessment_file_request_id_number")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_summit_assessment_file_upload_id")),
    )
    op.create_table(
        "summit_attendee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("role", sa.String(length=250), nullable=False),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("band", sa.Integer(), nullable=True),
        sa.Column("authority", sa.String(length=40), nullable=True),
        sa.Column("is_substitute", sa.Boolean(), nullable=False),
        sa.Column("on_printed_list", sa.Boolean(), nullable=False),
        sa.Column("wants_parking", sa.Boolean(), nullable=False),
        sa.Column("vehicle", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("human_key", sa.String(length=300), server_default="", nullable=False),
        sa.CheckConstraint("band IS NULL OR band BETWEEN 1 AND 5", name=op.f("ck_summit_attendee_band")),
        sa.ForeignKeyConstraint(
            ["party_id"], ["summit_party.id"], name=op.f("fk_summit_attendee_party_id_summit_party"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_attendee")),
        sa.UniqueConstraint("made_by", name=op.f("uq_summit_attendee_made_by")),
    )
    with op.batch_alter_table("summit_attendee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_attendee_party_id"), ["party_id"], unique=False)

    op.create_table(
        "summit_speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["summit_session.id"],
            name=op.f("fk_summit_speaker_session_id_summit_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_speaker")),
    )
    with op.batch_alter_table("summit_speaker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_speaker_session_id"), ["session_id"], unique=False)

    op.create_table(
        "summit_workshop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.CheckConstraint("capacity >= 0 AND taken >= 0", name=op.f("ck_summit_workshop_numbers")),
        sa.CheckConstraint("taken <= ceiling AND ceiling >= capacity", name=op.f("ck_summit_workshop_within")),
        sa.ForeignKeyConstraint(
            ["room_id"], ["summit_room.id"], name=op.f("fk_summit_workshop_room_id_summit_room"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["summit_session.id"],
            name=op.f("fk_summit_workshop_session_id_summit_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_workshop")),
        sa.UniqueConstraint("session_id", "letter", name=op.f("uq_summit_workshop_session_id_letter")),
    )
    op.create_table(
        "summit_apart",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_summit_apart_in_order")),
        sa.ForeignKeyConstraint(
            ["one_id"], ["summit_attendee.id"], name=op.f("fk_summit_apart_one_id_summit_attendee"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["summit_attendee.id"],
            name=op.f("fk_summit_apart_other_id_summit_attendee"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_summit_apart")),
    )
    op.create_table(
        "summit_check_in",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["summit_attendee.id"],
            name=op.f("fk_summit_check_in_attendee_id_summit_attendee"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["summit_room.id"], name=op.f("fk_summit_check_in_room_id_summit_room"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_check_in_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_check_in")),
    )
    with op.batch_alter_table("summit_check_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_check_in_attendee_id"), ["attendee_id"], unique=False)
        batch_op.create_index("ix_summit_check_in_summit_id_attendee_id", ["summit_id", "attendee_id"], unique=False)

    op.create_table(
        "summit_needs",
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("dietary", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["summit_attendee.id"],
            name=op.f("fk_summit_needs_attendee_id_summit_attendee"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attendee_id", name=op.f("pk_summit_needs")),
    )
    with op.batch_alter_table("summit_needs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_needs_delete_on"), ["delete_on"], unique=False)

    op.create_table(
        "summit_priority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summit_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["summit_id"], ["summit.id"], name=op.f("fk_summit_priority_summit_id_summit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["summit_workshop.id"],
            name=op.f("fk_summit_priority_workshop_id_summit_workshop"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summit_priority")),
    )
    with op.batch_alter_table("summit_priority", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_priority_summit_id"), ["summit_id"], unique=False)

    op.create_table(
        "summit_table_seat",
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["summit_attendee.id"],
            name=op.f("fk_summit_table_seat_attendee_id_summit_attendee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"],
            ["summit_table.id"],
            name=op.f("fk_summit_table_seat_table_id_summit_table"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attendee_id", name=op.f("pk_summit_table_seat")),
    )
    with op.batch_alter_table("summit_table_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_table_seat_table_id"), ["table_id"], unique=False)

    op.create_table(
        "summit_workshop_seat",
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["summit_attendee.id"],
            name=op.f("fk_summit_workshop_seat_attendee_id_summit_attendee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["summit_session.id"],
            name=op.f("fk_summit_workshop_seat_session_id_summit_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["summit_workshop.id"],
            name=op.f("fk_summit_workshop_seat_workshop_id_summit_workshop"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attendee_id", "session_id", name=op.f("pk_summit_workshop_seat")),
    )
    with op.batch_alter_table("summit_workshop_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summit_workshop_seat_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "summit_workshop_wish",
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank BETWEEN 1 AND 9", name=op.f("ck_summit_workshop_wish_rank")),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["summit_attendee.id"],
            name=op.f("fk_summit_workshop_wish_attendee_id_summit_attendee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["summit_workshop.id"],
            name=op.f("fk_summit_workshop_wish_workshop_id_summit_workshop"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attendee_id", "workshop_id", name=op.f("pk_summit_workshop_wish")),
    )


def downgrade() -> None:
    op.drop_table("summit_workshop_wish")
    with op.batch_alter_table("summit_workshop_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_workshop_seat_workshop_id"))

    op.drop_table("summit_workshop_seat")
    with op.batch_alter_table("summit_table_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_table_seat_table_id"))

    op.drop_table("summit_table_seat")
    with op.batch_alter_table("summit_priority", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_priority_summit_id"))

    op.drop_table("summit_priority")
    with op.batch_alter_table("summit_needs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_needs_delete_on"))

    op.drop_table("summit_needs")
    with op.batch_alter_table("summit_check_in", schema=None) as batch_op:
        batch_op.drop_index("ix_summit_check_in_summit_id_attendee_id")
        batch_op.drop_index(batch_op.f("ix_summit_check_in_attendee_id"))

    op.drop_table("summit_check_in")
    op.drop_table("summit_apart")
    op.drop_table("summit_workshop")
    with op.batch_alter_table("summit_speaker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_speaker_session_id"))

    op.drop_table("summit_speaker")
    with op.batch_alter_table("summit_attendee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_attendee_party_id"))

    op.drop_table("summit_attendee")
    op.drop_table("summit_assessment_file")
    op.drop_table("summit_assessment_chaser")
    with op.batch_alter_table("summit_wave_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_wave_member_post_id"))
        batch_op.drop_index(batch_op.f("ix_summit_wave_member_person_id"))

    op.drop_table("summit_wave_member")
    op.drop_table("summit_sign_off")
    with op.batch_alter_table("summit_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_session_summit_id"))

    op.drop_table("summit_session")
    with op.batch_alter_table("summit_party", schema=None) as batch_op:
        batch_op.drop_index("ix_summit_party_summit_id_state")
        batch_op.drop_index("ix_summit_party_offer_until_at")
        batch_op.drop_index(batch_op.f("ix_summit_party_agency_id"))

    op.drop_table("summit_party")
    with op.batch_alter_table("summit_feedback_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_feedback_ask_summit_id"))

    op.drop_table("summit_feedback_ask")
    with op.batch_alter_table("summit_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_comment_version_id"))
        batch_op.drop_index(batch_op.f("ix_summit_comment_agency_id"))

    op.drop_table("summit_comment")
    op.drop_table("summit_assessment")
    op.drop_table("summit_agency_link")
    op.drop_table("summit_wave")
    op.drop_table("summit_template")
    op.drop_table("summit_table")
    op.drop_table("summit_strategy")
    op.drop_table("summit_step_tick")
    with op.batch_alter_table("summit_room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_room_summit_id"))

    op.drop_table("summit_room")
    op.drop_table("summit_release")
    op.drop_table("summit_places")
    with op.batch_alter_table("summit_host_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_host_approval_summit_id"))

    op.drop_table("summit_host_approval")
    with op.batch_alter_table("summit_feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_feedback_summit_id"))

    op.drop_table("summit_feedback")
    with op.batch_alter_table("summit_chapter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_chapter_summit_id"))

    op.drop_table("summit_chapter")
    with op.batch_alter_table("summit_agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summit_agency_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_summit_agency_body_id"))

    op.drop_table("summit_agency")
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_update_action_id"))

    op.drop_table("action_update")
    op.drop_table("summit")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_action_engagement_id"))
        batch_op.drop_index(batch_op.f("ix_action_due_on"))
        batch_op.drop_index(batch_op.f("ix_action_body_id"))

    op.drop_table("action")
    op.drop_table("summit_needs_right")
    op.drop_table("upload")
