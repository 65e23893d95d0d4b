"""What we hold of a person, for the eye: hits by table, rows in full for their own copy, files by name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, select

from scheduler.core.db import Base, db
from scheduler.core.values import dataclass
from scheduler.invitations.models import Invitation
from scheduler.keeping.queries.tracing import Change, Subject
from scheduler.keeping.rules.traces import Trace, column_words, table_words
from scheduler.records.models import Paper
from scheduler.stakeholders.models import Tenure
from scheduler.summits.models import AttendeeNeeds
from scheduler.uploads.models import Upload

SECRET = frozenset({"token_hash", "lease_token", "key_hash", "password", "previous_hash", "hash", "details_digest"})
SHOWN = 300
"""Hits that a preview writes out a column; the number is always said."""

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One column in which somebody was found."""

    title: str
    what_happens: str
    changes: Sequence[Change]

    @property
    def shown(self) -> Sequence[Change]:
        """As many as a page can hold."""
        return self.changes[:SHOWN]


@dataclass(frozen=True, slots=True)
class Record:
    """One row in full."""

    table: str
    title: str
    key: str
    values: Mapping[str, Any]


def groups_of(changes: Iterable[Change]) -> list[Group]:
    """By table and column, in the order in which they were found."""
    found: dict[tuple[str, str, Trace], list[Change]] = defaultdict(list)
    for change in changes:
        found[change.table, change.column, change.trace].append(change)
    return [
        Group(f"{table_words(table)}: {column_words(column)}", trace.value, listed)
        for (table, column, trace), listed in found.items()
    ]


def files_about(subject: Subject, changes: Iterable[Change]) -> list[Upload]:
    """Files whose name or sender speaks of them, and papers of engagements to which they were invited."""
    ids = {change.key[0] for change in changes if change.table == Upload.__tablename__}
    if subject.person_id is not None:
        invited = select(Invitation.engagement_id).where(Invitation.person_id == subject.person_id)
        ids |= set(db.session.scalars(select(Paper.upload_id).where(Paper.engagement_id.in_(invited))))
    return list(db.session.scalars(select(Upload).where(Upload.id.in_(ids)).order_by(Upload.id)))


def records_of(subject: Subject, changes: Iterable[Change]) -> list[Record]:
    """Every row that speaks of them, and those that are theirs without saying so."""
    keys: dict[str, set[Key]] = defaultdict(set)
    for change in changes:
        if change.trace is not Trace.DRAWN:
            keys[change.table].add(change.key)
    _add_their_own(subject, keys)
    return [record for name in sorted(keys) for record in _rows(Base.metadata.tables[name], keys[name])]


def _add_their_own(subject: Subject, keys: dict[str, set[Key]]) -> None:
    guests = {key[0] for key in keys["summit_attendee"]}
    keys["summit_needs"] |= _found(select(AttendeeNeeds.attendee_id).where(AttendeeNeeds.attendee_id.in_(guests)))
    if subject.person_id is not None:
        keys["person"].add((subject.person_id,))
        keys["tenure"] |= _found(select(Tenure.id).where(Tenure.person_id == subject.person_id))
        keys["invitation"] |= _found(select(Invitation.id).where(Invitation.person_id == subject.person_id))
    invited = {key[0] for key in keys["invitation"]}
    keys["engagement"] |= _found(select(Invitation.engagement_id).where(Invitation.id.in_(invited)))
    reply = Base.metadata.tables["reply"]
    keys["reply"] |= _found(select(reply.c.id).where(reply.c.invitation_id.in_(invited)))


def _found(query: Any) -> set[Key]:
    return {tuple(row) for row in db.session.execute(query)}


def _rows(table: Table, keys: Iterable[Key]) -> list[Record]:
    wanted = set(keys)
    columns = [column for column in table.columns if _is_told(column)]
    query = select(*columns).order_by(*table.primary_key)
    if len(table.primary_key.columns) == 1:
        query = query.where(next(iter(table.primary_key)).in_([key[0] for key in wanted]))
    found = []
    for row in db.session.execute(query).mappings():
        key = tuple(row[column.name] for column in table.primary_key)
        if key in wanted:
            values = {name: _plain(value) for name, value in row.items() if value not in (None, "")}
            found.append(Record(table.name, table_words(table.name), "-".join(map(str, key)), values))
    return found


def _is_told(column: Column[Any]) -> bool:
    return column.name not in SECRET and not isinstance(column.type, LargeBinary)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def raw_mails(changes: Iterable[Change]) -> list[tuple[int, bytes]]:
    """Received mails that speak of them, as they came."""
    ids = {change.key[0] for change in changes if change.trace is Trace.RAW}
    table = Base.metadata.tables["inbound_mail"]
    query = select(table.c.id, table.c.raw).where(table.c.id.in_(ids), table.c.raw.is_not(None)).order_by(table.c.id)
    return [(key, raw) for key, raw in db.session.execute(query)]
