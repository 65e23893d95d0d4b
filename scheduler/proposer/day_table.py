"""Each principal's best day at given prices, all days at once: which claims to admit into the room that a day has.

A day earns the prices of the claims it admits and pays for each direction it goes in. Directions are combined by
dynamic programming over the room; a day with room for all is no choice at all and needs none.
"""

import numpy as np
import numpy.typing as npt

from scheduler.core.values import dataclass
from scheduler.proposer.relaxation import Ints, Relaxation

MOST = 6  # a day with room for more takes as many as come: the bound stays a bound


@dataclass(slots=True)
class Days:
    """What all days earn together, and which claims they admit."""

    earned: int
    admitted: npt.NDArray[np.bool_]


class DayTable:
    """Solves the principals' side."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        groups = relaxation.claim_groups
        self._sizes = np.bincount(groups, minlength=len(relaxation.group_spots))
        self._starts = np.cumsum(self._sizes) - self._sizes
        order = np.argsort(relaxation.group_spots, kind="stable")
        spots = relaxation.group_spots[order]
        first = np.searchsorted(spots, np.arange(len(relaxation.spot_rooms)))
        self._place = np.empty(len(order), dtype=np.int64)  # of a group among those of its day
        self._place[order] = np.arange(len(order)) - first[spots]
        self._places = int(self._place.max(initial=-1)) + 1
        crowd = np.bincount(relaxation.group_spots, weights=self._sizes, minlength=len(relaxation.spot_rooms))
        self._rooms = np.minimum(relaxation.spot_rooms, crowd.astype(np.int64))
        is_open = (self._rooms > MOST) | (self._rooms >= crowd)
        self._most = int(self._rooms[~is_open].max(initial=0))
        self._group_prices = relaxation.group_prices
        self._open_groups = is_open[relaxation.group_spots]
        self._fitting = [self._fitting_groups(number) for number in range(1, self._most + 1)]

    def _fitting_groups(self, number: int) -> tuple[Ints, Ints, Ints]:
        """The groups on days with a choice that have so many claims, with their places and days."""
        fits = np.flatnonzero((self._sizes >= number) & ~self._open_groups)
        return fits, self._place[fits], self.relaxation.group_spots[fits]

    def best(self, prices: Ints) -> Days:
        """What the days earn at these prices of the claims."""
        groups = self.relaxation.claim_groups
        order = np.lexsort((-prices, groups))
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order] = np.arange(len(order)) - self._starts[groups[order]]
        takes = self._takes(prices, order)
        if not len(takes):
            return Days(0, np.zeros(len(prices), dtype=bool))
        admitted = ranks < takes[groups]
        used = np.flatnonzero(takes)
        earned = int(prices[admitted].sum()) - int(self.relaxation.group_prices[used].sum())
        return Days(earned, admitted)

    def _takes(self, prices: Ints, order: Ints) -> Ints:
        """How many of its dearest claims each group admits."""
        sizes, starts = self._sizes, self._starts
        sums = np.concatenate(([0], np.cumsum(prices[order])))
        all_of = sums[starts + sizes] - sums[starts] - self.relaxation.group_prices
        gains = np.full((self._places, self._most + 1, len(self._rooms)), -1, dtype=np.int64)
        for number in range(1, self._most + 1):
            fits, place, spot = self._fitting[number - 1]
            gains[place, number, spot] = sums[starts[fits] + number] - sums[starts[fits]] - self._group_prices[fits]
        chosen = self._knapsack(gains)[self._place, self.relaxation.group_spots]
        return np.where(self._open_groups, np.where(all_of > 0, sizes, 0), chosen)

    def _knapsack(self, gains: Ints) -> Ints:
        """For each day, how many of each of its groups: the most earned within the room."""
        places, _, days = gains.shape
        best = np.zeros((self._most + 1, days), dtype=np.int64)
        picks = np.zeros((places, self._most + 1, days), dtype=np.int64)
        for place in range(places):
            after, pick = best.copy(), picks[place]
            for number in range(1, self._most + 1):
                gain = best[: self._most + 1 - number] + gains[place, number]
                better = gain > after[number:]
                np.copyto(after[number:], gain, where=better)
                np.copyto(pick[number:], number, where=better)
            best = after
        chosen = np.zeros((places, days), dtype=np.int64)
        left = np.minimum(self._rooms, self._most)
        for place in range(places - 1, -1, -1):
            chosen[place] = picks[place, left, np.arange(days)]
            left = left - chosen[place]
        return chosen
