"""Everything an import touches: what it made, what it changed and from what; the memory behind “undo”."""

from dataclasses import field
from typing import Any

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.stakeholders.models import Body, Identifier, Organisation, Person, Place, Post, Tenure
from scheduler.stakeholders.service.records import plain

Partner = Organisation | Body | Post | Person | Place | Tenure | Identifier
ID_COLUMNS = {"area": "area_id", "place": "place_id", "parent": "parent_id"}
"""Relations are set as objects, because a new one has no id yet, and remembered by their columns."""


@dataclass(slots=True)
class Entry:
    """One record: what its columns held before; for a new one nothing."""

    record: Partner
    is_new: bool
    before: dict[str, Any] = field(default_factory=dict)
    said_by: dict[str, tuple[object, int]] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        """Whether anything is different from before."""
        return self.is_new or bool(self.before)


class Ledger:
    """The entries of one import, in the order in which they were touched."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}

    def add(self, record: Partner) -> None:
        """A record that the import makes."""
        self.entries[id(record)] = Entry(record, is_new=True)

    def is_new(self, record: Partner) -> bool:
        """Whether this import makes it."""
        entry = self.entries.get(id(record))
        return entry is not None and entry.is_new

    def put(self, record: Partner, number: int, **values: Any) -> bool:
        """Set what row `number` says; tells whether that changed anything. Raises RuleBroken when rows disagree."""
        entry = self.entries.setdefault(id(record), Entry(record, is_new=False))
        changes = [self._put_one(entry, number, name, value) for name, value in values.items()]
        return any(changes)

    def _put_one(self, entry: Entry, number: int, name: str, value: Any) -> bool:
        said, by = entry.said_by.setdefault(name, (value, number))
        if said != value:
            raise RuleBroken(f"Row {by} says “{_shown(said)}” where this row says “{_shown(value)}”. Make them agree.")
        old = getattr(entry.record, name)
        if old == value:
            return False
        if not entry.is_new:
            column = ID_COLUMNS.get(name, name)
            entry.before.setdefault(column, plain_column(entry.record, column))
        setattr(entry.record, name, value)
        return True

    def cover(self, body: Body, organisations: list[Organisation]) -> None:
        """Let a body cover more; several rows may each add to the list."""
        entry = self.entries.setdefault(id(body), Entry(body, is_new=False))
        if not entry.is_new:
            entry.before.setdefault("covers", plain_column(body, "covers"))
        body.covers = [*body.covers, *organisations]

    def changed(self) -> list[Entry]:
        """The entries in which something is new or different."""
        return [entry for entry in self.entries.values() if entry.is_changed]

    def write(self) -> None:
        """Send all of it to the database."""
        db.session.add_all([entry.record for entry in self.changed() if entry.is_new])
        db.session.flush()

    def drop(self) -> None:
        """Forget all of it: nothing was sent, and the session holds what the database holds."""
        for entry in self.entries.values():
            if entry.is_new:
                if entry.record in db.session:
                    db.session.expunge(entry.record)
            else:
                db.session.expire(entry.record)


def plain_column(record: Partner, column: str) -> Any:
    """A column as JSON holds it; “covers” is the sorted ids."""
    if column == "covers":
        assert isinstance(record, Body)
        return sorted(each.id for each in record.covers)
    return plain(getattr(record, column))


def _shown(value: object) -> str:
    return str(value) if isinstance(value, str) else str(getattr(value, "name", value))
