"""Brings a row to what a draft says: cleaned once, compared, logged with before and after, announced."""

from collections.abc import Mapping
from dataclasses import field, fields
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.orm.exc import StaleDataError

from scheduler.audit.service import record
from scheduler.core.addresses import clean_address
from scheduler.core.db import Base, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.stakeholders.rules.days import check_order
from scheduler.stakeholders.service.signals import partner_changed

LONG_TEXTS = frozenset({"notes", "access_notes"})


class Versioned(Protocol):
    """A row that counts its changes."""

    id: Any
    version: Any


@dataclass(slots=True)
class Difference:
    """What a change altered, by column, in values that JSON can hold."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def note(self, name: str, before: object, after: object) -> None:
        """Remember one column when it differs."""
        if before != after:
            self.before[name], self.after[name] = plain(before), plain(after)


def plain(value: object) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return value


def clean(name: str, value: object) -> object:
    """What may be stored for what was typed. Raises RuleBroken for an address that is none."""
    if isinstance(value, tuple):
        return list(value)
    if not isinstance(value, str) or isinstance(value, StrEnum):
        return value
    text = clean_text(value) if name in LONG_TEXTS else clean_line(value)
    if not (text and name.endswith("email")):
        return text
    try:
        return clean_address(text)
    except RuleBroken as error:
        raise RuleBroken(error.message, name) from error


def fill(row: Base, draft: Any, *, special: tuple[str, ...] = ()) -> Difference:
    """Set every column that the draft names, except the `special` ones; tells what differed."""
    difference = Difference()
    for each in fields(draft):
        if each.name in special:
            continue
        value = clean(each.name, getattr(draft, each.name))
        difference.note(each.name, getattr(row, each.name), value)
        setattr(row, each.name, value)
    _check_whole(row)
    return difference


def _check_whole(row: Base) -> None:
    for name, asked in (("name", "Enter a name."), ("title", "Enter the title of the post.")):
        if getattr(row, name, asked) == "":
            raise RuleBroken(asked, name)
    check_order(getattr(row, "started_on", None), getattr(row, "ended_on", None))


def check_version(row: Versioned, version: int) -> None:
    """Refuse a change made from a page that shows an older state. Raises VersionConflict."""
    if row.version != version:
        raise VersionConflict


def flush() -> None:
    """Send the changes; another transaction that was quicker is a VersionConflict."""
    try:
        db.session.flush()
    except StaleDataError as error:
        raise VersionConflict from error


def log(verb: str, row: Any, summary: str, difference: Difference | None = None) -> None:
    """Write the audit entry (“organisation added”) and tell the features above."""
    kind = row.__tablename__
    record(f"{kind} {verb}", kind, row.id, summary, details=_details(difference))
    partner_changed.send(row)


def _details(difference: Difference | None) -> Mapping[str, Any] | None:
    if difference is None:
        return None
    return {"before": difference.before, "after": difference.after}
