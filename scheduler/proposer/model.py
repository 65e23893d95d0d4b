"""The days of some chains as a CP-SAT model, the rest of the plan held still. The only module that imports the solver.

One boolean for each option. Along a chain a second row of booleans says “placed by day d”: each gap is then a row of
three of them, and the linear relaxation of a chain is exact. Start times are left out: two options of one principal and
day exclude each other where no two starts of theirs fit, and what still cannot be seated comes back as a further row.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from math import ceil

from ortools.sat.python import cp_model

from scheduler.core.values import dataclass
from scheduler.proposer.catalogue import Catalogue, Option, Spot
from scheduler.proposer.diary import Diary
from scheduler.proposer.problem import Demand

Literal = cp_model.IntVar
FAR = 1 << 20  # days


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one solve may take: `effort` in the solver's own deterministic seconds, `seconds` by the clock."""

    effort: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The options of the best days found (None: none found under the ceiling) and a bound on the model's cost."""

    options: list[Option] | None
    bound: int
    is_complete: bool  # the search came to its end


@dataclass(slots=True)
class _Row:
    """The days on which one meeting can be, rising, with “placed by then” for each."""

    days: list[int]
    by_then: list[Literal]


class DayModel:
    """Built on a diary from which the chains have been taken out. Costs leave out what the diary's meetings pay."""

    def __init__(
        self, diary: Diary, catalogue: Catalogue, chains: Iterable[Sequence[Demand]],
        allowed: Container[int] | None = None,
    ) -> None:  # fmt: skip
        self.diary = diary
        self.ground = diary.ground
        self.model = cp_model.CpModel()
        self.literals: dict[Option, Literal] = {}
        self._costs: list[tuple[int, Literal]] = []
        self._by_spot: dict[Spot, list[Option]] = defaultdict(list)
        for chain in chains:
            self._add_chain(chain, catalogue, allowed)
        self._add_days()
        self._add_weeks()
        self.model.minimize(sum(points * literal for points, literal in self._costs))

    def forbid(self, options: Sequence[Option]) -> None:
        """Those together cannot be seated."""
        self.model.add_bool_or([self.literals[option].negated() for option in options])

    def hint(self, keys: Container[tuple[str, int, tuple[str, ...]]]) -> None:
        """Where the search begins: demand, day and principals of the plan as it stands."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for option, literal in self.literals.items():
            self.model.add_hint(literal, (option.demand.key, option.day, option.ours) in keys)

    def _add_chain(self, chain: Sequence[Demand], catalogue: Catalogue, allowed: Container[int] | None) -> None:
        before: _Row | None = None
        for number, demand in enumerate(chain):
            row = self._pinned(demand) if demand.pinned else self._add_demand(demand, catalogue, allowed)
            if before is not None and not (demand.pinned and chain[number - 1].pinned):
                self._add_gap(before, row, demand)
            before = row

    def _pinned(self, demand: Demand) -> _Row:
        assert demand.pinned is not None
        return _Row([demand.pinned.day.toordinal()], [self.model.new_constant(1)])

    def _add_demand(self, demand: Demand, catalogue: Catalogue, allowed: Container[int] | None) -> _Row:
        model, by_day = self.model, defaultdict[int, list[Literal]](list)
        left_out = model.new_bool_var("")
        everything = [left_out]
        self._costs.append((self.ground.problem.weights.unplaced, left_out))
        for option in catalogue.options[demand.key]:
            starts = self.diary.starts(option) if allowed is None or id(option) in allowed else 0
            if starts:
                literal = self.literals[option] = model.new_bool_var("")
                self._costs.append((option.cheapest(starts)[0], literal))
                by_day[option.day].append(literal)
                everything.append(literal)
                for spot in option.spots:
                    self._by_spot[spot].append(option)
        model.add_exactly_one(everything)
        return self._row(by_day)

    def _row(self, by_day: dict[int, list[Literal]]) -> _Row:
        row = _Row([], [])
        for day, literals in by_day.items():
            by_then = self.model.new_bool_var("")
            self.model.add(by_then == sum(literals) + (row.by_then[-1] if row.by_then else 0))
            row.days.append(day)
            row.by_then.append(by_then)
        return row

    def _add_gap(self, before: _Row, after: _Row, demand: Demand) -> None:
        """For each day e: not both “after by e” and “before later than e - least gap”; the longest gap likewise."""
        if not before.days or not after.days:
            return
        for place, day in enumerate(after.days):
            early = bisect_right(before.days, day - demand.min_gap)
            if early < len(before.days):
                too_late = before.by_then[-1] - (before.by_then[early - 1] if early else 0)
                self.model.add(after.by_then[place] + too_late <= 1)
            if demand.max_gap is not None:
                late = bisect_left(before.days, day - demand.max_gap)
                if late:
                    from_here = after.by_then[-1] - (after.by_then[place - 1] if place else 0)
                    self.model.add(from_here + before.by_then[late - 1] <= 1)

    def _add_days(self) -> None:
        journeys: dict[tuple[Spot, str], list[Option]] = defaultdict(list)
        for spot, options in self._by_spot.items():
            room = self.diary.day_room(spot)
            if len(options) > room:
                self.model.add(sum(self.literals[option] for option in options) <= room)
            self._add_conflicts(options)
            for option in options:
                if spot in option.journeys and not self.diary.has_journey(spot, option.demand.direction):
                    journeys[spot, option.demand.direction].append(option)
        for options in journeys.values():
            journey = self.model.new_bool_var("")
            self._costs.append((self.ground.problem.weights.journey, journey))
            for option in options:
                self.model.add_implication(self.literals[option], journey)

    def _add_conflicts(self, options: Sequence[Option]) -> None:
        spans = [self._span(option) for option in options]
        for place, one in enumerate(options):
            for other in range(place):
                two = options[other]
                if one.demand is not two.demand and not self._fit(one, spans[place], two, spans[other]):
                    self.model.add_bool_or(self.literals[one].negated(), self.literals[two].negated())

    def _span(self, option: Option) -> tuple[int, int]:
        starts = self.diary.starts(option)
        return self.ground.grid.first(starts), self.ground.grid.last(starts)

    def _fit(self, one: Option, span: tuple[int, int], two: Option, other: tuple[int, int]) -> bool:
        buffer, travel = self.ground.problem.buffer, self.ground.travel
        if span[0] + one.demand.minutes + buffer + travel(one.demand.place, two.demand.place) <= other[1]:
            return True
        return other[0] + two.demand.minutes + buffer + travel(two.demand.place, one.demand.place) <= span[1]

    def _add_weeks(self) -> None:
        weeks: dict[Spot, list[Literal]] = defaultdict(list)
        evenings: dict[Spot, list[Literal]] = defaultdict(list)
        for option, literal in self.literals.items():
            late = not self.diary.starts(option) & ~self.ground.evenings(option.demand.minutes)
            for week in option.weeks:
                weeks[week].append(literal)
                if late:
                    evenings[week].append(literal)
        for week, literals in weeks.items():
            self._add_week(week, literals)
        for week, literals in evenings.items():
            if len(literals) > (room := self.diary.evening_room(week)):
                self.model.add(sum(literals) <= room)

    def _add_week(self, week: Spot, literals: Sequence[Literal]) -> None:
        room, comfortable = self.diary.week_room(week), self.diary.comfortable_room(week)
        if len(literals) > room:
            self.model.add(sum(literals) <= room)
        if min(len(literals), room) > comfortable:
            above = self.model.new_int_var(0, min(len(literals), room) - comfortable, "")
            self.model.add(above >= sum(literals) - comfortable)
            self._costs.append((self.ground.problem.weights.crowded, above))

    def solve(self, limits: Limits, seed: int, stop: Callable[[Callable[[], None]], None] | None = None) -> Answer:
        """One worker and deterministic effort: the same model gives the same answer unless the clock cuts it short.

        `stop` is told how to end the search from another thread.
        """
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed % (1 << 31)
        solver.parameters.linearization_level = 2  # without the whole relaxation a plan is found, but no bound
        solver.parameters.cp_model_probing_level = 0  # takes as long as the rest and finds nothing here
        solver.parameters.max_deterministic_time = limits.effort
        solver.parameters.max_time_in_seconds = max(0.01, limits.seconds)
        if stop is not None:
            stop(solver.stop_search)
        status = solver.solve(self.model)
        complete = status in {cp_model.OPTIMAL, cp_model.INFEASIBLE}
        bound = ceil(solver.best_objective_bound - 1e-6) if status != cp_model.INFEASIBLE else FAR
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return Answer(None, bound, complete)
        chosen = [option for option, literal in self.literals.items() if solver.boolean_value(literal)]
        return Answer(chosen, bound, complete)
