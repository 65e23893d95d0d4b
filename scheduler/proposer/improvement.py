"""From the first plan to a better one with a bound: what the child process does.

1. The bound climbs in stages; after each its prices guide a whole new plan.
2. Rounds of planning a few chains anew, some by the search, some by the solver.
3. Once few options are left that a better plan could use, the solver looks through all of them at once.

The order of all steps depends on the problem and its seed alone; the clock and a call to stop only cut it short.
"""

from collections.abc import Callable, Iterable, Sequence

from scheduler.core.values import dataclass
from scheduler.proposer.catalogue import Catalogue, Option
from scheduler.proposer.diary import Diary, Sitting
from scheduler.proposer.greedy import lay_out
from scheduler.proposer.ground import Ground
from scheduler.proposer.model import Answer, DayModel, Limits
from scheduler.proposer.plan import Plan
from scheduler.proposer.pricing import plan_of
from scheduler.proposer.problem import Problem
from scheduler.proposer.proof import Proof
from scheduler.proposer.search import Chain, Search
from scheduler.proposer.seating import cannot_sit, seat

STAGE = 60  # steps of the bound before the next plan is made from it
ROUNDS = 30  # of the search, between two of the solver
FEW, MANY = 1500, 7000  # options that the solver looks through at once: while the bound climbs, and later
IDLE = 4  # turns without a better plan between two attempts at the whole; the first comes after one
SMALLEST, WIDER, LARGEST = 4, 10, 16  # chains that the solver plans anew at once; wider where meetings lack a place
PART, EARLY, WHOLE = 0.5, 0.2, 2.0  # effort of a solve in deterministic seconds of the solver, the last one rising
RETRIES = 6  # of a solve whose days cannot be seated


@dataclass(frozen=True, slots=True)
class Stop:
    """How a run learns that its time is over: `left` says how many seconds; `register` takes the way to end a solve."""

    left: Callable[[], float]
    register: Callable[[Callable[[], None]], None]


class Improvement:
    """One run. `report` is told of each better plan or bound, the first plan first."""

    def __init__(self, problem: Problem, stop: Stop, report: Callable[[Plan], None]) -> None:
        self.stop = stop
        self.report = report
        self.ground = Ground(problem)
        self.catalogue = Catalogue(self.ground)
        self.search = Search(self.ground, self.catalogue, lay_out(self.ground, self.catalogue))
        self._told = (0, -1)
        self._size = SMALLEST
        self._proof: Proof | None = None

    def run(self) -> Plan:
        """The best plan when nothing can be better or the time is over."""
        self._tell()
        if self.search.chains and not self.is_over:
            proof = self._proof = Proof(self.ground, self.catalogue, self.plan.cost)
            self._climb(proof)
            self._turns(proof)
            self._tell()
        return self.plan

    @property
    def plan(self) -> Plan:
        """The best so far."""
        if self._proof is None:
            return plan_of(self.ground, self.search.diary)
        bound = min(self._proof.least, self.search.cost)
        return plan_of(self.ground, self.search.diary, bound=bound, fewest_unplaced=self._proof.fewest)

    @property
    def is_over(self) -> bool:
        """Time is over, or nothing can be better."""
        return self.stop.left() <= 0 or (self._proof is not None and self.search.cost <= self._proof.least)

    def _tell(self) -> None:
        state = (self.search.cost, self._proof.least if self._proof else -1)
        if state != self._told:
            self._told = state
            self.report(self.plan)

    def _climb(self, proof: Proof) -> None:
        while not (self.is_over or proof.is_settled):
            proof.climb(self.plan.cost, STAGE)
            self.search.guide = proof.guide()
            self.search.rebuild()
            self._tell()
            if not self.is_over:
                self._whole(proof, FEW, EARLY)

    def _turns(self, proof: Proof) -> None:
        idle = 0
        if self._lacks(proof):
            self._size = WIDER
        while not self.is_over:
            before = self.search.cost
            self._search()
            self._solve_part()
            idle = 0 if self.search.cost < before else idle + 1
            if idle % IDLE == 1 and not (idle == 1 and self._lacks(proof)):
                self._whole(proof, MANY, WHOLE * (1 + idle // IDLE))
            self._tell()

    def _lacks(self, proof: Proof) -> bool:
        """Whether a plan with more meetings in it may exist: the solver then finds more in parts than in the whole."""
        return len(self.ground.demands) - len(self.search.diary.sittings) > proof.fewest

    def _search(self) -> None:
        for _ in range(ROUNDS):
            if self.is_over:
                return
            self.search.round()

    def _solve_part(self) -> None:
        """The solver plans some chains anew: more of them when it is done quickly, fewer when it is not."""
        if self.is_over:
            return
        if not self.search.attempt(self.search.related(self._size), self._place):
            self._size = min(LARGEST, self._size + 1)

    def _place(self, chains: Sequence[Chain], taken: Sequence[Sitting]) -> bool:
        model = DayModel(self.search.diary, self.catalogue, chains)
        model.hint(_places(taken))
        answer = self._solve(model, PART)
        if not answer.is_complete:
            self._size = max(SMALLEST, self._size - 2)
        return answer.options is not None and not seat(self.search.diary, answer.options)

    def _whole(self, proof: Proof, most: int, effort: float) -> None:
        """All chains at once, with the options that a better plan could use, when these are few enough."""
        contenders = proof.contenders(self.search.cost)
        if len(contenders) > most:
            return
        ceiling = self.search.cost
        model = DayModel(Diary(self.ground), self.catalogue, self.search.chains, {id(option) for option in contenders})
        model.hint(_places(self.search.diary.sittings.values()))
        for _ in range(RETRIES):
            answer = self._solve(model, effort)
            proof.learn(min(ceiling, answer.bound + proof.constant))
            if answer.options is None or self._adopt(answer.options) or not self._forbid(model, answer.options):
                return

    def _adopt(self, options: Sequence[Option]) -> bool:
        diary = Diary(self.ground)
        return not seat(diary, options) and self.search.adopt(diary)

    def _forbid(self, model: DayModel, options: Sequence[Option]) -> bool:
        """Tells the model which of its options cannot sit together; false when nothing of the kind is certain."""
        found = list(cannot_sit(self.ground, options))
        for together in found:
            model.forbid(together)
        return bool(found) and not self.is_over

    def _solve(self, model: DayModel, effort: float) -> Answer:
        limits = Limits(effort=effort, seconds=self.stop.left())
        return model.solve(limits, self.ground.problem.seed, self.stop.register)


def _places(sittings: Iterable[Sitting]) -> set[tuple[str, int, tuple[str, ...]]]:
    return {(sitting.demand.key, sitting.day, sitting.ours) for sitting in sittings}
