"""A problem as arrays for the bound: chains on one side, each principal's days and weeks on the other.

An option makes one claim on each of its principals: on their day (which has room for so many meetings, and pays for
each direction once) and on their week. The bound puts prices on the claims; here is only who claims what.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from scheduler.core.values import dataclass
from scheduler.proposer.catalogue import Catalogue, Option, Spot
from scheduler.proposer.diary import Diary
from scheduler.proposer.ground import Ground
from scheduler.proposer.problem import Demand

Ints = npt.NDArray[np.int64]
SCALE = 1024  # points are counted in whole 1024ths: the bound is exact, no rounding can flatter it
NEVER = 1 << 38
FAR = 1 << 20  # days
COUNTED = 1000


@dataclass(slots=True)
class Step:
    """The k-th meetings of all chains: entries `first` until `last` of the whole, by chain and then by day.

    `chains` have a k-th meeting, `segments` say where the entries of each begin (counted from `first`), `of_entry`
    which of them an entry belongs to. `lows` until `highs` are the entries of the step before that an entry's gap
    allows, `next_lows` until `next_highs` those of the step after.
    """

    first: int
    last: int
    chains: Ints
    segments: Ints
    of_entry: Ints
    left_out: Ints  # what leaving the meeting out costs
    lows: Ints
    highs: Ints
    next_lows: Ints
    next_highs: Ints


@dataclass(slots=True)
class Rows:
    """Limits over many options (weeks, evenings): each above `room` costs `price`, none may be above `room + extra`."""

    members: Ints  # the claims' entries, row after row
    rows: Ints  # the row of each member
    room: Ints
    extra: Ints
    price: Ints


@dataclass(slots=True)
class Relaxation:
    """The arrays. `options` names the option behind each entry: None for a pinned meeting, or one without any option.

    Claims belong to groups (a direction on a principal's day), groups to spots (the day).
    """

    options: list[Option | None]
    prices: Ints
    steps: list[Step]
    chains: int
    claim_entries: Ints
    claim_groups: Ints
    group_spots: Ints
    group_prices: Ints
    spot_rooms: Ints
    rows: Rows


def relax(ground: Ground, catalogue: Catalogue, unplaced: int) -> Relaxation:
    """The arrays of a problem in which leaving a meeting out costs `unplaced` points."""
    return _Builder(ground, catalogue, unplaced).build()


def counting(relaxation: Relaxation) -> Relaxation:
    """The same problem when nothing counts but the number of meetings left out, each of which costs COUNTED points."""
    rows = relaxation.rows
    return replace(
        relaxation,
        prices=np.where(relaxation.prices < NEVER, 0, NEVER),
        steps=[
            replace(step, left_out=np.where(step.left_out < NEVER, COUNTED * SCALE, NEVER)) for step in relaxation.steps
        ],
        group_prices=np.zeros_like(relaxation.group_prices),
        rows=replace(rows, room=rows.room + rows.extra, extra=np.zeros_like(rows.extra)),
    )


class _Builder:
    def __init__(self, ground: Ground, catalogue: Catalogue, unplaced: int) -> None:
        self.ground = ground
        self.unplaced = unplaced
        self.catalogue = catalogue
        self.pins = Diary(ground)
        self.options: list[Option | None] = []
        self.prices: list[int] = []
        self.days: list[int] = []

    def build(self) -> Relaxation:
        chains = list(self.ground.chains.values())
        ranges: list[dict[int, range]] = [
            {place: self._enter(chain[number]) for place, chain in enumerate(chains) if number < len(chain)}
            for number in range(max(map(len, chains), default=0))
        ]
        steps = [self._step(chains, number, ranges) for number in range(len(ranges))]
        return self._claimed(steps, len(chains))

    def _step(self, chains: Sequence[Sequence[Demand]], number: int, ranges: Sequence[dict[int, range]]) -> Step:
        here, none = ranges[number], dict[int, range]()
        before = ranges[number - 1] if number else none
        after = ranges[number + 1] if number + 1 < len(ranges) else none
        lows, highs = self._windows(here, before, lambda place: _gap(chains[place], number, backward=True))
        next_lows, next_highs = self._windows(
            here, after, lambda place: _gap(chains[place], number + 1, backward=False)
        )
        first = min(entries.start for entries in here.values())
        return Step(
            first=first,
            last=max(entries.stop for entries in here.values()),
            chains=_ints(here),
            segments=_ints(entries.start - first for entries in here.values()),
            of_entry=np.repeat(np.arange(len(here)), [len(entries) for entries in here.values()]),
            left_out=_ints(self._left_out(chains[place][number]) for place in here),
            lows=lows,
            highs=highs,
            next_lows=next_lows,
            next_highs=next_highs,
        )

    def _windows(
        self, here: dict[int, range], there: dict[int, range], gap: Callable[[int], tuple[int, int]]
    ) -> tuple[Ints, Ints]:
        """For each entry the range of its chain's entries in the neighbouring step that lie so many days from it."""
        lows: list[int] = []
        highs: list[int] = []
        for place, entries in here.items():
            others = there.get(place, range(0))
            days = self.days[others.start : others.stop]
            nearest, furthest = gap(place) if others else (0, 0)
            for entry in entries:
                low = bisect_left(days, self.days[entry] + nearest)
                lows.append(others.start + low)
                highs.append(others.start + max(low, bisect_right(days, self.days[entry] + furthest)))
        return _ints(lows), _ints(highs)

    def _enter(self, demand: Demand) -> range:
        """Adds the demand's entries, at least one, and returns their range."""
        first = len(self.options)
        for option in self.catalogue.options[demand.key]:
            self.options.append(option)
            self.prices.append(SCALE * option.cheapest(option.starts)[0])
            self.days.append(option.day)
        if first == len(self.options):
            pinned = demand.pinned
            self.options.append(None)
            self.prices.append(0 if pinned else NEVER)
            self.days.append((pinned.day if pinned else demand.ideal).toordinal())
        return range(first, len(self.options))

    def _left_out(self, demand: Demand) -> int:
        return NEVER if demand.pinned else SCALE * self.unplaced

    def _claimed(self, steps: list[Step], chains: int) -> Relaxation:
        groups: dict[tuple[Spot, str], int] = {}
        entries: list[int] = []
        of_group: list[int] = []
        for entry, option in enumerate(self.options):
            for spot in option.spots if option else ():
                assert option is not None
                direction = option.demand.direction if spot in option.journeys else ""
                entries.append(entry)
                of_group.append(groups.setdefault((spot, direction), len(groups)))
        spots = {spot: place for place, spot in enumerate(dict.fromkeys(spot for spot, _ in groups))}
        return Relaxation(
            options=self.options,
            prices=_ints(self.prices),
            steps=steps,
            chains=chains,
            claim_entries=_ints(entries),
            claim_groups=_ints(of_group),
            group_spots=_ints(spots[spot] for spot, _ in groups),
            group_prices=_ints(self._journey_price(spot, direction) for spot, direction in groups),
            spot_rooms=_ints(self._rooms(spots)),
            rows=self._rows(),
        )

    def _journey_price(self, spot: Spot, direction: str) -> int:
        goes_anyway = not direction or self.pins.has_journey(spot, direction)
        return 0 if goes_anyway else SCALE * self.ground.problem.weights.journey

    def _rooms(self, spots: dict[Spot, int]) -> Iterator[int]:
        """How many meetings a principal's day takes: one where the free time is too short for any two."""
        asked: dict[Spot, list[Option]] = {spot: [] for spot in spots}
        for option in self.options:
            for spot in option.spots if option else ():
                assert option is not None
                asked[spot].append(option)
        for spot, options in asked.items():
            room = self.pins.day_room(spot)
            is_tight = room > 1 and spot in self.ground.busy
            yield min(room, 1) if is_tight and not _any_two(self.ground, options) else room

    def _rows(self) -> Rows:
        weeks: dict[tuple[Spot, bool], list[int]] = {}
        for entry, option in enumerate(self.options):
            if option is not None:
                late = not option.starts & ~self.ground.evenings(option.demand.minutes)
                for week in option.weeks:
                    weeks.setdefault((week, False), []).append(entry)
                    if late:
                        weeks.setdefault((week, True), []).append(entry)
        limits = [self._limit(week, evenings=evenings) for week, evenings in weeks]
        return Rows(
            members=_ints(entry for entries in weeks.values() for entry in entries),
            rows=np.repeat(np.arange(len(weeks)), [len(entries) for entries in weeks.values()]),
            room=_ints(room for room, _, _ in limits),
            extra=_ints(extra for _, extra, _ in limits),
            price=_ints(price for _, _, price in limits),
        )

    def _limit(self, week: Spot, *, evenings: bool) -> tuple[int, int, int]:
        if evenings:
            return self.pins.evening_room(week), 0, 0
        most = self.pins.week_room(week)
        room = min(most, self.pins.comfortable_room(week))
        return room, most - room, SCALE * self.ground.problem.weights.crowded


def _gap(chain: Sequence[Demand], number: int, *, backward: bool) -> tuple[int, int]:
    """The days from a meeting to the one before it (negative), or to the one after; two pinned ones are any apart."""
    later = chain[number]
    if later.pinned and chain[number - 1].pinned:
        return -FAR, FAR
    longest = FAR if later.max_gap is None else later.max_gap
    return (-longest, -later.min_gap) if backward else (later.min_gap, longest)


def _any_two(ground: Ground, options: Sequence[Option]) -> bool:
    return any(_both_fit(ground, one, two) for one, two in combinations(options, 2) if one.demand is not two.demand)


def _both_fit(ground: Ground, one: Option, two: Option) -> bool:
    return _fits_before(ground, one, two) or _fits_before(ground, two, one)


def _fits_before(ground: Ground, one: Option, two: Option) -> bool:
    way = ground.problem.buffer + ground.travel(one.demand.place, two.demand.place)
    return ground.grid.first(one.starts) + one.demand.minutes + way <= ground.grid.last(two.starts)


def _ints(values: object) -> Ints:
    return np.array(list(values), dtype=np.int64)  # type: ignore[call-overload]
