"""Finds a person in every table: each value that speaks of them, and what it becomes. Nothing is changed here."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, RowMapping, Table, select

from scheduler.audit.readings import REDACTED
from scheduler.core.db import Base, db
from scheduler.core.values import dataclass
from scheduler.invitations.models import Invitation
from scheduler.keeping.rules.likeness import Hit, Likeness
from scheduler.keeping.rules.mails import hits_in_mail
from scheduler.keeping.rules.rewriting import Place, Rewritten, rewritten
from scheduler.keeping.rules.rows import ALWAYS_FILLED, ANSWERS, PAIRS
from scheduler.keeping.rules.traces import TRACES, Trace
from scheduler.stakeholders.rules.search import search_key

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about: by what they are found, and their row among the people if they have one."""

    likeness: Likeness
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One value that speaks of the person."""

    table: str
    key: tuple[Any, ...]
    column: str
    trace: Trace
    value: Any
    hits: tuple[Hit, ...]


def changes_of(subject: Subject, kinds: Collection[Trace] = frozenset(Trace)) -> Iterator[Change]:
    """Every value that erasing would change, table by table."""
    for name, columns in TRACES.items():
        wanted = {column: trace for column, trace in columns.items() if trace in kinds}
        if name == "person" and subject.person_id is not None:
            wanted = dict(columns)  # their own row goes as a whole, whatever else stays
        if wanted:
            found = _in_table(Base.metadata.tables[name], wanted, subject)
            yield from (each for each in found if each.trace in kinds or each.trace is Trace.OWN)


def _in_table(table: Table, columns: Mapping[str, Trace], subject: Subject) -> Iterator[Change]:
    paired = [PAIRS[each] for each in PAIRS if each[0] == table.name and each[1] in columns]
    extra = ["actor_kind", "action"] if table.name == "audit_entry" else []
    extra += ["invitation_id"] if table.name in ANSWERS else []
    invited = _invitations_of(subject) if table.name in ANSWERS else frozenset()
    listed = [column.name for column in table.primary_key] + [*columns, *paired, *extra]
    query = select(*(table.c[name] for name in dict.fromkeys(listed))).order_by(*table.primary_key)
    for row in db.session.execute(query.execution_options(yield_per=AT_ONCE)).mappings():
        is_theirs = bool(invited) and row["invitation_id"] in invited
        yield from _whole(table, row, columns) if is_theirs else _in_row(table, row, columns, subject)


def _invitations_of(subject: Subject) -> frozenset[int]:
    if subject.person_id is None:
        return frozenset()
    return frozenset(db.session.scalars(select(Invitation.id).where(Invitation.person_id == subject.person_id)))


def _whole(table: Table, row: RowMapping, columns: Collection[str]) -> Iterator[Change]:
    for column in columns:
        if row[column]:
            value = None if table.c[column].nullable else ""
            yield Change(table.name, (row["id"],), column, Trace.OWN, value, (Hit("", row[column], "", ""),))


def _in_row(table: Table, row: RowMapping, columns: Mapping[str, Trace], subject: Subject) -> Iterator[Change]:
    key = tuple(row[column.name] for column in table.primary_key)
    if table.name == "person":
        yield from _in_person(table, row, key, columns, subject)
        return
    found: dict[str, Change] = {}
    for column, trace in columns.items():
        if not _is_ours_to_change(row, column):
            continue
        change = _in_value(table.c[column], row[column], key, trace, subject)
        if change is not None:
            found[column] = change
    for column in [*found]:
        beside = PAIRS.get((table.name, column))
        if beside is not None and row[beside] and beside not in found:
            hit = Hit("", row[beside], "", subject.likeness.role)
            value = subject.likeness.role[: _limit(table.c[beside])]
            found[beside] = Change(table.name, key, beside, Trace.NAME, value, (hit,))
    yield from found.values()


def _in_person(
    table: Table, row: RowMapping, key: tuple[Any, ...], columns: Mapping[str, Trace], subject: Subject
) -> Iterator[Change]:
    """Their own row becomes the role; of others only the notes are read: a namesake is another person."""
    role = subject.likeness.role
    becomes = {"name": role[: _limit(table.c.name)], "search_key": search_key(role)}
    for column, trace in columns.items():
        if key[0] == subject.person_id:
            value = becomes.get(column, "")
            if row[column] != value:
                kind = trace if column in becomes else Trace.OWN
                yield Change(table.name, key, column, kind, value, (Hit("", row[column], "", value),))
        elif column == "notes":
            change = _in_value(table.c[column], row[column], key, trace, subject)
            yield from [change] if change is not None else []


def _is_ours_to_change(row: RowMapping, column: str) -> bool:
    """Staff keep their names in the log, and what vouches for redacted entries names nobody."""
    if "actor_kind" not in row:
        return True
    return row["action"] != REDACTED and not (column == "actor_label" and row["actor_kind"] == "staff")


def _in_value(column: Column[Any], value: Any, key: tuple[Any, ...], trace: Trace, subject: Subject) -> Change | None:
    table = column.table.name
    if trace is Trace.RAW:
        hits = hits_in_mail(value, subject.likeness) if value else ()
        return Change(table, key, column.name, trace, None, hits) if hits else None
    found: Rewritten | None = rewritten(trace, value, subject.likeness, _place(column, key))
    return Change(table, key, column.name, trace, found.value, found.hits) if found else None


def _place(column: Column[Any], key: tuple[Any, ...]) -> Place:
    must_be_filled = (column.table.name, column.name) in ALWAYS_FILLED
    words = "-".join(str(part) for part in key)
    return Place(bool(column.nullable), must_be_filled, _limit(column), words)


def _limit(column: Column[Any]) -> int | None:
    return getattr(column.type, "length", None)
