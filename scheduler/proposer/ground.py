"""A problem made quick to ask: indexes by day and key, what the agreed engagements already take, travel, marks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from scheduler.proposer.grid import Grid
from scheduler.proposer.problem import NOWHERE, Busy, Demand, Mark, Principal, Problem

DAYS_A_WEEK = 7


def week_of(day: int) -> int:
    """The number of the week, Monday first, of a day given by its ordinal."""
    return (day - 1) // DAYS_A_WEEK


class Ground:
    """What holds whatever is planned. Days are ordinals (`date.toordinal`): gaps are then plain differences."""

    def __init__(self, problem: Problem, more_starts: Iterable[int] = ()) -> None:
        self.problem = problem
        self.days: Sequence[int] = [day.toordinal() for day in problem.days]
        self.principals = {principal.key: principal for principal in problem.principals}
        self.demands = {demand.key: demand for demand in problem.demands}
        self.grid = Grid(_all_starts(problem).union(more_starts))
        self.offered = self.grid.of(problem.starts)
        self.busy: dict[tuple[str, int], list[Busy]] = defaultdict(list)
        self.agreed_day: dict[tuple[str, int], int] = defaultdict(int)
        self.agreed_week: dict[tuple[str, int], int] = defaultdict(int)
        self.agreed_evenings: dict[tuple[str, int], int] = defaultdict(int)
        self.agreed_journeys: set[tuple[str, int, str]] = set()
        for principal in problem.principals:
            for busy in principal.busy:
                self._take(principal.key, busy)
        self.comfortable = {principal.key: self._comfortable_week(principal) for principal in problem.principals}
        self.strict = {
            principal.key
            for principal in problem.principals
            if not (principal.per_day and principal.per_week and principal.evenings_per_week)
        }
        self.chains = _chains(problem.demands)
        self._marks: dict[tuple[int, str], list[Mark]] = defaultdict(list)
        for mark in problem.marks:
            for key in mark.scope or ("",):
                self._marks[mark.day.toordinal(), key].append(mark)
        self._hours: dict[tuple[str, int, int], int] = {}

    def travel(self, here: str, there: str) -> int:
        """Minutes on the way; none to or from a telephone."""
        if here == there or NOWHERE in (here, there):
            return 0
        known = self.problem.travel
        minutes = known.get((here, there))
        return minutes if minutes is not None else known.get((there, here), self.problem.unknown_travel)

    def is_evening(self, ends: int) -> bool:
        """Whether a meeting that ends then counts as an evening."""
        return ends > self.problem.evening_from

    def evenings(self, minutes: int) -> int:
        """The starts that make a meeting of that length an evening."""
        return self.grid.since(self.problem.evening_from - minutes + 1)

    def hours(self, principal: str, day: int, minutes: int) -> int:
        """The starts that the principal's working hours leave on that day of the week."""
        weekday = (day - 1) % DAYS_A_WEEK
        key = (principal, weekday, minutes)
        if key not in self._hours:
            self._hours[key] = self.grid.inside(self.principals[principal].hours[weekday], minutes)
        return self._hours[key]

    def room(self, busy: Busy, place: str) -> tuple[int, int]:
        """The span that an agreed engagement keeps clear of a meeting at `place`: travel and buffer included."""
        if busy.place is None:
            return busy.starts, busy.ends
        buffer = self.problem.buffer
        return (
            busy.starts - buffer - self.travel(place, busy.place),
            busy.ends + buffer + self.travel(busy.place, place),
        )

    def marks(self, day: int, partner: str, ours: Iterable[str]) -> Iterator[Mark]:
        """What the layers say about that partner and those principals on that day, each mark once."""
        seen: set[int] = set()
        for key in ("", partner, *ours):
            for mark in self._marks.get((day, key), ()):
                if len(mark.scope) <= 1:
                    yield mark
                elif id(mark) not in seen:
                    seen.add(id(mark))
                    yield mark

    def window(self, demand: Demand) -> tuple[int, int]:
        """The first and last day that the demand and its last engagement allow; the neighbours are not looked at."""
        first, last = demand.earliest.toordinal(), demand.latest.toordinal()
        if demand.previous_on is not None:
            previous = demand.previous_on.toordinal()
            first = max(first, previous + demand.min_gap)
            last = last if demand.max_gap is None else min(last, previous + demand.max_gap)
        return first, last

    def crowd_room(self, principal: str, week: int) -> int:
        """How many meetings a week takes before it is crowded."""
        return max(0, self.comfortable[principal] - self.agreed_week[principal, week])

    def _take(self, principal: str, busy: Busy) -> None:
        day = busy.day.toordinal()
        self.busy[principal, day].append(busy)
        if busy.counts:
            self.agreed_day[principal, day] += 1
            self.agreed_week[principal, week_of(day)] += 1
            self.agreed_evenings[principal, week_of(day)] += self.is_evening(busy.ends)
        if busy.direction:
            self.agreed_journeys.add((principal, day, busy.direction))

    def _comfortable_week(self, principal: Principal) -> int:
        """The even share when the office names none: expected meetings over the weeks of the period, rounded up."""
        if principal.comfortable_week is not None:
            return principal.comfortable_week
        weeks = {week_of(day) for day in self.days}
        agreed = sum(self.agreed_week[principal.key, week] for week in weeks)
        share = sum(_share(demand, principal.key) for demand in self.problem.demands)
        return max(1, ceil((agreed + share) / max(1, len(weeks))))


def _all_starts(problem: Problem) -> set[int]:
    starts = set(problem.starts)
    for demand in problem.demands:
        starts.update(demand.starts)
        if demand.current is not None:
            starts.add(demand.current.start)
    return starts


def _share(demand: Demand, principal: str) -> float:
    return sum(principal in ours for ours in demand.ours) / max(1, len(demand.ours))


def _chains(demands: Iterable[Demand]) -> dict[str, list[Demand]]:
    chains: dict[str, list[Demand]] = defaultdict(list)
    for demand in demands:
        chains[demand.chain].append(demand)
    return {key: sorted(chain, key=lambda demand: demand.number) for key, chain in chains.items()}
