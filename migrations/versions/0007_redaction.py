"""A person's words may be taken out of the audit log and of frozen reports, marked as redacted; nothing else changes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CHAINED = (
    "id",
    "at",
    "actor_kind",
    "source",
    "action",
    "subject_type",
    "subject_id",
    "details_digest",
    "previous_hash",
    "hash",
)
WORDS = ("actor_label", "on_behalf_of", "summary")
FROZEN = ("id", "report_id", "frozen_at", "frozen_by", "digest")
LOG, SNAPSHOT = "the audit log is append-only", "a frozen report does not change"


def upgrade() -> None:
    """The log's guard is split: words may change with a new mark; snapshots get guards of the same kind."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entry_no_update")
        _sqlite("audit_entry_no_update", "audit_entry", CHAINED, LOG)
        _sqlite("audit_entry_no_rewording", "audit_entry", WORDS, LOG, unless_marked=True)
        _sqlite("report_snapshot_no_update", "report_snapshot", FROZEN, SNAPSHOT)
        _sqlite("report_snapshot_no_rewording", "report_snapshot", ("content",), SNAPSHOT, unless_marked=True)
        op.execute(
            "CREATE TRIGGER report_snapshot_no_delete BEFORE DELETE ON report_snapshot "
            f"BEGIN SELECT RAISE(ABORT, '{SNAPSHOT}'); END"
        )
        return
    op.execute("DROP TRIGGER audit_entry_no_update ON audit_entry")
    op.execute(
        "CREATE FUNCTION report_snapshot_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SNAPSHOT}'; END $$"
    )
    _postgresql("audit_entry_no_update", "audit_entry", CHAINED)
    _postgresql("audit_entry_no_rewording", "audit_entry", WORDS, unless_marked=True)
    _postgresql("report_snapshot_no_update", "report_snapshot", FROZEN)
    _postgresql("report_snapshot_no_rewording", "report_snapshot", ("content",), unless_marked=True)
    op.execute(
        "CREATE TRIGGER report_snapshot_no_delete BEFORE DELETE OR TRUNCATE ON report_snapshot "
        "FOR EACH STATEMENT EXECUTE FUNCTION report_snapshot_refuse()"
    )


def downgrade() -> None:
    """One guard for the log again, as it was."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("report_snapshot_no_delete", "report_snapshot_no_rewording", "report_snapshot_no_update"):
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TRIGGER audit_entry_no_rewording")
        op.execute("DROP TRIGGER audit_entry_no_update")
        _sqlite("audit_entry_no_update", "audit_entry", (*CHAINED, *WORDS), LOG)
        return
    for name in ("report_snapshot_no_delete", "report_snapshot_no_rewording", "report_snapshot_no_update"):
        op.execute(f"DROP TRIGGER {name} ON report_snapshot")
    op.execute("DROP FUNCTION report_snapshot_refuse()")
    op.execute("DROP TRIGGER audit_entry_no_rewording ON audit_entry")
    op.execute("DROP TRIGGER audit_entry_no_update ON audit_entry")
    _postgresql("audit_entry_no_update", "audit_entry", (*CHAINED, *WORDS))


def _sqlite(name: str, table: str, columns: tuple[str, ...], words: str, *, unless_marked: bool = False) -> None:
    listed = ", ".join(f'"{column}"' for column in columns)
    condition = "WHEN NEW.redacted_at IS NULL OR NEW.redacted_at IS OLD.redacted_at " if unless_marked else ""
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE OF {listed} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def _postgresql(name: str, table: str, columns: tuple[str, ...], *, unless_marked: bool = False) -> None:
    listed = ", ".join(f'"{column}"' for column in columns)
    condition = (
        "WHEN (NEW.redacted_at IS NULL OR NEW.redacted_at IS NOT DISTINCT FROM OLD.redacted_at) "
        if unless_marked
        else ""
    )
    op.execute(
        sa.text(
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {listed} ON {table} FOR EACH ROW {condition}"
            f"EXECUTE FUNCTION {table}_refuse()"
        )
    )
