"""The first full plan, at once: chain by chain, the scarcest first, then each again with the others in place.

It needs no solver, works to the same prices, and the same problem always gives the same plan.
"""

from collections.abc import Sequence

from scheduler.proposer.catalogue import Catalogue
from scheduler.proposer.chains import ChainPlanner
from scheduler.proposer.diary import Diary, Sitting
from scheduler.proposer.ground import Ground, week_of
from scheduler.proposer.plan import Plan
from scheduler.proposer.pricing import plan_of
from scheduler.proposer.problem import Demand, Problem

SWEEPS = 1
TRIALS_A_MEETING = 0.25  # swaps tried for meetings without a place, for each meeting of the problem


def first_plan(problem: Problem) -> Plan:
    """A plan that keeps every hard rule; meetings that found no place are named in it."""
    ground = Ground(problem)
    return plan_of(ground, lay_out(ground, Catalogue(ground)))


def lay_out(ground: Ground, catalogue: Catalogue) -> Diary:
    """The same as a diary, for those who go on working on it."""
    diary = Diary(ground)
    planner = ChainPlanner(diary, catalogue)
    chains = sorted(ground.chains.values(), key=lambda chain: _scarcity(chain, catalogue))
    for chain in chains:
        planner.place(chain)
    _make_room(planner, round(len(ground.demands) * TRIALS_A_MEETING))
    for _ in range(SWEEPS):
        if not sum(planner.replace(chain) for chain in chains):
            break
    return diary


def _scarcity(chain: Sequence[Demand], catalogue: Catalogue) -> tuple[int, int, str]:
    fewest = min(len(catalogue.options[demand.key]) for demand in chain)
    return fewest, -len(chain), chain[0].key


def _make_room(planner: ChainPlanner, trials: int) -> None:
    """Where a meeting has no place, one other makes room when its chain can do as well elsewhere."""
    diary, chains = planner.diary, planner.diary.ground.chains
    for demand in diary.ground.problem.demands:
        if demand.key in diary.sittings:
            continue
        for other in _in_the_way(planner, demand):
            if trials <= 0:
                return
            trials -= 1
            if _swap(planner, chains[demand.chain], chains[other.chain]):
                break


def _in_the_way(planner: ChainPlanner, demand: Demand) -> list[Demand]:
    """The movable meetings of other chains on the demand's days and in their full weeks, one a chain."""
    diary, found = planner.diary, dict[str, Demand]()
    wanted = {(principal, option.day) for option in planner.catalogue.options[demand.key] for principal in option.ours}
    weeks = {(principal, week_of(day)) for principal, day in wanted}
    for sitting in diary.sittings.values():
        other = sitting.demand
        if other.pinned is None and other.chain != demand.chain and _touches(sitting, weeks):
            found.setdefault(other.chain, other)
    return list(found.values())


def _touches(sitting: Sitting, weeks: set[tuple[str, int]]) -> bool:
    return any((principal, week_of(sitting.day)) in weeks for principal in sitting.ours)


def _swap(planner: ChainPlanner, wanting: Sequence[Demand], giving: Sequence[Demand]) -> bool:
    """Plans the wanting chain first and the giving one after it; puts both back when that is no gain."""
    paid, taken = planner.take_out(wanting)
    paid_too, taken_too = planner.take_out(giving)
    if planner.place(wanting) + planner.place(giving) < paid + paid_too:
        return True
    planner.take_out(wanting)
    planner.take_out(giving)
    for sitting in (*taken, *taken_too):
        planner.diary.put(sitting)
    return False
