"""The plan while it is being made: who of ours is where, what is left of the caps, and what one more would cost."""

from collections import defaultdict

from scheduler.core.values import dataclass
from scheduler.proposer.catalogue import Option, Spot
from scheduler.proposer.ground import Ground, week_of
from scheduler.proposer.problem import Demand, Slot


@dataclass(frozen=True, slots=True, eq=False)
class Sitting:
    """A meeting of the plan as its people's time sees it; a pinned one comes from no option."""

    demand: Demand
    day: int
    start: int
    ours: tuple[str, ...]
    price: int = 0  # its own, without journeys and crowding
    option: Option | None = None

    @property
    def end(self) -> int:
        """The minute at which it is over."""
        return self.start + self.demand.minutes


class Diary:
    """Everybody's time. The pinned meetings are in it from the start, whatever they break.

    The sets of full days, full weeks and crowded weeks are kept with each change, because planning asks for them a
    thousand times as often.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.sittings: dict[str, Sitting] = {}
        self.of_principal: dict[Spot, list[Sitting]] = defaultdict(list)
        self.of_partner: dict[Spot, list[Sitting]] = defaultdict(list)
        self._in_week: dict[Spot, int] = defaultdict(int)
        self._evenings: dict[Spot, int] = defaultdict(int)
        self._full_days: set[Spot] = set()
        self._full_weeks: set[Spot] = set()
        self._full_evenings: set[Spot] = set()
        self._crowded = {spot for spot in ground.agreed_week if not ground.crowd_room(*spot)}
        for demand in ground.problem.demands:
            if demand.pinned is not None:
                self.put(sitting_of(demand, demand.pinned))

    def put(self, sitting: Sitting) -> None:
        """Takes the time of all its people."""
        self.sittings[sitting.demand.key] = sitting
        for principal in sitting.ours:
            self.of_principal[principal, sitting.day].append(sitting)
            self._count(sitting, principal, 1)
        self.of_partner[sitting.demand.partner, sitting.day].append(sitting)

    def take_out(self, key: str) -> Sitting | None:
        """Gives its people's time back; None when it has no place."""
        sitting = self.sittings.pop(key, None)
        if sitting is None:
            return None
        for principal in sitting.ours:
            self.of_principal[principal, sitting.day].remove(sitting)
            self._count(sitting, principal, -1)
        self.of_partner[sitting.demand.partner, sitting.day].remove(sitting)
        return sitting

    def starts(self, option: Option) -> int:
        """The option's starts that the rest of the plan leaves."""
        starts, demand = option.starts, option.demand
        for spot, week in zip(option.spots, option.weeks, strict=True):
            if spot in self._full_days or week in self._full_weeks:
                return 0
            if week in self._full_evenings:
                starts &= ~self.ground.evenings(demand.minutes)
            for sitting in self.of_principal.get(spot, ()):
                starts &= self.beside(demand, sitting)
        for sitting in self.of_partner.get((demand.partner, option.day), ()):
            starts &= self.ground.grid.clear_of(sitting.start, sitting.end, demand.minutes)
        return starts

    def beside(self, demand: Demand, sitting: Sitting) -> int:
        """The starts of a meeting that leave one of ours time for both, with the way between and the buffer."""
        ground = self.ground
        buffer = ground.problem.buffer
        before = sitting.start - buffer - ground.travel(demand.place, sitting.demand.place)
        after = sitting.end + buffer + ground.travel(sitting.demand.place, demand.place)
        return ground.grid.clear_of(before, after, demand.minutes)

    def surcharge(self, option: Option) -> int:
        """What the option costs on top of its own price, as the plan stands: journeys and crowded weeks."""
        weights, direction = self.ground.problem.weights, option.demand.direction
        points = 0
        for spot in option.journeys:
            there = self.of_principal.get(spot)
            if not there or all(sitting.demand.direction != direction for sitting in there):
                points += weights.journey
        for week in option.weeks:
            if week in self._crowded:
                points += weights.crowded
        return points

    def in_week(self, week: Spot) -> int:
        """How many meetings of the plan a principal's week holds, agreed engagements not counted."""
        return self._in_week.get(week, 0)

    def day_room(self, spot: Spot) -> int:
        """How many more meetings a principal's day takes."""
        taken = len(self.of_principal.get(spot, ())) + self.ground.agreed_day.get(spot, 0)
        return max(0, self.ground.principals[spot[0]].per_day - taken)

    def week_room(self, week: Spot) -> int:
        """How many more a week takes."""
        taken = self._in_week.get(week, 0) + self.ground.agreed_week.get(week, 0)
        return max(0, self.ground.principals[week[0]].per_week - taken)

    def comfortable_room(self, week: Spot) -> int:
        """How many more it takes before it is crowded."""
        return max(0, self.ground.crowd_room(*week) - self._in_week.get(week, 0))

    def evening_room(self, week: Spot) -> int:
        """How many more evenings a week takes."""
        taken = self._evenings.get(week, 0) + self.ground.agreed_evenings.get(week, 0)
        return max(0, self.ground.principals[week[0]].evenings_per_week - taken)

    def has_journey(self, spot: Spot, direction: str) -> bool:
        """Whether a meeting of the plan takes the principal in that direction on that day."""
        return any(sitting.demand.direction == direction for sitting in self.of_principal.get(spot, ()))

    def _count(self, sitting: Sitting, principal: str, step: int) -> None:
        """Brings the counts and the sets that hang on them up to date."""
        day, week = (principal, sitting.day), (principal, week_of(sitting.day))
        self._in_week[week] += step
        _keep(self._full_days, day, holds=not self.day_room(day))
        _keep(self._full_weeks, week, holds=not self.week_room(week))
        _keep(self._crowded, week, holds=not self.comfortable_room(week))
        if self.ground.is_evening(sitting.end):
            self._evenings[week] += step
            _keep(self._full_evenings, week, holds=not self.evening_room(week))


def sitting_of(demand: Demand, slot: Slot) -> Sitting:
    """A demand in its slot."""
    return Sitting(demand, slot.day.toordinal(), slot.start, slot.principals)


def _keep(spots: set[Spot], spot: Spot, *, holds: bool) -> None:
    if holds:
        spots.add(spot)
    else:
        spots.discard(spot)
