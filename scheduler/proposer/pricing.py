"""What a plan costs, by its parts."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from scheduler.proposer.diary import Diary, Sitting
from scheduler.proposer.ground import Ground, week_of
from scheduler.proposer.plan import Cost, Plan
from scheduler.proposer.problem import Slot


def plan_of(ground: Ground, diary: Diary, *, bound: int | None = None, fewest_unplaced: int = 0) -> Plan:
    """The diary as a plan."""
    slots = {key: slot_of(sitting) for key, sitting in sorted(diary.sittings.items())}
    unplaced = tuple(sorted(set(ground.demands) - set(slots)))
    cost = cost_of(ground, list(diary.sittings.values()))
    return Plan(slots=slots, unplaced=unplaced, cost=cost, bound=bound, fewest_unplaced=fewest_unplaced)


def slot_of(sitting: Sitting) -> Slot:
    """Where a meeting sits, as the outside writes it."""
    return Slot(date.fromordinal(sitting.day), sitting.start, sitting.ours)


def cost_of(ground: Ground, sittings: list[Sitting]) -> Cost:
    """The price of meetings in their slots. A pinned one pays only through the journeys and weeks that it takes."""
    free = [sitting for sitting in sittings if sitting.demand.pinned is None]
    weights = ground.problem.weights
    return Cost(
        away=sum(away_points(sitting) for sitting in free),
        layers=sum(layer_points(ground, sitting) for sitting in free),
        journeys=weights.journey * len(journeys(sittings) - ground.agreed_journeys),
        crowding=weights.crowded * _crowding(ground, sittings),
        disturbance=sum(disturbance_points(ground, sitting) for sitting in free),
        unplaced=weights.unplaced * (len(ground.demands) - len(sittings)),
    )


def away_points(sitting: Sitting) -> int:
    """Days from the ideal."""
    return abs(sitting.day - sitting.demand.ideal.toordinal()) * sitting.demand.points_a_day


def layer_points(ground: Ground, sitting: Sitting) -> int:
    """The soft marks that it touches."""
    return sum(
        mark.weight or 0
        for mark in ground.marks(sitting.day, sitting.demand.partner, sitting.ours)
        if mark.span is None or (sitting.start < mark.span.ends and sitting.end > mark.span.starts)
    )


def disturbance_points(ground: Ground, sitting: Sitting) -> int:
    """What it moved against where it stood."""
    current, weights = sitting.demand.current, ground.problem.weights
    if current is None:
        return 0
    points = weights.moved_people if set(sitting.ours) != set(current.principals) else 0
    if sitting.day != current.day.toordinal():
        return points + weights.moved_day
    return points + (weights.moved_start if sitting.start != current.start else 0)


def journeys(sittings: Iterable[Sitting]) -> set[tuple[str, int, str]]:
    """Who sets out on which day in which direction."""
    return {
        (principal, sitting.day, sitting.demand.direction)
        for sitting in sittings
        if sitting.demand.direction
        for principal in sitting.ours
    }


def _crowding(ground: Ground, sittings: Iterable[Sitting]) -> int:
    weeks = Counter((principal, week_of(sitting.day)) for sitting in sittings for principal in sitting.ours)
    return sum(max(0, number - ground.crowd_room(*week)) for week, number in weeks.items())
