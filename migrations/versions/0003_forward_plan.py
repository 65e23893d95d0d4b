"""Pledges and coverage, the almanac, holds, dates on offer, proposed plans and releases."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_struck", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_bank_holiday")),
    )
    op.create_table(
        "layer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_hard", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_words", sa.String(length=300), nullable=False),
        sa.Column("deadline_working_days", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("keeps_titles", sa.Boolean(), nullable=False),
        sa.Column("counts_free", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetch_problem", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 10", name=op.f("ck_layer_weight")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layer")),
        sa.UniqueConstraint("name", name=op.f("uq_layer_name")),
    )
    op.create_table(
        "plan_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_release")),
        sa.UniqueConstraint("number", name=op.f("uq_plan_release_number")),
    )
    with op.batch_alter_table("plan_release", schema=None) as batch_op:
        batch_op.create_index("ix_plan_release_released_at", ["released_at"], unique=False)

    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("source_reference", sa.String(length=120), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("must_stop", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on > from_on", name=op.f("ck_proposal_days_in_order")),
        sa.ForeignKeyConstraint(["follows_id"], ["proposal.id"], name=op.f("fk_proposal_follows_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_table(
        "round_mark",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_round_mark")),
    )
    op.create_table(
        "town",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_town")),
        sa.UniqueConstraint("name", name=op.f("uq_town_name")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_absence_in_order")),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principal.id"], name=op.f("fk_absence_principal_id_principal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index("ix_absence_principal_id_days", ["principal_id", "first_on", "last_on"], unique=False)

    op.create_table(
        "feed_day",
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ics", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principal.id"], name=op.f("fk_feed_day_principal_id_principal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("principal_id", "day", name=op.f("pk_feed_day")),
    )
    op.create_table(
        "layer_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("layer_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(starts IS NULL) = (ends IS NULL)", name=op.f("ck_layer_entry_both_times")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_layer_entry_days_in_order")),
        sa.ForeignKeyConstraint(
            ["layer_id"], ["layer.id"], name=op.f("fk_layer_entry_layer_id_layer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layer_entry")),
    )
    with op.batch_alter_table("layer_entry", schema=None) as batch_op:
        batch_op.create_index("ix_layer_entry_days", ["layer_id", "first_on", "last_on"], unique=False)

    op.create_table(
        "principal_diary",
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("base_place_id", sa.Integer(), nullable=True),
        sa.Column("buffer_minutes", sa.Integer(), nullable=False),
        sa.Column("day_limit", sa.Integer(), nullable=False),
        sa.Column("week_limit", sa.Integer(), nullable=False),
        sa.Column("evening_limit", sa.Integer(), nullable=False),
        sa.CheckConstraint("buffer_minutes BETWEEN 0 AND 240", name=op.f("ck_principal_diary_buffer")),
        sa.CheckConstraint(
            "day_limit >= 1 AND week_limit >= 1 AND evening_limit >= 0", name=op.f("ck_principal_diary_limits")
        ),
        sa.ForeignKeyConstraint(["base_place_id"], ["place.id"], name=op.f("fk_principal_diary_base_place_id_place")),
        sa.ForeignKeyConstraint(
            ["principal_id"],
            ["principal.id"],
            name=op.f("fk_principal_diary_principal_id_principal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("principal_id", name=op.f("pk_principal_diary")),
    )
    op.create_table(
        "principal_hours",
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_principal_hours_in_order")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_principal_hours_weekday")),
        sa.ForeignKeyConstraint(
            ["principal_id"],
            ["principal.id"],
            name=op.f("fk_principal_hours_principal_id_principal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("principal_id", "weekday", name=op.f("pk_principal_hours")),
    )
    op.create_table(
        "principal_layer",
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("layer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["layer_id"], ["layer.id"], name=op.f("fk_principal_layer_layer_id_layer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"],
            ["principal.id"],
            name=op.f("fk_principal_layer_principal_id_principal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("principal_id", "layer_id", name=op.f("pk_principal_layer")),
    )
    op.create_table(
        "travel_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_town_id", sa.Integer(), nullable=False),
        sa.Column("second_town_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_estimate", sa.Boolean(), nullable=False),
        sa.CheckConstraint("first_town_id < second_town_id", name=op.f("ck_travel_time_one_row_a_pair")),
        sa.CheckConstraint("minutes BETWEEN 0 AND 600", name=op.f("ck_travel_time_minutes")),
        sa.ForeignKeyConstraint(
            ["first_town_id"], ["town.id"], name=op.f("fk_travel_time_first_town_id_town"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_town_id"], ["town.id"], name=op.f("fk_travel_time_second_town_id_town"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_time")),
        sa.UniqueConstraint(
            "first_town_id", "second_town_id", name=op.f("uq_travel_time_first_town_id_second_town_id")
        ),
    )
    with op.batch_alter_table("travel_time", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_travel_time_second_town_id"), ["second_town_id"], unique=False)

    op.create_table(
        "commitment_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("ours", sa.String(length=40), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("lowest_band", sa.Integer(), nullable=False),
        sa.Column("ideal_interval", sa.Integer(), nullable=False),
        sa.Column("longest_interval", sa.Integer(), nullable=False),
        sa.Column("interval_unit", sa.String(length=40), nullable=False),
        sa.Column("first_by_on", sa.Date(), nullable=True),
        sa.Column("is_by_invitation", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN group_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN body_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_commitment_rule_one_kind_of_partner"),
        ),
        sa.CheckConstraint(
            "ideal_interval >= 1 AND longest_interval >= ideal_interval", name=op.f("ck_commitment_rule_intervals")
        ),
        sa.CheckConstraint("lowest_band BETWEEN 1 AND 5", name=op.f("ck_commitment_rule_band")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_commitment_rule_body_id_body")),
        sa.ForeignKeyConstraint(["group_id"], ["post_group.id"], name=op.f("fk_commitment_rule_group_id_post_group")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_commitment_rule_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_commitment_rule_pledge_id_pledge"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_rule")),
    )
    with op.batch_alter_table("commitment_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_rule_pledge_id"), ["pledge_id"], unique=False)

    op.create_table(
        "date_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_date_offer_engagement_id_engagement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["follows_id"], ["date_offer.id"], name=op.f("fk_date_offer_follows_id_date_offer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_offer")),
    )
    with op.batch_alter_table("date_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_date_offer_engagement_id"), ["engagement_id"], unique=False)
        batch_op.create_index(
            "uq_date_offer_open",
            ["engagement_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=120), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.String(length=40), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_hold_in_order")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_hold_engagement_id_engagement"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("uid", name=op.f("uq_hold_uid")),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_engagement_id"), ["engagement_id"], unique=False)
        batch_op.create_index("ix_hold_starts_at", ["starts_at"], unique=False)

    op.create_table(
        "home_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(organisation_id IS NULL) <> (body_id IS NULL)", name=op.f("ck_home_place_one_home")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_home_place_body_id_body"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_home_place_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_home_place_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_place")),
        sa.UniqueConstraint("body_id", "from_on", name=op.f("uq_home_place_body_id_from_on")),
        sa.UniqueConstraint("organisation_id", "from_on", name=op.f("uq_home_place_organisation_id_from_on")),
    )
    with op.batch_alter_table("home_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_home_place_place_id"), ["place_id"], unique=False)

    op.create_table(
        "layer_organisation",
        sa.Column("layer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["layer_id"], ["layer.id"], name=op.f("fk_layer_organisation_layer_id_layer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_layer_organisation_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("layer_id", "organisation_id", name=op.f("pk_layer_organisation")),
    )
    with op.batch_alter_table("layer_organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_layer_organisation_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("successor_organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("successor_body_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("effected_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(body_id IS NULL) = (successor_body_id IS NULL)", name=op.f("ck_succession_same_sort_of_body")
        ),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (body_id IS NULL)", name=op.f("ck_succession_one_predecessor")
        ),
        sa.CheckConstraint(
            "(organisation_id IS NULL) = (successor_organisation_id IS NULL)", name=op.f("ck_succession_same_sort")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_succession_body_id_body")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_succession_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["successor_body_id"], ["body.id"], name=op.f("fk_succession_successor_body_id_body")),
        sa.ForeignKeyConstraint(
            ["successor_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_succession_successor_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
        sa.UniqueConstraint("body_id", "successor_body_id", name=op.f("uq_succession_body_id_successor_body_id")),
        sa.UniqueConstraint(
            "organisation_id",
            "successor_organisation_id",
            name=op.f("uq_succession_organisation_id_successor_organisation_id"),
        ),
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_succession_successor_body_id"), ["successor_body_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_succession_successor_organisation_id"), ["successor_organisation_id"], unique=False
        )

    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.Column("inherited_from_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(organisation_id IS NULL) <> (body_id IS NULL)", name=op.f("ck_commitment_one_partner")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_commitment_body_id_body")),
        sa.ForeignKeyConstraint(
            ["inherited_from_id"], ["commitment.id"], name=op.f("fk_commitment_inherited_from_id_commitment")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_commitment_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["commitment_rule.id"], name=op.f("fk_commitment_rule_id_commitment_rule"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("rule_id", "body_id", name=op.f("uq_commitment_rule_id_body_id")),
        sa.UniqueConstraint("rule_id", "organisation_id", name=op.f("uq_commitment_rule_id_organisation_id")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "commitment_rule_principal",
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principal.id"], name=op.f("fk_commitment_rule_principal_principal_id_principal")
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["commitment_rule.id"],
            name=op.f("fk_commitment_rule_principal_rule_id_commitment_rule"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("rule_id", "principal_id", name=op.f("pk_commitment_rule_principal")),
    )
    op.create_table(
        "offer_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=450), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("answered_by", sa.String(length=40), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["date_offer.id"], name=op.f("fk_offer_partner_offer_id_date_offer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_offer_partner_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_partner")),
        sa.UniqueConstraint("offer_id", "post_id", name=op.f("uq_offer_partner_offer_id_post_id")),
    )
    with op.batch_alter_table("offer_partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_partner_post_id"), ["post_id"], unique=False)

    op.create_table(
        "offered_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clash_reason", sa.String(length=500), nullable=False),
        sa.Column("clashes_seen", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_offered_slot_hold_id_hold")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["date_offer.id"], name=op.f("fk_offered_slot_offer_id_date_offer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offered_slot")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_offered_slot_hold_id")),
    )
    with op.batch_alter_table("offered_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offered_slot_offer_id"), ["offer_id"], unique=False)

    op.create_table(
        "post_succession",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_succession_post_id_post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["post.id"], name=op.f("fk_post_succession_successor_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_succession")),
    )
    with op.batch_alter_table("post_succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_succession_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "coverage_change",
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_coverage_change_commitment_id_commitment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("commitment_id", "changed_on", name=op.f("pk_coverage_change")),
    )
    op.create_table(
        "offer_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_message_id", sa.String(length=254), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undeliverable_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undeliverable_reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["offer_partner.id"],
            name=op.f("fk_offer_link_partner_id_offer_partner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_offer_link_token_hash")),
    )
    with op.batch_alter_table("offer_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_link_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("refusal", sa.String(length=300), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("was_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("principal_ids", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("would_free", sa.JSON(), nullable=False),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_placement_both_instants")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_placement_commitment_id_commitment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_placement_engagement_id_engagement"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_placement_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("proposal_id", "key", name=op.f("uq_placement_proposal_id_key")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "slot_choice",
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["offer_partner.id"],
            name=op.f("fk_slot_choice_partner_id_offer_partner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["offered_slot.id"], name=op.f("fk_slot_choice_slot_id_offered_slot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("partner_id", "slot_id", name=op.f("pk_slot_choice")),
    )
    with op.batch_alter_table("slot_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slot_choice_slot_id"), ["slot_id"], unique=False)

    op.create_table(
        "suggested_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("obstacles", sa.JSON(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_suggested_time_in_order")),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["offer_partner.id"],
            name=op.f("fk_suggested_time_partner_id_offer_partner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested_time")),
    )
    with op.batch_alter_table("suggested_time", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggested_time_partner_id"), ["partner_id"], unique=False)

    op.add_column(
        "engagement", sa.Column("minutes", sa.Integer(), server_default="60", nullable=False)
    )  # not in batch mode: the table stays, and what hangs on it


def downgrade() -> None:
    op.drop_column("engagement", "minutes")

    with op.batch_alter_table("suggested_time", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggested_time_partner_id"))

    op.drop_table("suggested_time")
    with op.batch_alter_table("slot_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slot_choice_slot_id"))

    op.drop_table("slot_choice")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_engagement_id"))

    op.drop_table("placement")
    with op.batch_alter_table("offer_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_link_partner_id"))

    op.drop_table("offer_link")
    op.drop_table("coverage_change")
    with op.batch_alter_table("post_succession", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_succession_successor_id"))

    op.drop_table("post_succession")
    with op.batch_alter_table("offered_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offered_slot_offer_id"))

    op.drop_table("offered_slot")
    with op.batch_alter_table("offer_partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_partner_post_id"))

    op.drop_table("offer_partner")
    op.drop_table("commitment_rule_principal")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_commitment_body_id"))

    op.drop_table("commitment")
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_succession_successor_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_succession_successor_body_id"))

    op.drop_table("succession")
    with op.batch_alter_table("layer_organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_layer_organisation_organisation_id"))

    op.drop_table("layer_organisation")
    with op.batch_alter_table("home_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_home_place_place_id"))

    op.drop_table("home_place")
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_index("ix_hold_starts_at")
        batch_op.drop_index(batch_op.f("ix_hold_engagement_id"))

    op.drop_table("hold")
    with op.batch_alter_table("date_offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_date_offer_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(batch_op.f("ix_date_offer_engagement_id"))

    op.drop_table("date_offer")
    with op.batch_alter_table("commitment_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_rule_pledge_id"))

    op.drop_table("commitment_rule")
    with op.batch_alter_table("travel_time", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_travel_time_second_town_id"))

    op.drop_table("travel_time")
    op.drop_table("principal_layer")
    op.drop_table("principal_hours")
    op.drop_table("principal_diary")
    with op.batch_alter_table("layer_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_layer_entry_days")

    op.drop_table("layer_entry")
    op.drop_table("feed_day")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index("ix_absence_principal_id_days")

    op.drop_table("absence")
    op.drop_table("town")
    op.drop_table("round_mark")
    op.drop_table("proposal")
    op.drop_table("pledge")
    with op.batch_alter_table("plan_release", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_release_released_at")

    op.drop_table("plan_release")
    op.drop_table("layer")
    op.drop_table("bank_holiday")
