"""What is proved about a problem so far: no plan costs less, none leaves out fewer meetings, these options cannot help.

The price of a meeting left out is so high that it would drown everything else. So the bound is climbed at a lower one,
and the difference is added for as many meetings as must be left out in any plan; how many, a second bound counts.
"""

from scheduler.proposer.bound import Bound
from scheduler.proposer.catalogue import Catalogue, Option
from scheduler.proposer.chains import Guide
from scheduler.proposer.diary import Diary
from scheduler.proposer.ground import Ground
from scheduler.proposer.plan import Cost
from scheduler.proposer.pricing import cost_of
from scheduler.proposer.relaxation import COUNTED, SCALE, counting, relax

LEAST_PRICE = 200  # points for a meeting left out, or so many times what a placed one costs on average
TIMES = 10


class Proof:
    """Begins with what the first plan cost, which only sets the scale."""

    def __init__(self, ground: Ground, catalogue: Catalogue, first: Cost) -> None:
        weights = ground.problem.weights
        average = first.placed // max(1, len(ground.demands))
        self._low_price = min(weights.unplaced, max(LEAST_PRICE, TIMES * average))
        self._surplus = weights.unplaced - self._low_price
        self._full_price = weights.unplaced
        pinned = cost_of(ground, list(Diary(ground).sittings.values()))
        self.constant = pinned.placed
        relaxation = relax(ground, catalogue, self._low_price)
        self._main = Bound(relaxation, self.constant)
        self._count = Bound(counting(relaxation), 0) if first.unplaced else None
        self._known = self.constant  # what the solver has proved besides

    @property
    def least(self) -> int:
        """No plan costs less."""
        return max(self._known, self._main.value + self._surplus * self.fewest)

    @property
    def fewest(self) -> int:
        """No plan leaves out fewer meetings."""
        return -(-max(0, self._count.value) // COUNTED) if self._count is not None else 0

    @property
    def is_settled(self) -> bool:
        """Whether climbing on would hardly raise the bound."""
        return self._main.is_settled and (self._count is None or self._count.is_settled)

    def climb(self, best: Cost, steps: int) -> None:
        """Raises the bounds by so many steps towards the best plan known."""
        left_out = best.unplaced // self._full_price
        goal = best.placed + left_out * self._low_price
        self._main.climb(best.placed, goal, steps)
        if self._count is not None:
            self._count.climb(left_out * COUNTED // 2, left_out * COUNTED, steps)

    def learn(self, least: int) -> None:
        """Takes a bound that was proved elsewhere."""
        self._known = max(self._known, least)

    def guide(self) -> Guide:
        """The bound's prices as a guide for planning."""
        prices = self._main.entry_prices(self._main.prices)
        options = self._main.relaxation.options
        worth = {id(option): int(price) for option, price in zip(options, prices, strict=True) if option is not None}
        return Guide(worth, SCALE * self._full_price)

    def contenders(self, cost: int) -> list[Option]:
        """The options that a plan cheaper than `cost` could use: with any other the bound alone is that high."""
        room = (cost - self._surplus * self.fewest) * SCALE - self._main.scaled
        excess = self._main.excess().entries
        options = self._main.relaxation.options
        return [option for option, over in zip(options, excess, strict=True) if option is not None and over < room]
