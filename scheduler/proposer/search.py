"""Improves a full plan by planning a few related chains anew, again and again; needs no solver.

A round takes out some chains that share people and weeks, places them in another order, by the guide's prices or by
those of the moment, lets each find its best place once more, and keeps what is no dearer.
"""

from collections.abc import Callable, Sequence
from random import Random

from scheduler.proposer.catalogue import Catalogue, Spot
from scheduler.proposer.chains import ChainPlanner, Guide
from scheduler.proposer.diary import Diary, Sitting
from scheduler.proposer.ground import Ground, week_of
from scheduler.proposer.pricing import cost_of
from scheduler.proposer.problem import Demand

Chain = Sequence[Demand]
SIZES = (2, 3, 4, 6)  # chains taken out at once
GUIDED = 0.7  # share of rounds that follow the guide
WANTING = 0.5  # share of rounds about a chain with a meeting that has no place, while there is one
POLISH = 3  # times that each chain looks for a better place at most


class Search:
    """The best plan so far, in `diary`, at `cost` points. The same seed goes through the same plans."""

    def __init__(self, ground: Ground, catalogue: Catalogue, diary: Diary) -> None:
        self.ground = ground
        self.catalogue = catalogue
        self.diary = diary
        self.guide: Guide | None = None
        self.random = Random(ground.problem.seed)  # noqa: S311 - repeatable on purpose, nothing secret
        self.chains: list[Chain] = [
            chain for chain in ground.chains.values() if any(demand.pinned is None for demand in chain)
        ]
        self.cost = self._counted(diary)

    def rebuild(self) -> bool:
        """Lays out the whole plan anew by the guide; true when that is cheaper than the best so far."""
        diary = Diary(self.ground)
        planner = ChainPlanner(diary, self.catalogue)
        planner.guide = self.guide
        for chain in sorted(self.chains, key=self._scarcity):
            planner.place(chain)
        planner.guide = None
        self._polish(planner, self.chains)
        return self.adopt(diary)

    def adopt(self, diary: Diary) -> bool:
        """Takes another plan when it is cheaper."""
        cost = self._counted(diary)
        if cost >= self.cost:
            return False
        self.diary, self.cost = diary, cost
        return True

    def round(self) -> bool:
        """One attempt; true when the plan is cheaper by it."""
        chosen = self.related(self.random.choice(SIZES))
        self.random.shuffle(chosen)
        return self.attempt(chosen, self._place_anew)

    def attempt(self, chains: Sequence[Chain], place: Callable[[Sequence[Chain], Sequence[Sitting]], bool]) -> bool:
        """Takes the chains out, lets `place` put them back into the diary, and keeps that when it is no dearer.

        `place` is given the chains and where they sat, and returns false when it has nothing to show. True when the
        plan is cheaper by it.
        """
        planner = ChainPlanner(self.diary, self.catalogue)
        before, taken = _take_out(planner, chains)
        is_done = place(chains, taken)
        after, placed = _take_out(planner, chains)
        kept = is_done and after <= before
        for sitting in placed if kept else taken:
            self.diary.put(sitting)
        if not kept:
            return False
        self.cost += after - before
        return after < before

    def related(self, number: int) -> list[Chain]:
        """One chain by chance and those that share most of its people's weeks, chance having a say."""
        wanting = [chain for chain in self.chains if any(demand.key not in self.diary.sittings for demand in chain)]
        first = self.random.choice(wanting if wanting and self.random.random() < WANTING else self.chains)
        weeks = self._weeks(first)
        others = [chain for chain in self.chains if chain is not first]
        others.sort(key=lambda chain: -len(weeks & self._weeks(chain)) * self.random.random())
        return [first, *others[: number - 1]]

    def _place_anew(self, chains: Sequence[Chain], _: Sequence[Sitting]) -> bool:
        planner = ChainPlanner(self.diary, self.catalogue)
        planner.guide = self.guide if self.random.random() < GUIDED else None
        for chain in chains:
            planner.place(chain)
        planner.guide = None
        self._polish(planner, chains)
        return True

    def _polish(self, planner: ChainPlanner, chains: Sequence[Chain]) -> None:
        for _ in range(POLISH):
            if not sum(planner.replace(chain) for chain in chains):
                return

    def _weeks(self, chain: Chain) -> set[Spot]:
        """Where the chain's people are busy with it; for a meeting without a place, where it could be."""
        weeks: set[Spot] = set()
        for demand in chain:
            sitting = self.diary.sittings.get(demand.key)
            if sitting is not None:
                weeks.update((principal, week_of(sitting.day)) for principal in sitting.ours)
            else:
                weeks.update(week for option in self.catalogue.options[demand.key] for week in option.weeks)
        return weeks

    def _scarcity(self, chain: Chain) -> tuple[int, int, str]:
        fewest = min(len(self.catalogue.options[demand.key]) for demand in chain if demand.pinned is None)
        return fewest, -len(chain), chain[0].key

    def _counted(self, diary: Diary) -> int:
        return cost_of(self.ground, list(diary.sittings.values())).total


def _take_out(planner: ChainPlanner, chains: Sequence[Chain]) -> tuple[int, list[Sitting]]:
    points, taken = 0, list[Sitting]()
    for chain in chains:
        cost, sittings = planner.take_out(chain)
        points += cost
        taken += sittings
    return points, taken
