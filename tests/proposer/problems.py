"""Small problems: one to begin from, and many by chance with every rule on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from scheduler.proposer.problem import Busy, Demand, Mark, Principal, Problem, Slot, Span, Weights

MONDAY = date(2027, 3, 1)
OFFICE = ((Span(540, 1260),),) * 5 + ((), ())
STARTS = (540, 660, 840, 960, 1110)
PLACES = ("HQ", "Oakham", "Melton", "")
DIRECTIONS = {"HQ": "", "Oakham": "east", "Melton": "east", "": ""}
TRAVEL = {("HQ", "Oakham"): 55, ("HQ", "Melton"): 50, ("Oakham", "Melton"): 35}


def day(number: int) -> date:
    """The number-th calendar day from a Monday."""
    return MONDAY + timedelta(days=number)


def weekdays(weeks: int) -> tuple[date, ...]:
    """Monday to Friday of so many weeks."""
    return tuple(day(number) for number in range(7 * weeks) if number % 7 < 5)


def commissioner(**changes: Any) -> Principal:
    """Free from 9am to 9pm, three meetings a day."""
    facts = {"key": "pcc", "title": "Commissioner", "base": "HQ", "hours": OFFICE}
    return Principal(**facts | changes)


def chief_constable(**changes: Any) -> Principal:
    """The same hours."""
    return commissioner(**{"key": "cc", "title": "Chief Constable"} | changes)


def meeting(key: str = "rutland", **changes: Any) -> Demand:
    """An hour of the Commissioner in Oakham, ideally on the first Wednesday."""
    facts = {
        "key": key, "chain": key, "number": 1, "title": key.title(), "partner": key, "place": "Oakham", "minutes": 60,
        "ours": (("pcc",),), "ideal": day(2), "earliest": day(0), "latest": day(11), "direction": "east",
    }  # fmt: skip
    return Demand(**facts | changes)


def problem(*demands: Demand, **changes: Any) -> Problem:
    """Two weeks, the Commissioner and the Chief Constable."""
    facts = {
        "days": weekdays(2), "starts": STARTS, "principals": (commissioner(), chief_constable()), "demands": demands,
        "travel": TRAVEL,
    }  # fmt: skip
    return Problem(**facts | changes)


def busy(number: int, starts: int = 0, ends: int = 1440, **changes: Any) -> Busy:
    """The whole of a day unless told otherwise."""
    facts = {"day": day(number), "starts": starts, "ends": ends, "words": "on leave", "counts": False}
    return Busy(**facts | changes)


@st.composite
def busy_times(draw) -> Busy:
    start = draw(st.sampled_from(range(540, 1140, 60)))
    place = draw(st.sampled_from((*PLACES, None)))
    length, counts = draw(st.sampled_from((60, 180))), draw(st.booleans())
    direction = DIRECTIONS.get(place or "", "")
    number = draw(st.integers(0, 13))
    return busy(number, start, start + length, words="agreed", place=place, counts=counts, direction=direction)


@st.composite
def principals(draw, key: str) -> Principal:
    evenings = Span(540, draw(st.sampled_from((1020, 1260))))
    return Principal(
        key=key, title=key, base="HQ", hours=((evenings,),) * 5 + ((), ()),
        busy=tuple(draw(st.lists(busy_times(), max_size=3))), per_day=draw(st.integers(1, 3)),
        per_week=draw(st.integers(1, 4)), evenings_per_week=draw(st.integers(0, 2)),
        comfortable_week=draw(st.sampled_from((None, 1, 2))),
    )  # fmt: skip


def slots(ours: Sequence[tuple[str, ...]]) -> st.SearchStrategy[Slot]:
    """Anywhere in the two weeks, weekends and odd times too."""
    return st.builds(Slot, st.integers(0, 13).map(day), st.sampled_from((*STARTS, 610)), st.sampled_from(tuple(ours)))


@st.composite
def chains(draw, name: str, most: int) -> list[Demand]:
    place = draw(st.sampled_from(PLACES))
    ours = draw(st.sampled_from(((("pcc",),), (("cc",),), (("pcc", "cc"),), (("pcc",), ("cc",)))))
    least, ideal = draw(st.integers(0, 4)), draw(st.integers(0, 9))
    demands = []
    for number in range(draw(st.integers(1, most))):
        current, pinned = draw(st.tuples(*[st.none() | slots(ours) if draw(st.integers(0, 4)) == 0 else st.none()] * 2))
        demands.append(
            meeting(
                f"{name}{number}",
                chain=name,
                number=number,
                title=f"{name} {number}",
                partner=draw(st.sampled_from((name, "shared"))),
                place=place,
                minutes=draw(st.sampled_from((60, 120))),
                ours=ours,
                ideal=day(ideal + 3 * number),
                earliest=day(max(0, ideal - 3)),
                latest=day(ideal + 7),
                min_gap=least,
                max_gap=draw(st.sampled_from((None, least + 3))),
                previous_on=draw(st.sampled_from((None, day(-2)))) if number == 0 else None,
                starts=draw(st.sampled_from(((), (840, 1110)))),
                pinned=pinned,
                current=current,
                direction=DIRECTIONS[place],
                points_a_day=draw(st.integers(1, 2)),
            )
        )
    return demands


@st.composite
def marks(draw) -> Mark:
    return Mark(
        day=day(draw(st.integers(0, 13))), words="a layer",
        scope=draw(st.frozensets(st.sampled_from(("pcc", "cc", "a", "b")), max_size=2)),
        span=draw(st.sampled_from((None, Span(1020, 1380), Span(0, 720)))), weight=draw(st.sampled_from((None, 3))),
    )  # fmt: skip


@st.composite
def problems(draw, names: str = "abcd", most: int = 3, starts: tuple[int, ...] = STARTS, weeks: int = 2) -> Problem:
    """Every rule may be on; much of it may be impossible."""
    demands = [demand for name in names[: draw(st.integers(1, len(names)))] for demand in draw(chains(name, most))]
    return Problem(
        days=weekdays(weeks), starts=starts, principals=(draw(principals("pcc")), draw(principals("cc"))),
        demands=tuple(demands), marks=tuple(draw(st.lists(marks(), max_size=5))), travel=TRAVEL,
        buffer=draw(st.sampled_from((0, 15))), seed=draw(st.integers(0, 3)),
        weights=draw(st.sampled_from((Weights(), Weights(journey=0, crowded=9, unplaced=50)))),
    )  # fmt: skip
