"""Days as people type them in spreadsheets, and spans of days."""

import re
from datetime import date, datetime

from scheduler.core.errors import RuleBroken

_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)
_FORMATS = ("%d %m %Y", "%d %m %y", "%Y %m %d", "%d %B %Y", "%d %b %Y", "%d %B %y", "%d %b %y")


def parse_day(text: str) -> date:
    """“1/5/2023”, “1 May 2023” and “2023-05-01” are one day; the day comes before the month. Raises RuleBroken."""
    without_time = re.sub(r"[T ]00:00(:00)?$", "", text.strip())
    parts = " ".join(_ORDINAL.sub("", re.sub(r"[/.\-,]", " ", without_time)).split())
    for form in _FORMATS:
        try:
            return datetime.strptime(parts, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise RuleBroken(f"“{text.strip()[:40]}” is not a date. Write it like 1/5/2023 or 1 May 2023.")


def check_order(started_on: date | None, ended_on: date | None, field: str = "ended_on") -> None:
    """Nothing ends before it begins. Raises RuleBroken for `field`."""
    if started_on and ended_on and ended_on < started_on:
        raise RuleBroken("The last day is before the first day. Change one of them.", field)


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two spans share a day; both ends count, an open end never ends."""
    return (second[1] is None or first[0] <= second[1]) and (first[1] is None or second[0] <= first[1])
