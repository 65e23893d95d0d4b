"""Every chain's cheapest plan at given prices, all chains at once: the dynamic programme of `chains` over arrays.

A total and the entry it came from travel as one number, so that the least total of a window brings its entry along.
"""

import numpy as np

from scheduler.core.values import dataclass
from scheduler.proposer.relaxation import NEVER, Ints, Relaxation, Step

ENTRY_BITS = 18
ENTRY = (1 << ENTRY_BITS) - 1
NOBODY = -1


@dataclass(slots=True)
class Choice:
    """The entry of each chain's cheapest plan at each step (NOBODY: left out), and the least total of all chains."""

    total: int
    entries: Ints


@dataclass(slots=True)
class Excess:
    """By how much a chain is dearer with an entry, or without the meeting of a step (by the chains of the step)."""

    entries: Ints
    left_out: list[Ints]


class ChainTable:
    """Solves the chains' side. Raises ValueError for a problem beyond its number of entries."""

    def __init__(self, relaxation: Relaxation) -> None:
        if len(relaxation.options) > ENTRY:
            raise ValueError("too many options for the bound")
        self.relaxation = relaxation
        self._lasts = self._last_steps()
        steps = relaxation.steps
        firsts = [step.first for step in steps]
        self._before = [
            _windows(step.lows, step.highs, first) for step, first in zip(steps, [0, *firsts], strict=False)
        ]
        self._after = [
            _windows(step.next_lows, step.next_highs, first) for step, first in zip(steps, firsts[1:], strict=False)
        ]

    def cheapest(self, prices: Ints) -> Choice:
        """The cheapest plans; ties go to the earlier entry, so that the same prices give the same plans."""
        totals, origins, left, left_origins = self._forward(prices)
        chosen: list[Ints] = []
        at = np.full(self.relaxation.chains, NOBODY)
        total = 0
        for number in range(len(self.relaxation.steps) - 1, -1, -1):
            step = self.relaxation.steps[number]
            ends = self._lasts[number]
            best = _least_of_segments(totals[step.first : step.last], step)
            keys = best[ends]
            placed = (keys >> ENTRY_BITS) <= left[number][ends]
            at[step.chains[ends]] = np.where(placed, keys & ENTRY, NOBODY)
            total += int(np.minimum(keys >> ENTRY_BITS, left[number][ends]).sum())
            here = at[step.chains]
            chosen.append(here[here != NOBODY])
            at[step.chains] = np.where(here != NOBODY, origins[here], left_origins[number])
        return Choice(total, np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64))

    def _forward(self, prices: Ints) -> tuple[Ints, Ints, list[Ints], list[Ints]]:
        totals, origins = prices.copy(), np.full(len(prices), NOBODY)
        so_far = np.zeros(self.relaxation.chains, dtype=np.int64)  # the least total of each chain, nothing after it
        least = np.full(self.relaxation.chains, NEVER << ENTRY_BITS)
        left: list[Ints] = []
        left_origins: list[Ints] = []
        before: Step | None = None
        for number, step in enumerate(self.relaxation.steps):
            base = so_far[step.chains]
            here = slice(step.first, step.last)
            if before is None:
                totals[here] += base[step.of_entry]
            else:
                keys = self._before[number].least(totals[before.first : before.last], before.first)
                skipped = base[step.of_entry]
                is_from = (keys >> ENTRY_BITS) < skipped
                totals[here] += np.where(is_from, keys >> ENTRY_BITS, skipped)
                origins[here] = np.where(is_from, keys & ENTRY, NOBODY)
            last = least[step.chains]
            from_entry = (last >> ENTRY_BITS) < base
            left_origins.append(np.where(from_entry, last & ENTRY, NOBODY))
            left.append(step.left_out + np.where(from_entry, last >> ENTRY_BITS, base))
            so_far[step.chains] = left[-1]
            least[step.chains] = _least_of_segments(totals[here], step)
            before = step
        return totals, origins, left, left_origins

    def excess(self, prices: Ints) -> Excess:
        """For each entry, and for leaving each step's meetings out, by how much it makes its chain's plan dearer."""
        relaxation = self.relaxation
        totals, _, left, _ = self._forward(prices)
        after = np.zeros(len(prices), dtype=np.int64)
        free = np.zeros(relaxation.chains, dtype=np.int64)  # the least from the step on, when nothing stands before it
        frees: list[Ints] = [free]
        for number in range(len(relaxation.steps) - 1, -1, -1):
            step = relaxation.steps[number]
            here = slice(step.first, step.last)
            if number + 1 < len(relaxation.steps):
                later = relaxation.steps[number + 1]
                onward = prices[later.first : later.last] + after[later.first : later.last]
                keys = self._after[number].least(onward, later.first) >> ENTRY_BITS
                skipped = np.zeros(relaxation.chains, dtype=np.int64)
                skipped[later.chains] = later.left_out + frees[-2][later.chains] if len(frees) > 1 else later.left_out
                goes_on = np.isin(step.chains, later.chains)[step.of_entry]
                after[here] = np.where(goes_on, np.minimum(keys, skipped[step.chains][step.of_entry]), 0)
            least = _least_of_segments(prices[here] + after[here], step) >> ENTRY_BITS
            free = frees[-1].copy()
            free[step.chains] = np.minimum(least, step.left_out + frees[-1][step.chains])
            frees.append(free)
        return self._above(totals + after, left, frees[::-1])

    def _above(self, through: Ints, left: list[Ints], frees: list[Ints]) -> Excess:
        least, entries, left_out = frees[0], through.copy(), list[Ints]()
        for number, step in enumerate(self.relaxation.steps):
            entries[step.first : step.last] -= least[step.chains][step.of_entry]
            left_out.append(left[number] + frees[number + 1][step.chains] - least[step.chains])
        return Excess(entries, left_out)

    def _last_steps(self) -> list[Ints]:
        """For each step the places (within it) of the chains that end there."""
        steps = self.relaxation.steps
        found = []
        for number, step in enumerate(steps):
            later = steps[number + 1].chains if number + 1 < len(steps) else np.zeros(0, dtype=np.int64)
            found.append(np.flatnonzero(~np.isin(step.chains, later)))
        return found


def _least_of_segments(totals: Ints, step: Step) -> Ints:
    """The least total of each chain's entries in a step, with its entry."""
    keys = (totals << ENTRY_BITS) | np.arange(step.first, step.last)
    return np.minimum.reduceat(keys, step.segments)


@dataclass(frozen=True, slots=True)
class _Windows:
    """Ranges of a step's entries, sorted by the power of two that covers them twice over at most; `count` in all."""

    count: int
    parts: tuple[tuple[Ints, Ints, Ints], ...]  # for each power: which windows, their starts, the starts of their ends

    def least(self, totals: Ints, first: int) -> Ints:
        """The least total of each window with its entry, NEVER for an empty one."""
        found = np.full(self.count, NEVER << ENTRY_BITS)
        table = (totals << ENTRY_BITS) | np.arange(first, first + len(totals))
        half = 1
        for which, starts, ends in self.parts:
            found[which] = np.minimum(table[starts], table[ends])
            table = np.minimum(table[:-half], table[half:])
            half *= 2
        return found


def _windows(lows: Ints, highs: Ints, first: int) -> _Windows:
    lengths = highs - lows
    parts = []
    power = 1
    while power <= lengths.max(initial=0):
        which = np.flatnonzero((lengths >= power) & (lengths < 2 * power))
        parts.append((which, lows[which] - first, highs[which] - first - power))
        power *= 2
    return _Windows(len(lows), tuple(parts))
