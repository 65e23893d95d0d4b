"""A proven lower bound on the cost of any plan: Lagrangian relaxation, climbed by subgradient steps.

Chains plan on their own and pay a price for each claim on a principal's day and each meeting of a week; days admit the
claims that pay best. Whatever the prices, what both sides make of it costs no more than the best plan, because every
plan obeys more rules than they do. The climb only looks for prices that make the most of it.
"""

import numpy as np
import numpy.typing as npt

from scheduler.core.values import dataclass
from scheduler.proposer.chain_table import ChainTable, Excess
from scheduler.proposer.day_table import DayTable
from scheduler.proposer.relaxation import SCALE, Ints, Relaxation

Floats = npt.NDArray[np.float64]

PATIENCE = 15  # steps without a better bound before they are halved
LEAST_SIZE = 0.001


@dataclass(slots=True)
class Prices:
    """Of the claims on days and of the rows, in 1024ths of a point."""

    claims: Ints
    rows: Ints


class Bound:
    """The best bound so far, `value` in points, and the prices that prove it."""

    def __init__(self, relaxation: Relaxation, constant: int) -> None:
        self.relaxation = relaxation
        self.scaled = -1
        self.prices = _nothing(relaxation)
        self._constant = constant * SCALE
        self._chains = ChainTable(relaxation)
        self._days = DayTable(relaxation)
        self._now = self.prices
        self._drift = _still(self.prices)
        self._size, self._waited = 1.0, 0
        self._aim = 0

    @property
    def value(self) -> int:
        """No plan costs less: costs are whole points, so a fraction counts as one more."""
        return -(-self.scaled // SCALE)

    @property
    def is_settled(self) -> bool:
        """Whether more steps would hardly raise it."""
        return self._size < LEAST_SIZE

    def excess(self) -> Excess:
        """By how much each entry, and each meeting left out, raises the bound."""
        return self._chains.excess(self.entry_prices(self.prices))

    def entry_prices(self, prices: Prices) -> Ints:
        """What each entry costs its chain at these prices."""
        relaxation, rows = self.relaxation, self.relaxation.rows
        paid = relaxation.prices.copy()
        np.add.at(paid, relaxation.claim_entries, prices.claims)
        np.add.at(paid, rows.members, prices.rows[rows.rows])
        return paid

    def climb(self, least: int, goal: int, steps: int) -> None:
        """Takes so many steps towards the cost of the best plan known, `goal`; aims at `least` at first."""
        for _ in range(steps):
            if self.value >= goal or self.is_settled:
                return
            self._aim = min(goal * SCALE, max(self._aim, least * SCALE))
            if self._step():
                self._waited = 0
                if self.scaled > self._aim - abs(self._aim) // 50:
                    self._aim = min(goal * SCALE, self._aim * 2)
                continue
            self._waited += 1
            if self._waited >= PATIENCE:
                self._size, self._waited = self._size / 2, 0
                self._now, self._drift = self.prices, _still(self.prices)

    def _step(self) -> bool:
        """One evaluation and one step; true when the bound is better by it."""
        prices, rows = self._now, self.relaxation.rows
        choice = self._chains.cheapest(self.entry_prices(prices))
        days = self._days.best(prices.claims)
        over = np.where(prices.rows > rows.price, rows.extra, 0)
        value = (
            self._constant + choice.total - days.earned
            - int((prices.rows * rows.room).sum()) - int(((prices.rows - rows.price) * over).sum())
        )  # fmt: skip
        improved = value > self.scaled
        if improved:
            self.scaled, self.prices = value, prices
        chosen = np.zeros(len(self.relaxation.prices))
        chosen[choice.entries] = 1
        claims = chosen[self.relaxation.claim_entries] - days.admitted
        loads: Floats = np.bincount(rows.rows, weights=chosen[rows.members], minlength=len(rows.room)).astype(
            np.float64
        )
        self._move(claims, loads - rows.room - over, max(self._aim - value, SCALE) * self._size)
        return improved

    def _move(self, claims: Floats, loads: Floats, length: float) -> None:
        now = self._now
        claims = np.where((now.claims == 0) & (claims < 0), 0, claims) + 0.6 * self._drift[0]
        loads = np.where((now.rows == 0) & (loads < 0), 0, loads) + 0.6 * self._drift[1]
        self._drift = (claims, loads)
        norm = float((claims**2).sum() + (loads**2).sum())
        if not norm:
            return
        step = length / norm
        self._now = Prices(
            np.maximum(0, now.claims + np.rint(step * claims).astype(np.int64)),
            np.maximum(0, now.rows + np.rint(step * loads).astype(np.int64)),
        )


def _nothing(relaxation: Relaxation) -> Prices:
    return Prices(
        np.zeros(len(relaxation.claim_entries), dtype=np.int64), np.zeros(len(relaxation.rows.room), dtype=np.int64)
    )


def _still(prices: Prices) -> tuple[Floats, Floats]:
    return np.zeros(len(prices.claims)), np.zeros(len(prices.rows))
