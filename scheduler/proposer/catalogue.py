"""Every way to place each meeting that the agreed engagements, layers and hours leave, with its own price.

What the other meetings of the plan do to it (who is taken, caps used up, a journey shared) is the diary's business.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from scheduler.core.values import dataclass
from scheduler.proposer.ground import Ground, week_of
from scheduler.proposer.problem import Demand

Extras = tuple[tuple[int, int], ...]  # pairs of starts and points
Spot = tuple[str, int]  # a principal, and the number of a day or of a week


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One day and one choice of ours for a demand; `starts` and those in `extras` are sets in the grid's bits.

    `price` is paid whatever the start, `extras` lists points paid for some starts only. `spots` and `weeks` are the
    principals' days and weeks that it takes from, `journeys` those days on which nothing agreed goes its way.
    """

    demand: Demand
    day: int
    ours: tuple[str, ...]
    starts: int
    price: int
    extras: Extras
    spots: tuple[Spot, ...]
    weeks: tuple[Spot, ...]
    journeys: tuple[Spot, ...]

    def cheapest(self, allowed: int) -> tuple[int, int]:
        """The least price among some starts (at least one) and those that have it."""
        if not self.extras:
            return self.price, allowed
        least, chosen = min(_levels(self.extras, allowed), key=_points)
        return self.price + least, chosen


class Catalogue:
    """The options of each demand in order of days; a pinned demand has none."""

    def __init__(self, ground: Ground, demands: Iterable[Demand] | None = None) -> None:
        self.ground = ground
        self._beside: dict[tuple[str, int, str, int], int] = {}
        self.options: dict[str, list[Option]] = {
            demand.key: [] if demand.pinned else list(self._options(demand))
            for demand in demands or ground.problem.demands
        }

    def free(self, principal: str, day: int, place: str, minutes: int) -> int:
        """The starts that hours, agreed engagements and the caps they have used up leave to a principal."""
        ground, week = self.ground, (principal, week_of(day))
        starts = ground.hours(principal, day, minutes)
        if week in ground.agreed_week or principal in ground.strict:
            starts &= _capped_starts(ground, principal, day, minutes)
        if (principal, day) not in ground.busy:
            return starts
        key = (principal, day, place, minutes)
        known = self._beside.get(key)
        if known is None:
            known = self._beside[key] = _starts_beside(ground, principal, day, place, minutes)
        return starts & known

    def _options(self, demand: Demand) -> Iterator[Option]:
        ground = self.ground
        offered = ground.grid.of(demand.starts) if demand.starts else ground.offered
        for day in _days_within(ground.days, *ground.window(demand)):
            for ours in demand.ours:
                option = self._option(demand, day, ours, offered)
                if option is not None:
                    yield option

    def _option(self, demand: Demand, day: int, ours: tuple[str, ...], offered: int) -> Option | None:
        starts = offered | _standing_start(self.ground, demand, day)
        for principal in ours:
            starts &= self.free(principal, day, demand.place, demand.minutes)
        if not starts:
            return None
        starts, price, extras = _marked(self.ground, demand, day, ours, starts)
        if not starts:
            return None
        price += abs(day - demand.ideal.toordinal()) * demand.points_a_day
        if demand.current is not None:
            price, extras = _moved(self.ground, demand, day, ours, price, extras)
        week, spots = week_of(day), tuple([(principal, day) for principal in ours])
        journeys = _journeys(self.ground, demand.direction, spots)
        weeks = tuple([(principal, week) for principal in ours])
        return Option(demand, day, ours, starts, price, extras, spots, weeks, journeys)


def _capped_starts(ground: Ground, principal: str, day: int, minutes: int) -> int:
    limits, week = ground.principals[principal], (principal, week_of(day))
    if (
        ground.agreed_day.get((principal, day), 0) >= limits.per_day
        or ground.agreed_week.get(week, 0) >= limits.per_week
    ):
        return 0
    if ground.agreed_evenings.get(week, 0) >= limits.evenings_per_week:
        return ~ground.evenings(minutes)
    return ground.grid.everything


def _starts_beside(ground: Ground, principal: str, day: int, place: str, minutes: int) -> int:
    starts = ground.grid.everything
    for busy in ground.busy[principal, day]:
        starts &= ground.grid.clear_of(*ground.room(busy, place), minutes)
    return starts


def _marked(ground: Ground, demand: Demand, day: int, ours: tuple[str, ...], starts: int) -> tuple[int, int, Extras]:
    """The starts that no hard mark takes, and what the soft ones cost."""
    price = 0
    extras: Extras = ()
    for mark in ground.marks(day, demand.partner, ours):
        touched = starts
        if mark.span is not None:
            touched &= ~ground.grid.clear_of(mark.span.starts, mark.span.ends, demand.minutes)
        if mark.weight is None:
            starts &= ~touched
        elif mark.span is None:
            price += mark.weight
        elif touched:
            extras += ((touched, mark.weight),)
    return starts, price, extras


def _standing_start(ground: Ground, demand: Demand, day: int) -> int:
    """Where a meeting stands it may stay, even at a start that is offered to no other."""
    if demand.current is None or demand.current.day.toordinal() != day:
        return 0
    return ground.grid.of((demand.current.start,))


def _moved(
    ground: Ground, demand: Demand, day: int, ours: tuple[str, ...], price: int, extras: Extras
) -> tuple[int, Extras]:
    assert demand.current is not None
    weights, current = ground.problem.weights, demand.current
    if set(ours) != set(current.principals):
        price += weights.moved_people
    if day != current.day.toordinal():
        return price + weights.moved_day, extras
    elsewhen = ground.grid.everything & ~ground.grid.of((current.start,))
    return price, (*extras, (elsewhen, weights.moved_start))


def _journeys(ground: Ground, direction: str, spots: tuple[Spot, ...]) -> tuple[Spot, ...]:
    if not direction:
        return ()
    if any((*spot, direction) in ground.agreed_journeys for spot in spots):
        return tuple(spot for spot in spots if (*spot, direction) not in ground.agreed_journeys)
    return spots


def _days_within(days: Sequence[int], first: int, last: int) -> Sequence[int]:
    return days[bisect_left(days, first) : bisect_right(days, last)]


def _levels(extras: Extras, allowed: int) -> list[tuple[int, int]]:
    """The allowed starts parted by what they cost on top."""
    levels = {0: allowed}
    for starts, points in extras:
        parted: dict[int, int] = {}
        for level, members in levels.items():
            for price, part in ((level, members & ~starts), (level + points, members & starts)):
                if part:
                    parted[price] = parted.get(price, 0) | part
        levels = parted
    return list(levels.items())


def _points(level: tuple[int, int]) -> int:
    return level[0]
