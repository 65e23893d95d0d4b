"""A figure measured several times: its median, and how far the rounds lay apart."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and greatest of some rounds, all in one unit."""

    median: float
    least: float
    greatest: float

    def scaled(self, factor: float) -> "Spread":
        """The same in another unit."""
        return Spread(self.median * factor, self.least * factor, self.greatest * factor)

    def words(self, unit: str) -> str:
        """“31.2 ms (30.1 to 35.0)”."""
        return f"{short(self.median)} {unit} ({short(self.least)} to {short(self.greatest)})"


def spread_of(rounds: Sequence[float]) -> Spread:
    """The spread of at least one round."""
    return Spread(statistics.median(rounds), min(rounds), max(rounds))


def ratio_of(ours: Sequence[float], reference: Sequence[float]) -> float:
    """Median of the ratios round by round: neighbours in time share whatever else the machine did."""
    return statistics.median(a / b for a, b in zip(ours, reference, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of all values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def short(value: float) -> str:
    """Three significant digits, thousands set apart."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"
