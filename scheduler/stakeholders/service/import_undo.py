"""Undoes a whole import, unless something that it touched was changed since."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column as TableColumn
from sqlalchemy import Date, Enum, select
from sqlalchemy.schema import Table

from scheduler.audit.service import record
from scheduler.core.db import Base, db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import list_words
from scheduler.stakeholders.models import Body, Identifier, ImportRun, Organisation, Person, Place, Post, Tenure
from scheduler.stakeholders.queries.records import posts_at
from scheduler.stakeholders.service.import_ledger import Partner, plain_column
from scheduler.stakeholders.service.imports import ANNOUNCED, refresh_key
from scheduler.stakeholders.service.signals import partner_changed

# What refers comes before what it refers to.
ORDER = (Tenure, Identifier, Post, Person, Body, Organisation, Place)
MODELS: dict[str, type[Any]] = {model.__tablename__: model for model in ORDER}
WORDS_SHOWN = 5

Change = dict[str, Any]


def undo_import(run: ImportRun, *, now: datetime) -> ImportRun:
    """Remove what the import made and restore what it changed. Raises RuleBroken, naming what was changed since."""
    if run.undone_at is not None:
        raise RuleBroken("This import is already undone.")
    if obstacles := [*_changed_since(run.changes), *_used_since(run.changes)]:
        shown = obstacles[:WORDS_SHOWN]
        more = [f"{len(obstacles) - len(shown)} more"] if len(obstacles) > len(shown) else []
        raise RuleBroken(f"It cannot be undone, because since then: {list_words([*shown, *more])}.")
    _restore([change for change in run.changes if not change["new"]])
    _remove([change for change in run.changes if change["new"]])
    _refresh_keys([change for change in run.changes if not change["new"]])
    run.undone_at = now
    db.session.flush()
    record("import_run undone", "import_run", run.id, f"Undid the import from {run.source_name or 'a paste'}")
    return run


def _found(change: Change) -> Partner | None:
    found: Partner | None = db.session.get(MODELS[change["table"]], change["id"])
    return found


def _changed_since(changes: list[Change]) -> Iterator[str]:
    for change in changes:
        found = _found(change)
        if found is None:
            name = change["after"].get("name") or change["after"].get("title") or "a record"
            yield f"{name} was removed"
            continue
        differing = [name for name, value in change["after"].items() if plain_column(found, name) != value]
        if differing:
            columns = list_words([name.removesuffix("_id").replace("_", " ") for name in differing])
            yield f"{_name(found)} was changed ({columns})"


def _used_since(changes: list[Change]) -> Iterator[str]:
    """New records that something outside the import refers to by now, in whatever feature's table."""
    made = {(change["table"], change["id"]) for change in changes if change["new"]}
    restored = {(change["table"], change["id"], name) for change in changes for name in change["before"]}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                yield from _references(table, column, key.column.table.name, made, restored)


def _references(
    table: Table,
    column: TableColumn[Any],
    target: str,
    made: set[tuple[str, int]],
    restored: set[tuple[str, int, str]],
) -> Iterator[str]:
    ids = [number for name, number in made if name == target]
    if not ids:
        return
    # A row of the link table belongs to its body, and the body's entry remembers it as “covers”.
    owner, name = ("body", "covers") if table.name == "body_cover" else (table.name, column.name)
    owner_id = table.c.body_id if table.name == "body_cover" else next(iter(table.primary_key.columns))
    for number, target_id in db.session.execute(select(owner_id, column).where(column.in_(ids))):
        if (owner, number) not in made and (owner, number, name) not in restored:
            found = db.session.get(MODELS[target], target_id)
            yield f"{_name(found)} is used elsewhere ({owner.replace('_', ' ')})"


def _restore(changes: list[Change]) -> None:
    for change in changes:
        found = _found(change)
        assert found is not None
        for name, value in change["before"].items():
            _set(found, name, value)
        db.session.flush()
        _tell(found, "restored")


def _set(found: Partner, name: str, value: Any) -> None:
    if name == "covers":
        assert isinstance(found, Body)
        found.covers = list(db.session.scalars(select(Organisation).where(Organisation.id.in_(value))))
        return
    kind = found.__table__.c[name].type
    if isinstance(kind, Date) and value is not None:
        value = date.fromisoformat(value)
    elif isinstance(kind, Enum) and kind.enum_class is not None:
        value = kind.enum_class(value)
    setattr(found, name, value)


def _remove(changes: list[Change]) -> None:
    for model in ORDER:
        with db.session.no_autoflush:  # all of a kind at once: a body goes before its parent
            for change in changes:
                found = _found(change) if change["table"] == model.__tablename__ else None
                if found is not None:
                    _tell(found, "removed")
                    db.session.delete(found)
        db.session.flush()
    db.session.expire_all()


def _refresh_keys(changes: list[Change]) -> None:
    for change in changes:
        found = _found(change)
        assert found is not None
        refresh_key(found, posts_at(found) if isinstance(found, Organisation | Body) else ())


def _tell(found: Partner, verb: str) -> None:
    kind = found.__tablename__
    record(f"{kind} {verb}", kind, found.id, f"Undo of an import: {_name(found)}")
    if isinstance(found, ANNOUNCED):
        partner_changed.send(found)


def _name(found: Any) -> str:
    """A record in words."""
    if isinstance(found, Tenure):
        return f"{found.person.full_name} as {found.post.full_title}"
    if isinstance(found, Post):
        return found.full_title
    return str(getattr(found, "name", None) or getattr(found, "value", "a record"))
