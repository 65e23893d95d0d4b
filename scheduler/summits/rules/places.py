"""Who gets a freed place, and how many places there are to give: each organisation's first seat before any second."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words

OFFERED, GIVEN, LAPSED = "place_offered", "place_given", "place_lapsed"
"""Kinds of the mails about a place."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Places that may be taken and that are; `limit` None: as many as come. More may be taken than the limit says."""

    limit: int | None
    taken: int

    @property
    def free(self) -> int | None:
        """How many more fit; None without a limit."""
        return None if self.limit is None else max(0, self.limit - self.taken)

    @property
    def excess(self) -> int:
        """How many more are taken than there are: given before the number was lowered."""
        return 0 if self.limit is None else max(0, self.taken - self.limit)

    @property
    def ceiling(self) -> int | None:
        """What the database holds the number of taken places to."""
        return None if self.limit is None else max(self.limit, self.taken)

    def takes(self, size: int) -> bool:
        """Whether so many fit, all of them."""
        return self.free is None or size <= self.free


UNLIMITED = Allowance(None, 0)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the office sets: places and quota, None for no limit; `own`: organisations with a number of their own."""

    places: int | None
    quota: int | None
    own: Mapping[int, int] = field(default_factory=dict)


class Why(StrEnum):
    """Why somebody stands where they stand on the waiting list."""

    FIRST = "without a place"
    """Their organisation has none yet; so it is with whoever comes for no organisation."""
    MORE = "has a place"
    """Their organisation has one, or somebody before them waits for its first."""
    FULL = "at its number"
    """Their organisation has all that it may have: they are passed over until one of those is free."""


@dataclass(frozen=True, slots=True)
class Waiter:
    """A party on the waiting list, by the number that it got when it came."""

    party_id: int
    number: int
    agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the waiting list in the order of giving."""

    waiter: Waiter
    why: Why


def waiting_order(waiters: Iterable[Waiter], agencies: Mapping[int, Allowance]) -> list[Turn]:
    """In which order places would be given if only places of the summit came free.

    The first of each organisation without one, then the others by the time they came, and at the end whoever's
    organisation has, or would then have, its number.
    """
    held = dict(agencies)
    waiting = sorted(waiters, key=lambda each: each.number)
    first = [each for each in waiting if _takes_first(each, held)]
    firsts = {each.party_id for each in first}
    turns = [Turn(each, Why.FIRST) for each in first]
    rest = [(each, _takes_another(each, held)) for each in waiting if each.party_id not in firsts]
    turns += [Turn(each, Why.MORE) for each, fits in rest if fits]
    return turns + [Turn(each, Why.FULL) for each, fits in rest if not fits]


def _takes_first(waiter: Waiter, held: dict[int, Allowance]) -> bool:
    """The earliest of an organisation without a place; counted at once, so that its others come later."""
    if waiter.agency_id is None:
        return True
    return held[waiter.agency_id].taken == 0 and _takes_another(waiter, held)


def _takes_another(waiter: Waiter, held: dict[int, Allowance]) -> bool:
    if waiter.agency_id is None:
        return True
    allowance = held[waiter.agency_id]
    if not allowance.takes(1):
        return False
    held[waiter.agency_id] = Allowance(allowance.limit, allowance.taken + 1)
    return True


def next_turns(turns: Iterable[Turn], free: int | None) -> list[Turn]:
    """Who gets the free places, at most one each; all who may, without a limit."""
    return [turn for turn in turns if turn.why is not Why.FULL][:free]


@dataclass(frozen=True, slots=True)
class Position:
    """Where one party stands, counted from 1."""

    number: int
    before: int
    """Organisations without a place that come first."""
    why: Why

    @property
    def words(self) -> str:
        """“Number 3; 2 organisations without a place are before you”, to the one who waits."""
        if self.why is Why.FULL:
            return f"Number {self.number}; your organisation has all its places, so one of those must become free"
        if not self.before:
            return f"Number {self.number}"
        before = count_words(self.before, "organisation without a place is", "organisations without a place are")
        return f"Number {self.number}; {before} before you"


def position_of(party_id: int, turns: list[Turn]) -> Position | None:
    """The place of one party in the list; None when it is not on it."""
    for index, turn in enumerate(turns):
        if turn.waiter.party_id == party_id:
            before = sum(each.why is Why.FIRST for each in turns[:index])
            return Position(index + 1, before, turn.why)
    return None


def left_words(allowance: Allowance) -> str:
    """“12 places are left”; empty without a limit."""
    if allowance.free is None:
        return ""
    if not allowance.free:
        return "no place is left: whoever says yes now goes on the waiting list"
    return count_words(allowance.free, "place is left", "places are left")


def quota_words(allowance: Allowance) -> str:
    """“Your organisation has 2 places; 1 is taken”; empty without a limit."""
    if allowance.limit is None:
        return ""
    has = count_words(allowance.limit, "place")
    taken = count_words(allowance.taken, "is taken", "are taken") if allowance.taken else "none is taken"
    return f"Your organisation has {has}; {taken}"


def consequence(before: Allowance, limit: int | None, waiting: int) -> str:
    """What setting the number of places would do, before it is done. `waiting`: who could be given one."""
    after = Allowance(limit, before.taken)
    if after.excess:
        more = count_words(after.excess, "more is", "more are")
        return (
            f"{more[:1].upper()}{more[1:]} taken than there would be places: nobody is removed; no place is given "
            f"until {count_words(after.excess + 1, 'place is', 'places are')} given back."
        )
    given = waiting if after.free is None else min(after.free, waiting)
    if limit is None:
        told = count_words(given, "person who waits has", "people who wait have") if given else ""
        return (
            f"There is no limit: {told} a place at once."
            if told
            else "There is no limit: whoever says yes has a place."
        )
    if not given:
        return f"{_upper(count_words(after.free or 0, 'place is', 'places are'))} free; nobody waits for one."
    return f"{_upper(count_words(given, 'place is', 'places are'))} offered at once to whoever waits first."


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
