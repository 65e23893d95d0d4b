"""What comes out: a slot for each meeting that could be placed, and the price by its parts."""

from collections.abc import Mapping
from dataclasses import asdict, field

from scheduler.core.values import dataclass
from scheduler.proposer.problem import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The price in points, by what is paid for."""

    away: int = 0  # days from the ideal
    layers: int = 0  # soft marks touched
    journeys: int = 0
    crowding: int = 0
    disturbance: int = 0  # moves against the plan as it stood
    unplaced: int = 0

    @property
    def total(self) -> int:
        """What is minimised."""
        return sum(asdict(self).values())

    @property
    def placed(self) -> int:
        """The total without the price of what was not placed: what a gap is measured on."""
        return self.total - self.unplaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Slots by demand key; the keys that found none.

    `bound`: no plan at all can cost less (None: not looked for). `fewest_unplaced`: no plan can leave out fewer.
    """

    slots: Mapping[str, Slot]
    unplaced: tuple[str, ...] = ()
    cost: Cost = field(default_factory=Cost)
    bound: int | None = None
    fewest_unplaced: int = 0

    @property
    def proven(self) -> bool:
        """Whether no plan can be better."""
        return self.bound is not None and self.cost.total <= self.bound

    @property
    def gap(self) -> float | None:
        """How far above the proven bound, as a share of the price of the meetings placed.

        None without a bound, and while more meetings might be placed: a share says nothing then.
        """
        if self.bound is None or len(self.unplaced) > self.fewest_unplaced:
            return None
        over = max(0, self.cost.total - self.bound)
        return over / max(1, self.cost.placed) if over else 0.0
