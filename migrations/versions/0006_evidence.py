"""Evidence: records, representation, invitations to us, reports, retention, keys and webhooks."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("key_ends", sa.String(length=8), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_client_key_hash")),
    )
    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_class", sa.String(length=40), nullable=False),
        sa.Column("at_the_end", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("held_back", sa.Integer(), nullable=False),
        sa.Column("oldest_on", sa.Date(), nullable=True),
        sa.Column("newest_on", sa.Date(), nullable=True),
        sa.Column("rule_words", sa.String(length=300), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_table(
        "plan_priority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_priority")),
        sa.UniqueConstraint("name", name=op.f("uq_plan_priority_name")),
    )
    op.create_table(
        "publishing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("days_after", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("days_after BETWEEN 0 AND 365", name=op.f("ck_publishing_days_after")),
        sa.CheckConstraint("id = 1", name=op.f("ck_publishing_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing")),
    )
    op.create_table(
        "retention_rule",
        sa.Column("record_class", sa.String(length=40), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("counted_from", sa.String(length=40), nullable=False),
        sa.Column("at_the_end", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("months BETWEEN 0 AND 1200", name=op.f("ck_retention_rule_months")),
        sa.PrimaryKeyConstraint("record_class", name=op.f("pk_retention_rule")),
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("with_sensitive", sa.Boolean(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("event_key", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_status", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id_webhook"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("webhook_id", "event_key", name=op.f("uq_webhook_delivery_webhook_id_event_key")),
    )
    with op.batch_alter_table("webhook_delivery", schema=None) as batch_op:
        batch_op.create_index("ix_webhook_delivery_due", ["delivered_at", "next_at"], unique=False)

    op.create_table(
        "body_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("only_with", sa.String(length=120), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_body_calendar_body_id_body"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_calendar")),
        sa.UniqueConstraint("body_id", "address", name=op.f("uq_body_calendar_body_id_address")),
    )
    op.create_table(
        "disposal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until_on IS NULL OR from_on IS NULL OR until_on >= from_on", name=op.f("ck_disposal_hold_in_order")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_disposal_hold_body_id_body")),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_disposal_hold_engagement_id_engagement"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_disposal_hold_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_disposal_hold_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_hold")),
    )
    op.create_table(
        "engagement_priority",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_engagement_priority_engagement_id_engagement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["priority_id"], ["plan_priority.id"], name=op.f("fk_engagement_priority_priority_id_plan_priority")
        ),
        sa.PrimaryKeyConstraint("engagement_id", "priority_id", name=op.f("pk_engagement_priority")),
    )
    with op.batch_alter_table("engagement_priority", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_engagement_priority_priority_id"), ["priority_id"], unique=False)

    op.create_table(
        "engagement_record",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("initiated_by", sa.String(length=40), nullable=True),
        sa.Column("initiated_words", sa.String(length=200), nullable=False),
        sa.Column("portfolio_owner_id", sa.Integer(), nullable=True),
        sa.Column("has_risk", sa.Boolean(), nullable=False),
        sa.Column("risk_words", sa.Text(), nullable=False),
        sa.Column("has_media_interest", sa.Boolean(), nullable=False),
        sa.Column("media_words", sa.Text(), nullable=False),
        sa.Column("lines_to_take", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("was_offered", sa.Boolean(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_engagement_record_engagement_id_engagement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["portfolio_owner_id"], ["principal.id"], name=op.f("fk_engagement_record_portfolio_owner_id_principal")
        ),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_engagement_record")),
    )
    op.create_table(
        "gift_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("offered_by", sa.String(length=200), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("value_pence", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("value_pence IS NULL OR value_pence >= 0", name=op.f("ck_gift_offer_value")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_gift_offer_body_id_body")),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_gift_offer_engagement_id_engagement"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_gift_offer_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["principal_id"], ["principal.id"], name=op.f("fk_gift_offer_principal_id_principal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_offer")),
    )
    with op.batch_alter_table("gift_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gift_offer_engagement_id"), ["engagement_id"], unique=False)
        batch_op.create_index("ix_gift_offer_offered_on", ["offered_on"], unique=False)

    op.create_table(
        "panel_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("with_names", sa.Boolean(), nullable=False),
        sa.Column("names_reason", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=200), nullable=False),
        sa.Column("approved_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_panel_report_in_order")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_panel_report_body_id_body")),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_panel_report_engagement_id_engagement"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_report")),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("handling", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_paper_engagement_id_engagement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_paper_upload_id_upload")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_paper_upload_id")),
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "record_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_words", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_record_note_engagement_id_engagement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_note")),
    )
    with op.batch_alter_table("record_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_note_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "representation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("capacity", sa.String(length=40), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=True),
        sa.Column("authority_words", sa.String(length=300), nullable=False),
        sa.Column("is_by_invitation", sa.Boolean(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("owes_report", sa.Boolean(), nullable=False),
        sa.Column("report_days", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("principal_id IS NOT NULL OR role <> ''", name=op.f("ck_representation_somebody")),
        sa.CheckConstraint("every IS NULL OR every >= 1", name=op.f("ck_representation_every")),
        sa.CheckConstraint("report_days BETWEEN 1 AND 60", name=op.f("ck_representation_report_days")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_representation_in_order")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_representation_body_id_body")),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principal.id"], name=op.f("fk_representation_principal_id_principal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representation")),
    )
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_representation_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_representation_principal_id"), ["principal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_representation_review_on"), ["review_on"], unique=False)

    op.create_table(
        "strand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("co_owner", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_strand_in_order")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_strand_body_id_body")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_strand_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["principal.id"], name=op.f("fk_strand_owner_id_principal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strand")),
        sa.UniqueConstraint("title", name=op.f("uq_strand_title")),
    )
    with op.batch_alter_table("strand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_strand_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_strand_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "undertaking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("source_reference", sa.String(length=120), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("principal_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_engagement_id", sa.Integer(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing_words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_undertaking_body_id_body")),
        sa.ForeignKeyConstraint(
            ["due_engagement_id"],
            ["engagement.id"],
            name=op.f("fk_undertaking_due_engagement_id_engagement"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["principal_id"], ["principal.id"], name=op.f("fk_undertaking_principal_id_principal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undertaking")),
    )
    with op.batch_alter_table("undertaking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_undertaking_due_engagement_id"), ["due_engagement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_undertaking_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_undertaking_review_on"), ["review_on"], unique=False)

    op.create_table(
        "alternate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("representation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=True),
        sa.CheckConstraint("principal_id IS NOT NULL OR role <> ''", name=op.f("ck_alternate_somebody")),
        sa.ForeignKeyConstraint(["principal_id"], ["principal.id"], name=op.f("fk_alternate_principal_id_principal")),
        sa.ForeignKeyConstraint(
            ["representation_id"],
            ["representation.id"],
            name=op.f("fk_alternate_representation_id_representation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternate")),
        sa.UniqueConstraint("representation_id", "position", name=op.f("uq_alternate_representation_id_position")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("undertaking_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_evidence_action_id_action"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_evidence_engagement_id_engagement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["undertaking_id"],
            ["undertaking.id"],
            name=op.f("fk_evidence_undertaking_id_undertaking"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_evidence_upload_id_upload")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("undertaking_id", "action_id", name=op.f("uq_evidence_undertaking_id_action_id")),
        sa.UniqueConstraint("undertaking_id", "engagement_id", name=op.f("uq_evidence_undertaking_id_engagement_id")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "incoming_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("place_text", sa.String(length=300), nullable=False),
        sa.Column("online_url", sa.String(length=500), nullable=False),
        sa.Column("reply_by_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("principal_id", sa.Integer(), nullable=True),
        sa.Column("host_words", sa.String(length=200), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("sender_address", sa.String(length=254), nullable=False),
        sa.Column("has_offer", sa.Boolean(), nullable=False),
        sa.Column("offer_words", sa.String(length=300), nullable=False),
        sa.Column("gift_offer_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=254), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("recurrence_id", sa.String(length=40), nullable=False),
        sa.Column("organizer", sa.String(length=254), nullable=False),
        sa.Column("attendee", sa.String(length=254), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("goes_principal_id", sa.Integer(), nullable=True),
        sa.Column("goes_words", sa.String(length=200), nullable=False),
        sa.Column("answer_words", sa.Text(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("has_changed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("organisation_id IS NULL OR body_id IS NULL", name=op.f("ck_incoming_invitation_one_home")),
        sa.CheckConstraint(
            "starts_at IS NULL OR starts_on IS NULL", name=op.f("ck_incoming_invitation_timed_or_all_day")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_incoming_invitation_body_id_body")),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_incoming_invitation_engagement_id_engagement"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["gift_offer_id"],
            ["gift_offer.id"],
            name=op.f("fk_incoming_invitation_gift_offer_id_gift_offer"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["goes_principal_id"], ["principal.id"], name=op.f("fk_incoming_invitation_goes_principal_id_principal")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_incoming_invitation_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_incoming_invitation_post_id_post")),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principal.id"], name=op.f("fk_incoming_invitation_principal_id_principal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_invitation")),
    )
    with op.batch_alter_table("incoming_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incoming_invitation_body_id"), ["body_id"], unique=False)
        batch_op.create_index("ix_incoming_invitation_decision", ["decision", "received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_invitation_engagement_id"), ["engagement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_invitation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_incoming_invitation_uid", ["uid"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strand_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_milestone_strand_id_strand"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_strand_id"), ["strand_id"], unique=False)

    op.create_table(
        "narrative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["panel_report.id"], name=op.f("fk_narrative_report_id_panel_report"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narrative")),
        sa.UniqueConstraint("report_id", "key", name=op.f("uq_narrative_report_id_key")),
    )
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("is_substitute", sa.Boolean(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=True),
        sa.Column("authority", sa.String(length=40), nullable=True),
        sa.CheckConstraint("band BETWEEN 1 AND 5", name=op.f("ck_presence_band")),
        sa.CheckConstraint("principal_id IS NULL OR post_id IS NULL", name=op.f("ck_presence_one_side")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_presence_body_id_body")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_presence_engagement_id_engagement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_presence_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_presence_post_id_post")),
        sa.ForeignKeyConstraint(["principal_id"], ["principal.id"], name=op.f("fk_presence_principal_id_principal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("engagement_id", "post_id", name=op.f("uq_presence_engagement_id_post_id")),
        sa.UniqueConstraint("engagement_id", "principal_id", name=op.f("uq_presence_engagement_id_principal_id")),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_post_id"), ["post_id"], unique=False)

    op.create_table(
        "report_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("representation_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("owed_by", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_report_back_engagement_id_engagement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["representation_id"],
            ["representation.id"],
            name=op.f("fk_report_back_representation_id_representation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_back")),
        sa.UniqueConstraint(
            "representation_id", "engagement_id", name=op.f("uq_report_back_representation_id_engagement_id")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_report_back_token_hash")),
    )
    with op.batch_alter_table("report_back", schema=None) as batch_op:
        batch_op.create_index("ix_report_back_due_on", ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_back_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "report_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["panel_report.id"], name=op.f("fk_report_snapshot_report_id_panel_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_snapshot")),
        sa.UniqueConstraint("report_id", name=op.f("uq_report_snapshot_report_id")),
    )
    op.create_table(
        "sitting",
        sa.Column("representation_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("sat", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("is_noted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_sitting_engagement_id_engagement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["representation_id"],
            ["representation.id"],
            name=op.f("fk_sitting_representation_id_representation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("representation_id", "engagement_id", name=op.f("pk_sitting")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "strand_engagement",
        sa.Column("strand_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_strand_engagement_engagement_id_engagement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_strand_engagement_strand_id_strand"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("strand_id", "engagement_id", name=op.f("pk_strand_engagement")),
    )
    with op.batch_alter_table("strand_engagement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_strand_engagement_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "incoming_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("came_to", sa.String(length=254), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["incoming_invitation.id"],
            name=op.f("fk_incoming_copy_invitation_id_incoming_invitation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_copy")),
        sa.UniqueConstraint("way", "reference", name=op.f("uq_incoming_copy_way_reference")),
    )
    with op.batch_alter_table("incoming_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incoming_copy_invitation_id"), ["invitation_id"], unique=False)

    # audit_entry: not in batch mode, so that the table stays, and what hangs on it
    op.add_column("audit_entry", sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # audit_entry: not in batch mode, so that the table stays, and what hangs on it
    op.drop_column("audit_entry", "redacted_at")

    with op.batch_alter_table("incoming_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incoming_copy_invitation_id"))

    op.drop_table("incoming_copy")
    with op.batch_alter_table("strand_engagement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_strand_engagement_engagement_id"))

    op.drop_table("strand_engagement")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_engagement_id"))

    op.drop_table("sitting")
    op.drop_table("report_snapshot")
    with op.batch_alter_table("report_back", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_back_engagement_id"))
        batch_op.drop_index("ix_report_back_due_on")

    op.drop_table("report_back")
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presence_post_id"))
        batch_op.drop_index(batch_op.f("ix_presence_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_presence_body_id"))

    op.drop_table("presence")
    op.drop_table("narrative")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_strand_id"))

    op.drop_table("milestone")
    with op.batch_alter_table("incoming_invitation", schema=None) as batch_op:
        batch_op.drop_index("ix_incoming_invitation_uid")
        batch_op.drop_index(batch_op.f("ix_incoming_invitation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_incoming_invitation_engagement_id"))
        batch_op.drop_index("ix_incoming_invitation_decision")
        batch_op.drop_index(batch_op.f("ix_incoming_invitation_body_id"))

    op.drop_table("incoming_invitation")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_engagement_id"))

    op.drop_table("evidence")
    op.drop_table("alternate")
    with op.batch_alter_table("undertaking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_undertaking_review_on"))
        batch_op.drop_index(batch_op.f("ix_undertaking_due_on"))
        batch_op.drop_index(batch_op.f("ix_undertaking_due_engagement_id"))

    op.drop_table("undertaking")
    with op.batch_alter_table("strand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_strand_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_strand_body_id"))

    op.drop_table("strand")
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_representation_review_on"))
        batch_op.drop_index(batch_op.f("ix_representation_principal_id"))
        batch_op.drop_index(batch_op.f("ix_representation_body_id"))

    op.drop_table("representation")
    with op.batch_alter_table("record_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_note_engagement_id"))

    op.drop_table("record_note")
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_engagement_id"))

    op.drop_table("paper")
    op.drop_table("panel_report")
    with op.batch_alter_table("gift_offer", schema=None) as batch_op:
        batch_op.drop_index("ix_gift_offer_offered_on")
        batch_op.drop_index(batch_op.f("ix_gift_offer_engagement_id"))

    op.drop_table("gift_offer")
    op.drop_table("engagement_record")
    with op.batch_alter_table("engagement_priority", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_engagement_priority_priority_id"))

    op.drop_table("engagement_priority")
    op.drop_table("disposal_hold")
    op.drop_table("body_calendar")
    with op.batch_alter_table("webhook_delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_webhook_delivery_due")

    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
    op.drop_table("retention_rule")
    op.drop_table("publishing")
    op.drop_table("plan_priority")
    op.drop_table("erasure")
    op.drop_table("disposal")
    op.drop_table("api_client")
