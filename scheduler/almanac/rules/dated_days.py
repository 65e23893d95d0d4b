"""Religious and civic days of 2026 to 2028, to fill a layer with; the office corrects and adds.

Reckoned calendars: the days of Islam follow the sighting of the moon and may be a day earlier or later, which their
words say. The Jewish days begin at sunset of the evening before.
"""

from datetime import date, timedelta

from scheduler.almanac.rules.marks import Period
from scheduler.almanac.rules.weekdays import nth_weekday

FIRST_YEAR, LAST_YEAR = 2026, 2028
SOURCE_WORDS = "Reckoned calendars, 2026 to 2028; check the days that depend on the moon."

_MOON = " (by the moon: may be a day earlier or later)"

_RELIGIOUS: tuple[tuple[str, str, int], ...] = (
    ("2026-02-18", "Ramadan begins" + _MOON, 1),
    ("2026-03-04", "Holi", 1),
    ("2026-03-20", "Eid al-Fitr" + _MOON, 1),
    ("2026-04-02", "Passover, first two days", 2),
    ("2026-04-14", "Vaisakhi", 1),
    ("2026-05-27", "Eid al-Adha" + _MOON, 1),
    ("2026-09-12", "Rosh Hashanah", 2),
    ("2026-09-21", "Yom Kippur", 1),
    ("2026-11-08", "Diwali", 1),
    ("2026-11-24", "Birthday of Guru Nanak", 1),
    ("2027-02-08", "Ramadan begins" + _MOON, 1),
    ("2027-03-10", "Eid al-Fitr" + _MOON, 1),
    ("2027-03-22", "Holi", 1),
    ("2027-04-14", "Vaisakhi", 1),
    ("2027-04-22", "Passover, first two days", 2),
    ("2027-05-17", "Eid al-Adha" + _MOON, 1),
    ("2027-10-02", "Rosh Hashanah", 2),
    ("2027-10-11", "Yom Kippur", 1),
    ("2027-10-29", "Diwali", 1),
    ("2027-11-14", "Birthday of Guru Nanak", 1),
    ("2028-01-28", "Ramadan begins" + _MOON, 1),
    ("2028-02-27", "Eid al-Fitr" + _MOON, 1),
    ("2028-03-11", "Holi", 1),
    ("2028-04-11", "Passover, first two days", 2),
    ("2028-04-14", "Vaisakhi", 1),
    ("2028-05-05", "Eid al-Adha" + _MOON, 1),
    ("2028-09-21", "Rosh Hashanah", 2),
    ("2028-09-30", "Yom Kippur", 1),
    ("2028-10-17", "Diwali", 1),
    ("2028-11-02", "Birthday of Guru Nanak", 1),
)
"""First day, what it is, and for how many days."""

_CIVIC_EVERY_YEAR = ((1, 27, "Holocaust Memorial Day"), (4, 23, "St George's Day"), (11, 11, "Armistice Day"))
SUNDAY = 6


def religious_days() -> list[Period]:
    """In order of days."""
    return [_period(date.fromisoformat(first), words, days) for first, words, days in _RELIGIOUS]


def civic_days() -> list[Period]:
    """Days of remembrance and the like, in order of days."""
    found = [
        _period(date(year, month, day), words, 1)
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for month, day, words in _CIVIC_EVERY_YEAR
    ]
    found += [
        _period(nth_weekday(year, 11, SUNDAY, 2), "Remembrance Sunday", 1) for year in range(FIRST_YEAR, LAST_YEAR + 1)
    ]
    return sorted(found, key=lambda period: period.first_on)


def _period(first_on: date, words: str, days: int) -> Period:
    return Period(first_on=first_on, last_on=first_on + timedelta(days=days - 1), words=words)
