"""An invented county: eleven towns in five directions, travel by a planning estimate, diaries half full already."""

from datetime import date, timedelta
from math import ceil, hypot
from random import Random

from scheduler.proposer.problem import Busy, Mark, Principal, Span

TOWNS = {
    "Centre": (0, 0, ""),
    "Westgate": (-6, 3, "west"),
    "Headquarters": (-8, -4, ""),
    "Netherby": (-9, -6, "west"),
    "Loughmoor": (-2, 17, "north"),
    "Harbourne": (12, -20, "south"),
    "Hinckton": (-20, -10, "west"),
    "Meltham": (22, 14, "east"),
    "Colliery": (-18, 12, "north-west"),
    "Oadwell": (4, -5, "south"),
    "Oakley": (30, 3, "east"),
}
YEAR = 2027
BANK_HOLIDAYS = {
    date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3),
    date(2027, 5, 31), date(2027, 8, 30), date(2027, 12, 27), date(2027, 12, 28),
}  # fmt: skip
OFFICE_DAY = Span(510, 1050)
LONG_DAY = Span(510, 1260)
TITLES = ("Commissioner", "Chief Executive", "Chief Constable", "Deputy", "Chief Finance Officer")


def travel_table() -> dict[tuple[str, str], int]:
    """Minutes by car: straight line times 1.3, slower over short ways, 5 minutes to park, up to the next 5."""
    return {(here, there): _minutes(TOWNS[here], TOWNS[there]) for here in TOWNS for there in TOWNS if here < there}


def working_days() -> tuple[date, ...]:
    """Monday to Friday of the year without bank holidays."""
    first = date(YEAR, 1, 1)
    year = (first + timedelta(days=number) for number in range(365))
    return tuple(day for day in year if day.weekday() < 5 and day not in BANK_HOLIDAYS)


def principals(number: int, random: Random, share_taken: float) -> tuple[Principal, ...]:
    """Diaries in which a share of the days holds one agreed engagement already, with two weeks of leave in August."""
    return tuple(_principal(title, random, share_taken) for title in TITLES[:number])


def marks(partners: dict[str, str]) -> tuple[Mark, ...]:
    """School holidays (soft, a week apart in city and county), an election's weeks (soft), council evenings (hard)."""
    county = frozenset(partner for partner, town in partners.items() if town != "Centre")
    city = frozenset(partner for partner, town in partners.items() if town == "Centre")
    found: list[Mark] = []
    for day in working_days():
        if _in_school_holidays(day, shift=0):
            found.append(Mark(day=day, words="school holidays in the county", scope=county, weight=8))
        if _in_school_holidays(day, shift=7):
            found.append(Mark(day=day, words="school holidays in the city", scope=city, weight=8))
        if date(YEAR, 3, 22) <= day <= date(YEAR, 5, 6):
            found.append(Mark(day=day, words="the pre-election period", scope=county, weight=4))
        if day.weekday() < 2:
            found.append(Mark(day=day, words="a council evening", scope=county | city, span=Span(1050, 1380)))
        if date(YEAR, 12, 20) <= day or date(YEAR, 8, 9) <= day <= date(YEAR, 8, 13):
            found.append(Mark(day=day, words="the office closed"))
    return tuple(found)


def _principal(title: str, random: Random, share_taken: float) -> Principal:
    key = title.lower().replace(" ", "-")
    busy = [_agreed(day, random) for day in working_days() if random.random() < share_taken]
    leave = [
        Busy(day=day, starts=0, ends=1440, words="on leave", counts=False)
        for day in working_days()
        if date(YEAR, 8, 16) <= day <= date(YEAR, 8, 27)
    ]
    hours = tuple((LONG_DAY if weekday in {1, 2, 3} else OFFICE_DAY,) if weekday < 5 else () for weekday in range(7))
    return Principal(
        key=key, title=title, base="Headquarters", hours=hours, busy=(*busy, *leave),
        per_day=3, per_week=7, evenings_per_week=1,
    )  # fmt: skip


def _agreed(day: date, random: Random) -> Busy:
    town = random.choice(list(TOWNS))
    starts = random.randrange(540, 960, 30)
    ends = starts + random.choice((60, 90, 120, 180))
    return Busy(day=day, starts=starts, ends=ends, words=f"agreed in {town}", place=town, direction=TOWNS[town][2])


def _in_school_holidays(day: date, shift: int) -> bool:
    terms = ((2, 15, 19), (10, 18, 22))
    if any(day - timedelta(days=shift) in _span(month, first, last) for month, first, last in terms):
        return True
    return date(YEAR, 7, 10) <= day - timedelta(days=shift) <= date(YEAR, 8, 24) or day in _span(4, 1, 9)


def _span(month: int, first: int, last: int) -> set[date]:
    return {date(YEAR, month, day) for day in range(first, last + 1)}


def _minutes(here: tuple[int, int, str], there: tuple[int, int, str]) -> int:
    road = hypot(here[0] - there[0], here[1] - there[1]) * 1.3
    pace = 32 if road < 8 else 45 if road < 25 else 55
    return 5 * ceil((road / pace * 60 + 5) / 5)
