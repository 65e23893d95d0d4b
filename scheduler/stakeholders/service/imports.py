"""An import from a spreadsheet: tried without a trace, or done whole and remembered."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.stakeholders.models import Body, ImportRun, Organisation, Person, Place, Post, Tenure
from scheduler.stakeholders.rules.columns import Column
from scheduler.stakeholders.rules.imports import Preview, RowResult
from scheduler.stakeholders.rules.rows import read_row
from scheduler.stakeholders.rules.spreadsheet import Table
from scheduler.stakeholders.service.bodies import body_key
from scheduler.stakeholders.service.import_index import Index
from scheduler.stakeholders.service.import_ledger import Entry, Ledger, Partner, plain_column
from scheduler.stakeholders.service.import_posts import RowWriter
from scheduler.stakeholders.service.organisations import organisation_key
from scheduler.stakeholders.service.people import person_key
from scheduler.stakeholders.service.posts import refresh_search_key
from scheduler.stakeholders.service.signals import partner_changed, posts_refilled

Matching = Sequence[Column | None]
ANNOUNCED = (Organisation, Body, Post, Person, Place)


def preview_import(table: Table, matching: Matching, *, now: datetime) -> Preview:
    """What `run_import` would do; sends nothing to the database."""
    with db.session.no_autoflush:
        writer, preview = _take_all(table, matching, now)
        writer.ledger.drop()
    return preview


def run_import(table: Table, matching: Matching, source_name: str, *, now: datetime) -> ImportRun:
    """Do all of it or nothing. Raises RuleBroken when a row is wrong or nothing would change."""
    with db.session.no_autoflush:
        writer, preview = _take_all(table, matching, now)
        ledger = writer.ledger
        if not preview.may_run:
            ledger.drop()
            wrong = len(preview.of("error"))
            raise RuleBroken(f"{wrong} rows are wrong. Nothing was stored." if wrong else "Nothing would change.")
        for entry in ledger.changed():
            refresh_key(entry.record, writer.index.posts_of(entry.record))
    ledger.write()
    changes = [_remembered(entry) for entry in ledger.changed()]
    run = ImportRun(
        at=now,
        by_label=current_actor().label,
        source_name=clean_line(source_name)[:200],
        rows=len(table.rows),
        created=len(preview.of("create")),
        updated=len(preview.of("update")),
        changes=changes,
    )
    db.session.add(run)
    db.session.flush()
    _tell(ledger, run)
    return run


def _take_all(table: Table, matching: Matching, now: datetime) -> tuple[RowWriter, Preview]:
    writer = RowWriter(Index(local_day(now)), Ledger(), now)
    return writer, Preview([_take(writer, number, cells, matching) for number, cells in table.rows])


def _take(writer: RowWriter, number: int, cells: Sequence[str], matching: Matching) -> RowResult:
    by_column = {column: cell for column, cell in zip(matching, cells, strict=False) if column is not None}
    row, errors = read_row(number, by_column)
    if errors:
        what = ", ".join(part for part in (row[Column.POST], row[Column.BODY] or row[Column.ORGANISATION]) if part)
        return RowResult(number, what, errors)
    return writer.take(row)


def refresh_key(each: Partner, posts: Iterable[Post]) -> None:
    """Let the search box find a changed record, and the posts of a changed home."""
    if isinstance(each, Organisation):
        each.search_key = organisation_key(each)
    elif isinstance(each, Body):
        each.search_key = body_key(each)
    elif isinstance(each, Person):
        each.search_key = person_key(each)
    elif isinstance(each, Post):
        refresh_search_key(each)
    for post in posts:
        refresh_search_key(post)


def _remembered(entry: Entry) -> dict[str, object]:
    columns = _columns(entry.record) if entry.is_new else list(entry.before)
    after = {name: plain_column(entry.record, name) for name in columns}
    return {
        "table": entry.record.__tablename__,
        "id": entry.record.id,
        "new": entry.is_new,
        "before": entry.before,
        "after": after,
    }


def _columns(record_: Partner) -> list[str]:
    own = [column.name for column in record_.__table__.columns]
    kept = [name for name in own if name not in {"id", "version", "search_key", "created_at"}]
    return [*kept, "covers"] if isinstance(record_, Body) else kept


def _tell(ledger: Ledger, run: ImportRun) -> None:
    """The log gets each record, the features above each partner that they may know."""
    record("import_run added", "import_run", run.id, f"Imported {run.rows} rows from {run.source_name or 'a paste'}")
    for entry in ledger.changed():
        kind = entry.record.__tablename__
        details = {"before": entry.before, "after": _remembered(entry)["after"], "import_run": run.id}
        name = getattr(entry.record, "name", None) or getattr(entry.record, "title", "") or kind
        verb = "added" if entry.is_new else "changed"
        record(f"{kind} {verb}", kind, entry.record.id, f"Import: {name}", details=details)
    for partner in _concerned(ledger):
        partner_changed.send(partner)
    tell_of_refilled(entry.record for entry in ledger.changed())


def tell_of_refilled(records: Iterable[Partner]) -> None:
    """Posts that got or lost a holder, all at once."""
    posts = {each.post for each in records if isinstance(each, Tenure)}
    if posts:
        posts_refilled.send(sorted(posts, key=lambda post: post.id))


def _concerned(ledger: Ledger) -> list[Partner]:
    """What others may already refer to; a record made a moment ago stands in nobody's diary yet."""
    found: dict[Partner, None] = {}
    for entry in ledger.changed():
        partner = entry.record.post if isinstance(entry.record, Tenure) else entry.record
        if isinstance(partner, ANNOUNCED) and not ledger.is_new(partner):
            found[partner] = None
    return list(found)
