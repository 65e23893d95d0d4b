"""Who sits in which workshop of one part of the programme: rank-maximal, fair by rule, and explained.

As many as can be get their first choice, then as many as can be their second, and so on (Irving's rank-maximal
matching): people come in one at a time, and a newcomer may push others along a cheapest path of exchanges. Among equal
outcomes those who answered earlier have the better rank. Names are never looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from scheduler.core.values import dataclass
from scheduler.summits.rules.exchange import Exchange
from scheduler.summits.rules.spreading import spread

NOWHERE = 0
"""Stands for no workshop in the exchange; a database never gives this key."""
UNWISHED = 10
"""What a workshop counts as that somebody did not name; nobody names more than nine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """Somebody who needs a seat; `wishes` the dearest first, `answered` sorts by time, empty when unknown."""

    id: int
    wishes: tuple[int, ...] = ()
    organisation: str = ""
    answered: str = ""
    pinned: int | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A workshop: `letter` is what reasons call it."""

    id: int
    letter: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Given:
    """The seat of one seeker; `workshop_id` None when every workshop is full. `rank` 0: none of the wishes."""

    seeker_id: int
    workshop_id: int | None
    rank: int
    is_pinned: bool = False


def allocate(seekers: Iterable[Seeker], offered: Sequence[Offered], *, salt: str = "") -> list[Given]:
    """Everybody once, in the order of the rule for ties; nobody is left out while there is a seat."""
    known = {each.id for each in offered}
    queue = sorted(seekers, key=lambda each: _turn(each, salt))
    pinned = [each for each in queue if each.pinned in known]
    free = _left(offered, pinned)
    wishing = [each for each in queue if each.pinned not in known and known.intersection(each.wishes)]
    seats = {each.id: each.pinned for each in pinned} | _by_wish(wishing, free, known)
    _fill_up([each for each in queue if each.id not in seats], seats, free)
    spread(queue, seats, fixed={each.id for each in pinned})
    return [
        Given(each.id, seats[each.id], _rank(each, seats[each.id]), is_pinned=each.pinned in known) for each in queue
    ]


def explain(given: Sequence[Given], seekers: Iterable[Seeker], offered: Sequence[Offered]) -> dict[int, str]:
    """Why each sits there, said to the person: “Your second choice: A was full; 14 had it first.”."""
    wishes = {each.id: each.wishes for each in seekers}
    letters = {each.id: each.letter for each in offered}
    firsts: dict[int, int] = {}
    for each in given:
        chosen = wishes[each.seeker_id][:1]
        if chosen and chosen[0] == each.workshop_id:
            firsts[chosen[0]] = firsts.get(chosen[0], 0) + 1
    return {each.seeker_id: _reason(each, wishes[each.seeker_id], letters, firsts) for each in given}


def _turn(seeker: Seeker, salt: str) -> tuple[bool, str, str]:
    """Earlier answers first, unknown ones last; then by a hash that is the same every time."""
    stable = sha256(f"{salt}:{seeker.id}".encode()).hexdigest()
    return not seeker.answered, seeker.answered, stable


def _left(offered: Iterable[Offered], pinned: Iterable[Seeker]) -> dict[int, int]:
    """Seats that no pin holds."""
    free = {each.id: each.capacity for each in offered}
    for each in pinned:
        free[each.pinned or NOWHERE] -= 1
    return {key: max(number, 0) for key, number in free.items()}


def _by_wish(queue: Sequence[Seeker], free: dict[int, int], known: set[int]) -> dict[int, int | None]:
    """The rank-maximal part; takes what it gives out of `free`. Seats without a wish come before no seat at all."""
    base, ties = len(queue) + 1, UNWISHED * (len(queue) + 1) ** 2
    exchange = Exchange(free | {NOWHERE: len(queue)})
    for place, seeker in enumerate(queue):
        ranks = {key: rank for rank, key in enumerate((each for each in seeker.wishes if each in known), start=1)}
        values = {NOWHERE: 0}
        for key in free:
            rank = ranks.get(key, UNWISHED)
            values[key] = base ** (UNWISHED - rank) * ties - rank * (base - place)
        exchange.add(place, values)
    for key in exchange.seats.values():
        if key != NOWHERE:
            free[key] -= 1
    return {queue[place].id: None if key == NOWHERE else key for place, key in exchange.seats.items()}


def _fill_up(queue: Iterable[Seeker], seats: dict[int, int | None], free: dict[int, int]) -> None:
    """Whoever named nothing goes where most seats are left."""
    for each in queue:
        emptiest = max(free, key=lambda key: (free[key], -key), default=None)
        if emptiest is None or not free[emptiest]:
            seats[each.id] = None
            continue
        seats[each.id] = emptiest
        free[emptiest] -= 1


def _rank(seeker: Seeker, workshop_id: int | None) -> int:
    return seeker.wishes.index(workshop_id) + 1 if workshop_id in seeker.wishes else 0


ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def _reason(given: Given, wishes: Sequence[int], letters: Mapping[int, str], firsts: Mapping[int, int]) -> str:
    if given.is_pinned:
        return "The office has put you here."
    if given.workshop_id is None:
        return "Every workshop is full."
    if given.rank == 1:
        return "Your first choice."
    missed = [key for key in wishes[: given.rank - 1 if given.rank else None] if key in letters]
    if not missed:
        return f"Your {ORDINALS[given.rank]} choice." if given.rank else "You named no choice; there was room here."
    full = "; ".join(_full(letters[key], firsts.get(key, 0), is_dearest=key == wishes[0]) for key in missed)
    return f"Your {ORDINALS[given.rank]} choice: {full}." if given.rank else f"None of your choices had room: {full}."


def _full(letter: str, firsts: int, *, is_dearest: bool) -> str:
    """How many had it first is told of the dearest only: one number is enough."""
    return f"{letter} was full; {firsts} had it first" if is_dearest and firsts else f"{letter} was full"
