"""A VTIMEZONE of a stranger, asked for one moment: Exchange and Zimbra send zones under names of their own."""

import calendar as months
import re
from datetime import date, datetime, time, timedelta

from scheduler.core.values import dataclass
from scheduler.ical.foreign_lines import Block, Property

MOST_OBSERVANCES = 20
_ONSET = re.compile(r"(\d{4})(\d\d)(\d\d)[Tt](\d\d)(\d\d)(\d\d)?[Zz]?", re.ASCII)
_OFFSET = re.compile(r"([+-]?)(\d\d):?(\d\d)(\d\d)?", re.ASCII)
_MONTH = re.compile(r"BYMONTH=(\d{1,2})(?=;|$)", re.ASCII | re.IGNORECASE)
_WEEKDAY = re.compile(r"BYDAY=([+-]?[1-5])(MO|TU|WE|TH|FR|SA|SU)(?=;|$)", re.ASCII | re.IGNORECASE)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Yearly:
    """“The last Sunday of March”: month, week (-1 is the last) and day of the week (Monday is 0)."""

    month: int
    week: int
    weekday: int

    def day_in(self, year: int) -> date:
        """The day in one year; a fifth week that a month lacks is its last."""
        first, length = months.monthrange(year, self.month)
        days = list(range(1 + (self.weekday - first) % 7, length + 1, 7))
        place = self.week if self.week < 0 else min(self.week, len(days)) - 1
        return date(year, self.month, days[max(place, -len(days))])


@dataclass(frozen=True, slots=True)
class Observance:
    """One STANDARD or DAYLIGHT: from when, on the wall clock before it, and by how much."""

    onset: datetime
    before: timedelta
    after: timedelta
    rule: Yearly | None

    def last_onset(self, wall: datetime) -> datetime | None:
        """When it last began before a moment on the wall clock."""
        if self.rule is None:
            return self.onset if self.onset <= wall else None
        for year in (wall.year, wall.year - 1):
            if year < max(self.onset.year, 1):
                return None
            began = datetime.combine(self.rule.day_in(year), self.onset.time())
            if began <= wall:
                return began
        return None


@dataclass(frozen=True, slots=True)
class ForeignZone:
    """Offsets from UTC by the zone's own words."""

    observances: tuple[Observance, ...]

    @classmethod
    def of(cls, block: Block) -> "ForeignZone":
        """What can be understood of it."""
        found = (_observance(each) for each in block.blocks[:MOST_OBSERVANCES])
        return cls(tuple(each for each in found if each is not None))

    def offset_at(self, wall: datetime) -> timedelta:
        """The offset at a moment of the wall clock. Raises ValueError when the zone says nothing."""
        begun = [(onset, each.after) for each in self.observances if (onset := each.last_onset(wall)) is not None]
        if begun:
            return max(begun)[1]
        if not self.observances:
            raise ValueError("a time zone without offsets")
        return min(self.observances, key=lambda each: each.onset).before


def _observance(block: Block) -> Observance | None:
    onset, after = _onset(block.first("DTSTART")), _offset(block.first("TZOFFSETTO"))
    if onset is None or after is None:
        return None
    before = _offset(block.first("TZOFFSETFROM"))
    return Observance(onset, after if before is None else before, after, _rule(block.first("RRULE")))


def _rule(given: Property | None) -> Yearly | None:
    text = given.value if given else ""
    month, day = _MONTH.search(text), _WEEKDAY.search(text)
    if not month or not day or not 1 <= int(month[1]) <= 12:
        return None
    return Yearly(int(month[1]), int(day[1]), _DAYS.index(day[2].upper()))


def _onset(given: Property | None) -> datetime | None:
    found = _ONSET.fullmatch(given.value.strip()) if given else None
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return datetime.combine(day, time(int(found[4]), int(found[5])))
    except ValueError:
        return None


def _offset(given: Property | None) -> timedelta | None:
    found = _OFFSET.fullmatch(given.value.strip()) if given else None
    if found is None:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -size if found[1] == "-" else size
