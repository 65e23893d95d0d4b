"""The audit log refuses UPDATE (but for erasing details) and DELETE; its chain starts empty."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COVERED = (
    "id",
    "at",
    "actor_kind",
    "actor_label",
    "on_behalf_of",
    "source",
    "action",
    "subject_type",
    "subject_id",
    "summary",
    "details_digest",
    "previous_hash",
    "hash",
)


def upgrade() -> None:
    """Triggers in the database's own dialect, and the single head row."""
    op.execute(
        sa.text("INSERT INTO audit_head (id, last_id, last_hash) VALUES (1, 0, :zero)").bindparams(zero="0" * 64)
    )
    if op.get_bind().dialect.name == "sqlite":
        columns = ", ".join(COVERED)
        op.execute(
            f"CREATE TRIGGER audit_entry_no_update BEFORE UPDATE OF {columns} ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
    )
    columns = ", ".join(f'"{name}"' for name in COVERED)
    op.execute(
        f"CREATE TRIGGER audit_entry_no_update BEFORE UPDATE OF {columns} ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"
    )


def downgrade() -> None:
    """Take the guards away again."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entry_no_update")
        op.execute("DROP TRIGGER audit_entry_no_delete")
    else:
        op.execute("DROP TRIGGER audit_entry_no_update ON audit_entry")
        op.execute("DROP TRIGGER audit_entry_no_delete ON audit_entry")
        op.execute("DROP FUNCTION audit_entry_refuse()")
    op.execute("DELETE FROM audit_head")
