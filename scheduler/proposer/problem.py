"""What a plan is made from: principals, meetings to be placed, layers, travel and prices, all as plain values.

Days are dates, times are minutes since the local midnight (9:30am is 570), prices are points: one point is what one
meeting costs for each day that it lies away from its ideal day.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from scheduler.core.values import dataclass

NOWHERE = ""  # the place of a meeting by telephone or video: no travel to it or from it
EVERYBODY: frozenset[str] = frozenset()
EVENING_FROM = 1050  # 5:30pm


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one minute of a day until just before another."""

    starts: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """Time of a principal that is taken: an agreed engagement, a hold, leave.

    `place` None: blocks its own minutes only; a place adds travel and buffer on both sides. `counts` false (leave,
    travel) keeps it out of the daily, weekly and evening caps. `direction` as for a demand: a visit on the same day in
    the direction of an agreed one needs no journey of its own.
    """

    day: date
    starts: int
    ends: int
    words: str
    place: str | None = None
    counts: bool = True
    direction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """One whose diary is filled. `hours` holds the working spans of Monday to Sunday (seven tuples).

    A meeting must lie inside one span, so a span that reaches into the evening offers the evening. A week with more
    than `comfortable_week` meetings is crowded, which costs but is allowed; None leaves the even share to the engine.
    """

    key: str
    title: str
    base: str
    hours: tuple[tuple[Span, ...], ...]
    busy: tuple[Busy, ...] = ()
    per_day: int = 3
    per_week: int = 8
    evenings_per_week: int = 2
    comfortable_week: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """When a meeting is, and who of ours goes."""

    day: date
    start: int
    principals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One meeting to be placed, the `number`-th of its chain (the meetings that one commitment asks for).

    `ours` lists alternatives: “all of” is one alternative of several principals, “any of” several alternatives.
    `min_gap` and `max_gap` (days) count from the meeting before it in the same chain when both are placed;
    `previous_on` is that day when the meeting before is no demand (held or agreed). `starts` empty: all offered ones.
    `pinned` stays where it is whatever it breaks; `current` is where it stands now and is left there when possible.
    `direction` names the cluster that its place belongs to: two visits in one direction on one day are one journey;
    empty means no journey (at the base, by telephone).
    """

    key: str
    chain: str
    number: int
    title: str
    partner: str
    place: str
    minutes: int
    ours: tuple[tuple[str, ...], ...]
    ideal: date
    earliest: date
    latest: date
    min_gap: int = 0
    max_gap: int | None = None
    previous_on: date | None = None
    starts: tuple[int, ...] = ()
    pinned: Slot | None = None
    current: Slot | None = None
    direction: str = ""
    points_a_day: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A layer's word on one day, or on some minutes of it.

    `scope` holds keys of principals and partners it concerns; empty concerns everybody. `weight` None forbids, a number
    is the price in points for each meeting that touches it. `words` complete “the day has …”: “school holidays in the
    county”.
    """

    day: date
    words: str
    scope: frozenset[str] = EVERYBODY
    span: Span | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Prices in points (days away from the ideal). `unplaced` must outweigh all else: placing one more comes first."""

    journey: int = 6  # one principal setting out once in one direction on one day
    crowded: int = 4  # each meeting above the comfortable week of a principal
    moved_day: int = 40  # a meeting that stood on another day
    moved_start: int = 5  # the same day, another time
    moved_people: int = 15  # others of ours go than before
    unplaced: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A period to be laid out. `days` are its working days in order, `starts` the start minutes offered.

    `travel` gives minutes by (from, to); the other direction is taken when only that is known, `unknown_travel` when
    neither is, 0 within one place. `buffer` minutes are kept between any two engagements of a principal, besides
    travel. `place_titles` are for reasons; a place without one is called by its key. A meeting that ends after
    `evening_from` counts as an evening.
    """

    days: tuple[date, ...]
    starts: tuple[int, ...]
    principals: tuple[Principal, ...]
    demands: tuple[Demand, ...]
    marks: tuple[Mark, ...] = ()
    travel: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unknown_travel: int = 60
    place_titles: Mapping[str, str] = field(default_factory=dict)
    buffer: int = 15
    evening_from: int = EVENING_FROM
    weights: Weights = field(default_factory=Weights)
    seed: int = 1
