"""Invented calendar entries shared by the calendar tests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from scheduler.ical.event import AllDay, CalendarEvent, Status, Timed

LONDON = ZoneInfo("Europe/London")
REVISED_AT = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)

VISIT = CalendarEvent(
    uid="5f0c7e0a-2d5b-4f0e-9a51-6f6c6c9a1b01@example.org",
    sequence=0,
    stamped_at=REVISED_AT,
    created_at=datetime(2026, 8, 20, 14, 0, tzinfo=UTC),
    modified_at=REVISED_AT,
    when=Timed(datetime(2026, 9, 29, 9, 0, tzinfo=UTC), datetime(2026, 9, 29, 10, 0, tzinfo=UTC)),
    summary="Visit to Harbourne; the Leader, the chief executive",
    description="Priorities for next year.\n\nPapers: C:\\New\\papers, café budget",
    location="Council Offices, Station Approach, Harbourne",
    url="https://plan.example.org/engagements/12?view=day&tab=2",
)


def london(day: date, hour: int) -> datetime:
    """The UTC instant of a full hour by London's clocks."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON).astimezone(UTC)


def named(name: str, when: Timed | AllDay) -> CalendarEvent:
    """The visit under another UID and at another time."""
    return replace(VISIT, uid=f"{name}@example.org", summary=name, when=when)


def _timed(name: str, first: tuple[date, int], last: tuple[date, int]) -> CalendarEvent:
    return named(name, Timed(london(*first), london(*last)))


_SAT, _SUN, _MON = date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)
_SPRING_SAT, _SPRING_SUN, _SPRING_MON = date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 29)

# Either side of both clock changes, across them, and far from them; not 1am to 2am on the day, which forms refuse.
ACROSS_BOTH_CHANGES = (
    _timed("day-before-autumn", (_SAT, 10), (_SAT, 11)),
    _timed("across-autumn", (_SAT, 22), (_SUN, 3)),
    _timed("night-of-autumn-change", (_SUN, 0), (_SUN, 2)),
    _timed("afternoon-after-autumn", (_SUN, 14), (_SUN, 15)),
    _timed("day-after-autumn", (_MON, 9), (_MON, 10)),
    _timed("midwinter", (date(2027, 1, 13), 9), (date(2027, 1, 13), 17)),
    _timed("day-before-spring", (_SPRING_SAT, 19), (_SPRING_SAT, 20)),
    _timed("across-spring", (_SPRING_SAT, 23), (_SPRING_SUN, 3)),
    _timed("afternoon-after-spring", (_SPRING_SUN, 14), (_SPRING_SUN, 15)),
    _timed("day-after-spring", (_SPRING_MON, 9), (_SPRING_MON, 10)),
    _timed("midsummer", (date(2027, 7, 14), 9), (date(2027, 7, 14), 17)),
    named("whole-day-of-change", AllDay(_SPRING_SUN, _SPRING_SUN)),
    named("summit-across-autumn", AllDay(_SAT, _MON)),
    replace(_timed("cancelled-visit", (_MON, 11), (_MON, 12)), status=Status.CANCELLED, sequence=1),
    replace(_timed("pencilled-visit", (_MON, 13), (_MON, 14)), status=Status.TENTATIVE),
    replace(_timed("long-title", (_MON, 15), (_MON, 16)), summary="Dyfnaint \U0001f3db שלום · " * 12),
)
