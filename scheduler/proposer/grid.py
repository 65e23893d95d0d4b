"""The starts of a day as bits of a number: bit i stands for the i-th start, so a set of starts is one integer."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from scheduler.proposer.problem import Span


class Grid:
    """All start minutes that any meeting may have, in order, and the sets of them that the rules ask for."""

    def __init__(self, starts: Iterable[int]) -> None:
        self.starts: Sequence[int] = sorted(set(starts))
        self.everything = (1 << len(self.starts)) - 1
        self._bit = {start: 1 << place for place, start in enumerate(self.starts)}

    def of(self, starts: Iterable[int]) -> int:
        """Those starts as a set."""
        chosen = 0
        for start in starts:
            chosen |= self._bit[start]
        return chosen

    def until(self, latest: int) -> int:
        """The starts at `latest` or earlier."""
        return (1 << bisect_right(self.starts, latest)) - 1

    def since(self, earliest: int) -> int:
        """The starts at `earliest` or later."""
        return self.everything & -(1 << bisect_left(self.starts, earliest))

    def inside(self, spans: Iterable[Span], minutes: int) -> int:
        """The starts of meetings that lie whole in one of the spans."""
        chosen = 0
        for span in spans:
            chosen |= self.since(span.starts) & self.until(span.ends - minutes)
        return chosen

    def clear_of(self, starts: int, ends: int, minutes: int) -> int:
        """The starts of meetings that end by `starts` or begin at `ends` or later."""
        return self.until(starts - minutes) | self.since(ends)

    def members(self, chosen: int) -> list[int]:
        """A set's start minutes, in order."""
        return [start for place, start in enumerate(self.starts) if chosen >> place & 1]

    def first(self, chosen: int) -> int:
        """The earliest start of a set that is not empty."""
        return self.starts[(chosen & -chosen).bit_length() - 1]

    def last(self, chosen: int) -> int:
        """The latest start of a set that is not empty."""
        return self.starts[chosen.bit_length() - 1]
