"""Dates, times and counts in plain words (GOV.UK style); the one formatter for pages, mail and calendars."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.core.clock import LONDON, to_local

MIDDAY = time(12)
MILLION = 1_000_000
ONES = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def day_words(day: date, *, weekday: bool = False, year: bool = True) -> str:
    """“29 September 2014”, or “Monday 29 September 2014”."""
    words = f"{day.day} {day:%B}"
    if year:
        words = f"{words} {day.year}"
    return f"{day:%A} {words}" if weekday else words


def date_words(instant: datetime) -> str:
    """“29 September 2014”: the day here at an aware instant."""
    return day_words(to_local(instant).date())


def time_words(at: time) -> str:
    """“10am”, “5:30pm”, “midday”, “midnight”."""
    if at == MIDDAY:
        return "midday"
    if at == time.min:
        return "midnight"
    hour = at.hour % 12 or 12
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{hour}{minutes}{'am' if at.hour < MIDDAY.hour else 'pm'}"


def time_range_words(starts: time, ends: time) -> str:
    """“10am to 11am”."""
    return f"{time_words(starts)} to {time_words(ends)}"


def moment_words(instant: datetime, zone: ZoneInfo = LONDON) -> str:
    """“Monday 29 September 2014, 10am” for an aware instant."""
    local = to_local(instant, zone)
    return f"{day_words(local.date(), weekday=True)}, {time_words(local.time().replace(second=0, microsecond=0))}"


def span_words(starts: datetime, ends: datetime, zone: ZoneInfo = LONDON) -> str:
    """“Monday 29 September 2014, 10am to 11am”, or both days when it crosses midnight."""
    first, last = to_local(starts, zone), to_local(ends, zone)
    if first.date() == last.date():
        return f"{day_words(first.date(), weekday=True)}, {time_range_words(first.time(), last.time())}"
    return f"{moment_words(starts, zone)} to {moment_words(ends, zone)}"


def day_span_words(first: date, last: date) -> str:
    """“Monday 29 September 2014, all day”, or “… to …” for several days (last day included)."""
    if first == last:
        return f"{day_words(first, weekday=True)}, all day"
    return f"{day_words(first, weekday=True)} to {day_words(last, weekday=True)}"


def list_words(items: Sequence[str], *, conjunction: str = "and") -> str:
    """“a”, “a and b”, “a, b and c”."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def count_words(number: int, one: str, many: str | None = None) -> str:
    """“1 council”, “3 councils”, “no councils”."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {noun}"


AGES = (
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)


def age_words(age: timedelta) -> str:
    """“three days”, “two hours”, “less than a minute”: the largest unit that fits, rounded down."""
    fitting = ((age // length, unit) for length, unit in AGES if age >= length)
    number, unit = next(fitting, (0, ""))
    return count_words(number, unit) if unit else "less than a minute"


def number_words(number: int) -> str:
    """“sixty-three”, “one hundred and five”: a number that somebody should read twice; figures from a million on."""
    if number >= MILLION:
        return str(number)
    thousands, rest = divmod(number, 1_000)
    if not thousands:
        return _hundreds(number)
    joint = " " if rest >= 100 else " and "
    return f"{_hundreds(thousands)} thousand" + (f"{joint}{_hundreds(rest)}" if rest else "")


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _tens(rest)
    return f"{ONES[hundreds]} hundred" + (f" and {_tens(rest)}" if rest else "")


def _tens(number: int) -> str:
    if number < len(ONES):
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f"-{ONES[ones]}" if ones else "")
