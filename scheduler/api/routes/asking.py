"""Reads what stands behind the question mark; what is wrong is said, never passed over."""

from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from flask import request

from scheduler.api.rules.reading import read_choice, read_day, read_moment, read_number
from scheduler.core.errors import RuleBroken

Choice = TypeVar("Choice", bound=StrEnum)
MOST_PAGES = 100_000
MOST_DIGITS = 10


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
    return read_number(int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else None, name)


def page_asked() -> int:
    """Which page; the first one unless asked."""
    return min(number_asked("page") or 1, MOST_PAGES)


def day_asked(name: str) -> date | None:
    """A day, or None."""
    typed = request.args.get(name)
    return None if typed is None else read_day(typed, name)


def moment_asked(name: str) -> datetime | None:
    """An instant, or None; “+” may have become a space on its way."""
    typed = request.args.get(name)
    return None if typed is None else read_moment(typed.replace(" ", "+"), name)


def choice_asked(name: str, kind: type[Choice]) -> Choice | None:
    """One of a kind's values, or None."""
    typed = request.args.get(name)
    return None if typed is None else read_choice(typed, name, kind)
