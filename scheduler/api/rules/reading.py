"""Reads what another system sent: every field by name, with a plain sentence about the first that is wrong."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from scheduler.api.rules.vocabulary import LENGTHS
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_text
from scheduler.core.typed import LATEST_YEAR
from scheduler.core.values import dataclass
from scheduler.ical.event import AllDay, Timed

LARGEST = 2**31 - 1
MOST_KEYS = 500
EARLIEST_YEAR = 1970
"""Where programs begin to count."""
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Body:
    """A JSON object. Each reader raises RuleBroken, which names the field."""

    values: Mapping[str, Any]

    @classmethod
    def of(cls, sent: object, known: Collection[str]) -> "Body":
        """Refuses what is no object, and fields that nobody knows: a typing mistake must not pass in silence."""
        if not isinstance(sent, dict):
            raise RuleBroken("Send a JSON object.")
        for name in sent:
            if name not in known:
                unknown = f"There is no field “{str(name)[:60]}”."
                raise RuleBroken(unknown, str(name)[:60])
        return cls(sent)

    def has(self, name: str) -> bool:
        """Whether it was sent, null included."""
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        """A string, cleaned, no longer than its column."""
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise RuleBroken("Send text.", name)
        cleaned = clean_text(value)
        if len(cleaned) > LENGTHS[name]:
            raise RuleBroken(f"Use {LENGTHS[name]:,} characters or fewer.", name)
        return cleaned

    def number(self, name: str, least: int = 1) -> int:
        """A whole number."""
        return read_number(self.values.get(name), name, least)

    def numbers(self, name: str) -> tuple[int, ...]:
        """A list of keys."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or len(value) > MOST_KEYS:
            raise RuleBroken(f"Send a list of {MOST_KEYS} numbers at most.", name)
        return tuple(read_number(each, name) for each in value)

    def choice(self, name: str, default: Choice, among: Collection[Choice] = ()) -> Choice:
        """One of a kind's values, or of some of them."""
        return read_choice(self.values.get(name, default.value), name, type(default), among)

    def moment(self, name: str) -> datetime | None:
        """An RFC 3339 instant with its zone; null is none."""
        value = self.values.get(name)
        return None if value is None else read_moment(value, name)

    def when(self, name: str) -> Timed | AllDay | None:
        """Times (`starts_at`, `ends_at`) or whole days (`first_on`, `last_on`); null is none."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, dict) and set(value) == {"starts_at", "ends_at"}:
            return _timed(read_moment(value["starts_at"], name), read_moment(value["ends_at"], name), name)
        if isinstance(value, dict) and set(value) == {"first_on", "last_on"}:
            first_on, last_on = (read_day(value[each], name) for each in ("first_on", "last_on"))
            if last_on < first_on:
                raise RuleBroken("The last day must not be before the first.", name)
            return AllDay(first_on, last_on)
        raise RuleBroken("Send starts_at and ends_at, or first_on and last_on, or null.", name)


def read_number(value: object, name: str, least: int = 1) -> int:
    """A whole number that a column can hold. Raises RuleBroken."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LARGEST:
        raise RuleBroken("Send a whole number.", name)
    return value


def read_choice(value: object, name: str, kind: type[Choice], among: Collection[Choice] = ()) -> Choice:
    """One of a kind's values, or of some of them. Raises RuleBroken."""
    known = [each for each in kind if not among or each in among]
    for each in known:
        if each.value == value:
            return each
    raise RuleBroken(f"Send one of: {', '.join(known)}.", name)


def read_moment(value: object, name: str) -> datetime:
    """An instant, in UTC. Raises RuleBroken."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not _is_likely(found):
        raise RuleBroken("Send an instant with its zone, such as 2026-10-06T14:00:00+01:00.", name)
    return found.astimezone(UTC)


def read_day(value: object, name: str) -> date:
    """A day. Raises RuleBroken."""
    try:
        found = date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        found = None
    if found is None or not _is_likely(found):
        raise RuleBroken("Send a day, such as 2026-10-06.", name)
    return found


def _is_likely(day: date) -> bool:
    """Far from the ends of the calendar, where instants have no local day any more."""
    return EARLIEST_YEAR <= day.year <= LATEST_YEAR


def _timed(starts_at: datetime, ends_at: datetime, name: str) -> Timed:
    if ends_at <= starts_at:
        raise RuleBroken("It must end after it starts.", name)
    return Timed(starts_at, ends_at)
