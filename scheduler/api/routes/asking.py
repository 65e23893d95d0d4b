"""Reads what stands behind the question mark; what is wrong is said, never passed over."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from flask import request

from scheduler.core.errors import RuleBroken

Choice = TypeVar("Choice", bound=StrEnum)
MOST_PAGES = 100_000


def only(*known: str) -> None:
    """Refuses a question that nobody understands. Raises RuleBroken."""
    for name in request.args:
        if name not in known:
            unknown = f"There is nothing to ask by “{name[:60]}”."
            raise RuleBroken(unknown, name[:60])


def number_asked(name: str) -> int | None:
    """A key, or None."""
    typed = request.args.get(name)
    if typed is None:
        return None
    if not typed.isdecimal() or not 0 < int(typed[:10]) <= 2**31 - 1:
        raise RuleBroken("Send a whole number.", name)
    return int(typed)


def page_asked() -> int:
    """Which page; the first one unless asked."""
    return min(number_asked("page") or 1, MOST_PAGES)


def day_asked(name: str) -> date | None:
    """A day, or None."""
    typed = request.args.get(name)
    try:
        return None if typed is None else date.fromisoformat(typed)
    except ValueError as error:
        raise RuleBroken("Send a day, such as 2026-10-06.", name) from error


def moment_asked(name: str) -> datetime | None:
    """An instant, or None; “+” may have become a space on its way."""
    typed = request.args.get(name)
    if typed is None:
        return None
    try:
        found = datetime.fromisoformat(typed.replace(" ", "+"))
    except ValueError:
        found = datetime.min  # noqa: DTZ901 - refused below, as one without a zone
    if found.tzinfo is None:
        raise RuleBroken("Send an instant with its zone, such as 2026-10-06T14:00:00Z.", name)
    return found.astimezone(UTC)


def choice_asked(name: str, kind: type[Choice]) -> Choice | None:
    """One of a kind's values, or None."""
    typed = request.args.get(name)
    if typed is None:
        return None
    if typed not in {each.value for each in kind}:
        known = ", ".join(each.value for each in kind)
        raise RuleBroken(f"Send one of: {known}.", name)
    return kind(typed)
