"""Days and times as people type them: “Tuesday 29 Sept”, “29/9/2026”, “10 to 11:30”, “1400-1500”, “midday”."""

import re
from datetime import date, datetime, time, timedelta

from scheduler.core.errors import RuleBroken
from scheduler.core.wording import day_words

USUAL_LENGTH = timedelta(hours=1)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMED_TIMES = {"midday": time(12), "noon": time(12), "12 noon": time(12), "midnight": time(0), "12 midnight": time(0)}
EARLIEST_LIKELY = time(8)
"""Nobody means 6am by a bare “6 to 8”; we ask."""

EARLIEST_YEAR, LATEST_YEAR = 2000, 2099

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{4}|\d{2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-]*([a-z]+)\.?[\s,\-]*(\d{4}|\d{2})?")
_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?:[\s,]+(\d{4}))?")
_WEEKDAY = re.compile(r"((?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\b[\s,.]*")
_HALF = r"\s*(?P<half>am|pm|a\.m\.?|p\.m\.?)?"
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:\s*[:.]\s*(?P<minute>\d{2}))?" + _HALF)
_FIGURES = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})" + _HALF)
_BETWEEN = re.compile(r"until|till|to|and|[-–—]")


def typed_day(text: str, today: date) -> date:
    """The day that was typed; without a year the next such day from today on. Raises RuleBroken in plain words."""
    words = " ".join(text.casefold().split())
    if words in {"today", "tomorrow"}:
        return today + timedelta(days=words == "tomorrow")
    weekday = _WEEKDAY.match(words)
    named = None
    if weekday and _is_name(weekday[1], "monday tuesday wednesday thursday friday saturday sunday"):
        named = WEEKDAYS.index(weekday[1][:3])
        words = words[weekday.end() :]
        if not words:
            return today + timedelta(days=(named - today.weekday()) % 7)
    day = _calendar_day(words, text, today)
    if named is not None and day.weekday() != named:
        message = f"{day_words(day)} is a {day:%A}, not a {_weekday_name(named)}. Check the day."
        raise RuleBroken(message)
    return day


def typed_time(text: str) -> time:
    """One time of day. A bare hour from 1 to 6 is the afternoon, from 8 to 12 the day; 7 must say which."""
    at, is_sure = _clock(text)
    if not is_sure and at.hour == 7:
        raise RuleBroken(_which_half(text, at))
    return at if is_sure else _afternoon(at)


def typed_times(text: str) -> tuple[time, time]:
    """From and to; one time alone lasts an hour. A bare hour before “3pm” or “11am” takes its half of the day."""
    words = text.casefold().strip().removeprefix("from ").removeprefix("between ")
    parts = [part.strip() for part in _BETWEEN.split(words) if part.strip()]
    if len(parts) == 1:
        starts = typed_time(parts[0])
        return starts, (datetime.combine(date.min, starts) + USUAL_LENGTH).time()
    if len(parts) != 2:
        raise RuleBroken(_times_advice(text))
    ends = typed_time(parts[1])
    return _start_before(parts[0], ends, end_is_sure=_clock(parts[1])[1]), ends


def _calendar_day(words: str, typed: str, today: date) -> date:
    """The day behind any of the written forms, weekday taken off."""
    if match := _ISO.fullmatch(words):
        year, month, day = match.groups()
        return _real_day(day, int(month), year, typed, today)
    if match := _NUMBERS.fullmatch(words):
        day, month, year = match.groups()
        return _real_day(day, int(month), year, typed, today)
    if match := _DAY_FIRST.fullmatch(words):
        day, name, year = match.groups()
        return _real_day(day, _month(name, typed), year, typed, today)
    if match := _MONTH_FIRST.fullmatch(words):
        name, day, year = match.groups()
        return _real_day(day, _month(name, typed), year, typed, today)
    raise RuleBroken(_day_advice(typed))


def _month(name: str, typed: str) -> int:
    full = "january february march april may june july august september october november december"
    if not _is_name(name, full):
        raise RuleBroken(_day_advice(typed))
    return MONTHS.index(name[:3]) + 1


def _is_name(word: str, names: str) -> bool:
    """A full name or its beginning of three letters and more (“sept”, “tues”)."""
    return len(word) >= 3 and any(name.startswith(word) for name in names.split())


def _real_day(day: str, month: int, year: str | None, typed: str, today: date) -> date:
    years = [today.year, today.year + 1] if year is None else [int(year) + (2000 if len(year) == 2 else 0)]
    for each in years:
        try:
            found = date(each, month, int(day))
        except ValueError:
            continue
        if EARLIEST_YEAR <= each <= LATEST_YEAR and (year is not None or found >= today):
            return found
    message = f"“{typed.strip()[:40]}” is not a real day. Enter one like 29 September 2026."
    raise RuleBroken(message)


def _clock(text: str) -> tuple[time, bool]:
    """A time, and whether its half of the day is sure: 24-hour figures, a leading zero, am, pm or a word."""
    words = " ".join(text.casefold().split()).removesuffix(" o'clock").removesuffix(" o’clock")
    if words in NAMED_TIMES:
        return NAMED_TIMES[words], True
    match = _FIGURES.fullmatch(words) or _CLOCK.fullmatch(words)
    if match is None:
        raise RuleBroken(_times_advice(text))
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "")[:1]
    if half and not 1 <= hour <= 12:
        raise RuleBroken(_times_advice(text))
    if half:
        return _real_time(hour % 12 + (12 if half == "p" else 0), minute, text), True
    if (hour, minute) == (24, 0):
        return time.min, True
    is_sure = hour > 12 or match["hour"].startswith("0") or (len(words) == 4 and words.isdecimal())
    return _real_time(hour, minute, text), is_sure


def _real_time(hour: int, minute: int, typed: str) -> time:
    try:
        return time(hour, minute)
    except ValueError:
        raise RuleBroken(_times_advice(typed)) from None


def _start_before(text: str, ends: time, *, end_is_sure: bool) -> time:
    """The start: when its half of the day is open, the later one that still comes before the end."""
    at, is_sure = _clock(text)
    if is_sure:
        return at
    early, late = at.replace(hour=at.hour % 12), at.replace(hour=at.hour % 12 + 12)
    if late < ends or ends == time.min:
        return late
    if early < EARLIEST_LIKELY and not end_is_sure:
        raise RuleBroken(_which_half(text, at))
    return early


def _afternoon(at: time) -> time:
    return at.replace(hour=at.hour + 12) if 1 <= at.hour <= 6 else at


def _which_half(typed: str, at: time) -> str:
    return f"“{typed.strip()}” may be morning or evening. Enter {_shown(at)}am or {_shown(at)}pm."


def _shown(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}" if at.minute else str(at.hour)


def _weekday_name(number: int) -> str:
    return f"{date(2024, 1, 1 + number):%A}"  # 1 January 2024 was a Monday


def _day_advice(typed: str) -> str:
    return f"“{typed.strip()[:40]}” is not a day we can read. Enter it like 29 September 2026 or 29/9/2026."


def _times_advice(typed: str) -> str:
    return f"“{typed.strip()[:40]}” are not times we can read. Enter them like 10am to 11:30am, or 14:00 to 15:00."
