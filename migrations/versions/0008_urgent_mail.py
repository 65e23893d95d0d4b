"""An index by which urgent mail is found among all that waits for the office to open."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_notice_urgent", "notice", ["urgent", "state", "next_attempt_at"])


def downgrade() -> None:
    op.drop_index("ix_notice_urgent", table_name="notice")
