"""Reads what another system sent: every field by name, with a plain sentence about the first that is wrong."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from scheduler.core.errors import RuleBroken
from scheduler.ical.event import AllDay, Timed

LARGEST = 2**31 - 1
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
        """A string."""
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise RuleBroken("Send text.", name)
        return value

    def number(self, name: str) -> int:
        """A whole number from 1."""
        return _number(self.values.get(name), name)

    def numbers(self, name: str) -> tuple[int, ...]:
        """A list of keys."""
        value = self.values.get(name, [])
        if not isinstance(value, list):
            raise RuleBroken("Send a list of numbers.", name)
        return tuple(_number(each, name) for each in value)

    def choice(self, name: str, kind: type[Choice], default: Choice) -> Choice:
        """One of a kind's values."""
        value = self.values.get(name, default.value)
        if value not in {each.value for each in kind}:
            known = ", ".join(each.value for each in kind)
            raise RuleBroken(f"Send one of: {known}.", name)
        return kind(value)

    def moment(self, name: str) -> datetime | None:
        """An RFC 3339 instant with its zone; null is none."""
        value = self.values.get(name)
        return None if value is None else _moment(value, name)

    def when(self, name: str) -> Timed | AllDay | None:
        """Times (`starts_at`, `ends_at`) or whole days (`first_on`, `last_on`); null is none."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, dict) and set(value) == {"starts_at", "ends_at"}:
            return _timed(_moment(value["starts_at"], name), _moment(value["ends_at"], name), name)
        if isinstance(value, dict) and set(value) == {"first_on", "last_on"}:
            first_on, last_on = (_day(value[each], name) for each in ("first_on", "last_on"))
            if last_on < first_on:
                raise RuleBroken("The last day must not be before the first.", name)
            return AllDay(first_on, last_on)
        raise RuleBroken("Send starts_at and ends_at, or first_on and last_on, or null.", name)


def _number(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST:
        raise RuleBroken("Send a whole number.", name)
    return value


def _moment(value: object, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise RuleBroken("Send an instant with its zone, such as 2026-10-06T14:00:00+01:00.", name)
    return found.astimezone(UTC)


def _day(value: object, name: str) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise RuleBroken("Send a day, such as 2026-10-06.", name) from error


def _timed(starts_at: datetime, ends_at: datetime, name: str) -> Timed:
    if ends_at <= starts_at:
        raise RuleBroken("It must end after it starts.", name)
    return Timed(starts_at, ends_at)
