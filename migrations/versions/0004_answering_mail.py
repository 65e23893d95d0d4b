"""The inbox, chasers, waves, other times, series, postponements, and what became of each mail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chaser_ladder",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("chase_days", sa.JSON(), nullable=False),
        sa.Column("call_days", sa.Integer(), nullable=True),
        sa.Column("remind_days", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_chaser_ladder")),
    )
    op.create_table(
        "engagement_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("as_one_entry", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("every >= 1", name=op.f("ck_engagement_series_every")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_series")),
        sa.UniqueConstraint("uid", name=op.f("uq_engagement_series_uid")),
    )
    op.create_table(
        "inbound_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=254), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_mail")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_inbound_mail_content_hash")),
    )
    with op.batch_alter_table("inbound_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbound_mail_message_id"), ["message_id"], unique=False)
        batch_op.create_index("ix_inbound_mail_state", ["state", "id"], unique=False)

    op.create_table(
        "mailbox_mark",
        sa.Column("name", sa.String(length=254), nullable=False),
        sa.Column("uid_validity", sa.Integer(), nullable=True),
        sa.Column("last_uid", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailbox_mark")),
    )
    op.create_table(
        "mail_habits",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("undo_seconds", sa.Integer(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=False),
        sa.Column("late_hours", sa.Integer(), nullable=False),
        sa.CheckConstraint("ceiling >= 1", name=op.f("ck_mail_habits_ceiling")),
        sa.CheckConstraint("late_hours BETWEEN 0 AND 336", name=op.f("ck_mail_habits_late")),
        sa.CheckConstraint("undo_seconds BETWEEN 0 AND 600", name=op.f("ck_mail_habits_undo")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_mail_habits_office_id_office"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_mail_habits")),
    )
    op.create_table(
        "postponement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_us", sa.Boolean(), nullable=False),
        sa.Column("was_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_postponement_engagement_id_engagement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postponement")),
    )
    with op.batch_alter_table("postponement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_postponement_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "series_occurrence",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("recurs_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_series_occurrence_engagement_id_engagement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["engagement_series.id"],
            name=op.f("fk_series_occurrence_series_id_engagement_series"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_series_occurrence")),
        sa.UniqueConstraint("series_id", "recurs_at", name=op.f("uq_series_occurrence_series_id_recurs_at")),
    )
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_wave_engagement_id_engagement"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("engagement_id", "number", name=op.f("uq_wave_engagement_id_number")),
    )
    op.create_table(
        "address_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.String(length=254), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remembered_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(post_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_address_alias_one_owner")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_address_alias_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_address_alias_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_alias")),
        sa.UniqueConstraint("address_key", "person_id", name=op.f("uq_address_alias_address_key_person_id")),
        sa.UniqueConstraint("address_key", "post_id", name=op.f("uq_address_alias_address_key_post_id")),
    )
    with op.batch_alter_table("address_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_alias_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_address_alias_post_id"), ["post_id"], unique=False)

    op.create_table(
        "chaser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=20), nullable=False),
        sa.Column("counted_to_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_chaser_invitation_id_invitation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chaser")),
        sa.UniqueConstraint(
            "invitation_id", "rung", "counted_to_on", name=op.f("uq_chaser_invitation_id_rung_counted_to_on")
        ),
    )
    op.create_table(
        "wave_member",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("is_revived", sa.Boolean(), nullable=False),
        sa.Column("brought_post", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_wave_member_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_member_wave_id_wave"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave_id", "invitation_id", name=op.f("pk_wave_member")),
    )
    with op.batch_alter_table("wave_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wave_member_invitation_id"), ["invitation_id"], unique=False)

    op.create_table(
        "counter_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("answered_by", sa.String(length=40), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("from_address", sa.String(length=254), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_counter_proposal_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["invitation_link.id"], name=op.f("fk_counter_proposal_link_id_invitation_link")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_proposal")),
    )
    with op.batch_alter_table("counter_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counter_proposal_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(
            "uq_counter_proposal_open",
            ["invitation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "reminder_stop",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["invitation_link.id"],
            name=op.f("fk_reminder_stop_link_id_invitation_link"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_reminder_stop")),
    )
    op.create_table(
        "inbound_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("doubt", sa.String(length=40), nullable=True),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.String(length=254), nullable=False),
        sa.Column("attendee", sa.String(length=254), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_inbound_answer_invitation_id_invitation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["invitation_link.id"],
            name=op.f("fk_inbound_answer_link_id_invitation_link"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["inbound_mail.id"], name=op.f("fk_inbound_answer_mail_id_inbound_mail"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["counter_proposal.id"],
            name=op.f("fk_inbound_answer_proposal_id_counter_proposal"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_inbound_answer_reply_id_reply"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_answer")),
        sa.UniqueConstraint("mail_id", "position", name=op.f("uq_inbound_answer_mail_id_position")),
    )
    with op.batch_alter_table("inbound_answer", schema=None) as batch_op:
        batch_op.create_index("ix_inbound_answer_invitation_id", ["invitation_id"], unique=False)
        batch_op.create_index("ix_inbound_answer_outcome", ["outcome", "id"], unique=False)

    op.create_table(
        "proposed_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("obstacles", sa.JSON(), nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_proposed_time_in_order")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["counter_proposal.id"],
            name=op.f("fk_proposed_time_proposal_id_counter_proposal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_time")),
    )
    with op.batch_alter_table("proposed_time", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposed_time_proposal_id"), ["proposal_id"], unique=False)

    # invitation_link: not in batch mode, so that the table stays, and what hangs on it
    op.add_column("invitation_link", sa.Column("organizer", sa.String(length=254), nullable=True))
    op.add_column("invitation_link", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))

    # notice: not in batch mode, so that the table stays, and what hangs on it
    op.add_column("notice", sa.Column("batch", sa.String(length=32), nullable=True))
    op.add_column("notice", sa.Column("channel", sa.String(length=40), server_default="mail", nullable=False))
    op.add_column("notice", sa.Column("method", sa.String(length=20), nullable=True))
    op.add_column("notice", sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notice", sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notice", sa.Column("bounce_reason", sa.String(length=500), nullable=True))
    op.create_index(op.f("ix_notice_batch"), "notice", ["batch"], unique=False)

    # reply: not in batch mode, so that the table stays, and what hangs on it
    op.add_column("reply", sa.Column("from_address", sa.String(length=254), nullable=True))

    # substitution: not in batch mode, so that the table stays, and what hangs on it
    op.add_column("substitution", sa.Column("address", sa.String(length=254), nullable=True))


def downgrade() -> None:
    # substitution: not in batch mode, so that the table stays, and what hangs on it
    op.drop_column("substitution", "address")

    # reply: not in batch mode, so that the table stays, and what hangs on it
    op.drop_column("reply", "from_address")

    # notice: not in batch mode, so that the table stays, and what hangs on it
    op.drop_index(op.f("ix_notice_batch"), "notice")
    op.drop_column("notice", "bounce_reason")
    op.drop_column("notice", "bounced_at")
    op.drop_column("notice", "delivered_at")
    op.drop_column("notice", "method")
    op.drop_column("notice", "channel")
    op.drop_column("notice", "batch")

    # invitation_link: not in batch mode, so that the table stays, and what hangs on it
    op.drop_column("invitation_link", "opened_at")
    op.drop_column("invitation_link", "organizer")

    with op.batch_alter_table("proposed_time", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposed_time_proposal_id"))

    op.drop_table("proposed_time")
    with op.batch_alter_table("inbound_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_inbound_answer_outcome")
        batch_op.drop_index("ix_inbound_answer_invitation_id")

    op.drop_table("inbound_answer")
    op.drop_table("reminder_stop")
    with op.batch_alter_table("counter_proposal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_counter_proposal_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_counter_proposal_invitation_id"))

    op.drop_table("counter_proposal")
    with op.batch_alter_table("wave_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wave_member_invitation_id"))

    op.drop_table("wave_member")
    op.drop_table("chaser")
    with op.batch_alter_table("address_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_alias_post_id"))
        batch_op.drop_index(batch_op.f("ix_address_alias_person_id"))

    op.drop_table("address_alias")
    op.drop_table("wave")
    op.drop_table("series_occurrence")
    with op.batch_alter_table("postponement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_postponement_engagement_id"))

    op.drop_table("postponement")
    op.drop_table("mail_habits")
    op.drop_table("mailbox_mark")
    with op.batch_alter_table("inbound_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_inbound_mail_state")
        batch_op.drop_index(batch_op.f("ix_inbound_mail_message_id"))

    op.drop_table("inbound_mail")
    op.drop_table("engagement_series")
    op.drop_table("chaser_ladder")
