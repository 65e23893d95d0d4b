"""Seeded problems of the sizes that the office may have, and one that cannot be met."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bench.plans.county import TITLES, TOWNS, YEAR, marks, principals, travel_table, working_days
from scheduler.proposer.problem import Demand, Principal, Problem, Slot

DAY_STARTS = tuple(range(540, 990, 30))
EVENING_STARTS = (1050, 1080, 1110, 1140)
KEYS = tuple(title.lower().replace(" ", "-") for title in TITLES)
FIRST_DAY = date(YEAR, 1, 1)


@dataclass(frozen=True)
class Size:
    """How many bodies ask for how many meetings of how many principals, whose days are taken to what share already."""

    name: str
    bodies: int
    meetings: int
    principals: int
    share_taken: float = 0.35
    seed: int = 2014


SIZES = (
    Size("80 / 3", 20, 80, 3),
    Size("222 / 3", 30, 222, 3),
    Size("320 / 3", 40, 320, 3),
    Size("800 / 5", 100, 800, 5),
)
TOO_MUCH = Size("150 / 2", 30, 150, 2, share_taken=0.7)


def problem_of(size: Size) -> Problem:
    """The problem of that size and seed: the same every time."""
    random = Random(size.seed * 1000 + size.meetings)  # noqa: S311 - a repeatable year, nothing secret
    towns = {f"body-{number:03}": random.choice(list(TOWNS)) for number in range(size.bodies)}
    diaries = principals(size.principals, random, size.share_taken)
    shares = _shares(size, random)
    demands = tuple(
        demand
        for (body, town), share in zip(towns.items(), shares, strict=True)
        for demand in _chain(body, town, share, KEYS[: size.principals], random)
    )
    return Problem(
        days=working_days(),
        starts=DAY_STARTS + EVENING_STARTS,
        principals=diaries,
        demands=_some_pinned(demands, diaries, random),
        marks=marks(towns),
        travel=travel_table(),
        seed=size.seed,
    )


def named(name: str) -> Problem:
    """The problem of that name."""
    return impossible() if name == TOO_MUCH.name else problem_of(next(size for size in SIZES if size.name == name))


def impossible() -> Problem:
    """Two diaries taken on most days, two meetings a day and five a week: more is asked than there is room for."""
    problem = problem_of(TOO_MUCH)
    tight = tuple(replace(principal, per_day=2, per_week=5) for principal in problem.principals)
    return replace(problem, principals=tight)


def _shares(size: Size, random: Random) -> list[int]:
    """Meetings a year of each body: between half and one and a half of the mean, together exactly the size."""
    mean = size.meetings / size.bodies
    shares = [max(1, round(mean * random.uniform(0.5, 1.5))) for _ in range(size.bodies)]
    while sum(shares) != size.meetings:
        place = random.randrange(size.bodies)
        step = 1 if sum(shares) < size.meetings else -1
        shares[place] = max(1, shares[place] + step)
    return shares


def _chain(body: str, town: str, number: int, keys: tuple[str, ...], random: Random) -> list[Demand]:
    cadence = 355 / number
    ours = _ours(keys, random)
    first = FIRST_DAY + timedelta(days=round(cadence * random.uniform(0.2, 0.8)))
    minutes = random.choice((60, 60, 90, 120))
    evening = random.random() < 0.08
    slack = cadence * 0.45
    return [
        Demand(
            key=f"{body}/{place}",
            chain=body,
            number=place,
            title=f"Meeting {place + 1} with {body}",
            partner=body,
            place=town,
            direction=TOWNS[town][2],
            minutes=minutes,
            ours=ours,
            ideal=(ideal := first + timedelta(days=round(place * cadence))),
            earliest=ideal - timedelta(days=round(slack)),
            latest=ideal + timedelta(days=round(slack)),
            min_gap=round(cadence * 0.6),
            max_gap=round(cadence * 1.5),
            starts=EVENING_STARTS if evening else (),
        )
        for place in range(number)
    ]


def _ours(keys: tuple[str, ...], random: Random) -> tuple[tuple[str, ...], ...]:
    """Half of the bodies meet one of ours, a quarter two together, a quarter either of two."""
    one, two = random.sample(keys, 2)
    kind = random.random()
    if kind < 0.5:
        return ((one,),)
    return ((one, two),) if kind < 0.75 else ((one,), (two,))


def _some_pinned(demands: tuple[Demand, ...], diaries: tuple[Principal, ...], random: Random) -> tuple[Demand, ...]:
    """One in twenty stays where it was agreed: on its ideal day at 10am, when those who go have nothing else."""
    taken = {(principal.key, busy.day) for principal in diaries for busy in principal.busy}
    open_days, pins = set(working_days()), dict[str, Slot]()
    for demand in random.sample(demands, len(demands)):
        day, ours = demand.ideal, demand.ours[0]
        if len(pins) * 20 >= len(demands):
            break
        if day in open_days and not demand.starts and not any((key, day) in taken for key in ours):
            taken.update((key, day) for key in ours)
            pins[demand.key] = Slot(day, 600, ours)
    return tuple(replace(demand, pinned=pins.get(demand.key)) for demand in demands)
