"""Who sits at which table: organisations and areas mixed, hosts spread, pins and parties kept, pairs kept apart.

A plan is first dealt out and then bettered by moving one party, or exchanging two, while that lowers its price. It is
the same every time: ties are broken by a hash of keys, and names are only for the words about what could not be kept.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from scheduler.core.values import dataclass
from scheduler.core.wording import list_words
from scheduler.summits.rules.table_prices import Board, Unit

MOST_ROUNDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody to be seated; those with the same `party` sit together. `pinned` is a table's id."""

    id: int
    party: int
    name: str
    organisation: str = ""
    area: str = ""
    is_host: bool = False
    pinned: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table as plans see it; `label` is what words call it."""

    id: int
    label: str
    seats: int


@dataclass(frozen=True, slots=True)
class TablePlan:
    """By guest: the table. `unkept` says in words what could not be had."""

    seats: dict[int, int]
    unkept: tuple[str, ...]


Apart = frozenset[frozenset[int]]
"""Pairs of guests who do not sit together."""


def plan_tables(guests: Sequence[Guest], tables: Sequence[Table], apart: Apart = frozenset()) -> TablePlan:
    """The best plan found; everybody has a seat as long as there are seats."""
    board = Board({each.id: each.seats for each in tables}, sum(1 for _ in guests))
    units = _units(guests, {each.id for each in tables}, apart)
    for unit in sorted(units, key=_order):
        board.seat(unit, unit.pinned or board.cheapest(unit))
    _better([each for each in sorted(units, key=_order) if not each.pinned], board)
    _split(board, {each.id: each for each in guests})
    seats = {guest: table for unit, table in board.where.items() if table for guest in unit.guests}
    return TablePlan(seats, tuple(what_is_unkept(guests, tables, apart, seats)))


def what_is_unkept(guests: Sequence[Guest], tables: Sequence[Table], apart: Apart, seats: dict[int, int]) -> list[str]:
    """What a plan, made by rule or by hand, does not keep; worst first."""
    names = {each.id: each.name for each in guests}
    labels = {each.id: each.label for each in tables}
    return [
        *_unseated(guests, seats),
        *_overfull(tables, seats),
        *_together(apart, names, labels, seats),
        *_parted(guests, seats),
        *_several_hosts(guests, labels, seats),
        *_colleagues(guests, labels, seats),
    ]


def _units(guests: Iterable[Guest], tables: set[int], apart: Apart) -> list[Unit]:
    """Parties, each with its pinned members apart when these are pinned to several tables."""
    parties: dict[int, list[Guest]] = {}
    for each in guests:
        parties.setdefault(each.party, []).append(each)
    return [unit for party in parties.values() for unit in _units_of(party, tables, apart)]


def _units_of(party: Sequence[Guest], tables: set[int], apart: Apart) -> list[Unit]:
    pins = list(dict.fromkeys(each.pinned for each in party if each.pinned in tables))
    groups: dict[int, list[Guest]] = {pin: [] for pin in pins if pin}
    home = next(iter(groups), 0)
    for each in party:
        groups.setdefault(each.pinned if each.pinned in tables and each.pinned else home, []).append(each)
    return [_unit(members, pin, apart) for pin, members in groups.items() if members]


def _unit(members: Sequence[Guest], pin: int, apart: Apart) -> Unit:
    ids = tuple(each.id for each in members)
    foes = frozenset(other for pair in apart if pair.intersection(ids) for other in pair.difference(ids))
    lead = members[0]
    return Unit(ids, lead.organisation, lead.area, any(each.is_host for each in members), pin, foes)


def _order(unit: Unit) -> tuple[bool, bool, int, int, str]:
    """Pinned first, then hosts, the large and those with foes; then by a hash that is the same every time."""
    stable = sha256(repr(unit.guests).encode()).hexdigest()
    return not unit.pinned, not unit.is_host, -len(unit.guests), -len(unit.foes), stable


def _better(units: Sequence[Unit], board: Board) -> None:
    """Move and exchange while the plan gets cheaper."""
    for _ in range(MOST_ROUNDS):
        has_moved = [board.move_if_cheaper(unit) for unit in units]
        has_swapped = [
            board.swap_if_cheaper(one, other) for place, one in enumerate(units) for other in units[place + 1 :]
        ]
        if not any(has_moved) and not any(has_swapped):
            return


def _split(board: Board, guests: dict[int, Guest]) -> None:
    """A party too large for any table is seated one by one rather than not at all."""
    for unit in [unit for unit, table in board.where.items() if not table and len(unit.guests) > 1]:
        board.lift(unit)
        for guest_id in unit.guests:
            guest = guests[guest_id]
            single = Unit((guest_id,), guest.organisation, guest.area, guest.is_host, 0, unit.foes)
            board.seat(single, board.cheapest(single))


def _unseated(guests: Iterable[Guest], seats: dict[int, int]) -> list[str]:
    missing = [each.name or "Somebody" for each in guests if each.id not in seats]
    return [f"No seat for {list_words(missing)}: add a table or seats."] if missing else []


def _overfull(tables: Iterable[Table], seats: dict[int, int]) -> list[str]:
    taken = list(seats.values())
    return [
        f"{each.label} has {taken.count(each.id)} people and {each.seats} seats."
        for each in tables
        if taken.count(each.id) > each.seats
    ]


def _together(apart: Apart, names: dict[int, str], labels: dict[int, str], seats: dict[int, int]) -> list[str]:
    found = []
    for one, other in sorted(sorted(pair) for pair in apart):
        if one in seats and seats[one] == seats.get(other):
            found.append(f"{names[one]} and {names[other]} are to be apart and both sit at {labels[seats[one]]}.")
    return found


def _parted(guests: Iterable[Guest], seats: dict[int, int]) -> list[str]:
    parties: dict[int, list[Guest]] = {}
    for each in guests:
        parties.setdefault(each.party, []).append(each)
    return [
        f"{list_words([each.name for each in party])} came together and sit at different tables."
        for party in parties.values()
        if len({seats[each.id] for each in party if each.id in seats}) > 1
    ]


def _several_hosts(guests: Iterable[Guest], labels: dict[int, str], seats: dict[int, int]) -> list[str]:
    at: dict[int, list[str]] = {}
    for each in guests:
        if each.is_host and each.id in seats:
            at.setdefault(seats[each.id], []).append(each.name)
    return [
        f"{list_words(names)} are hosts and share {labels[table]}." for table, names in at.items() if len(names) > 1
    ]


def _colleagues(guests: Iterable[Guest], labels: dict[int, str], seats: dict[int, int]) -> list[str]:
    """Two parties of one organisation at one table; a party's own companions belong there."""
    at: dict[tuple[int, str], set[int]] = {}
    for each in guests:
        if each.organisation and each.id in seats:
            at.setdefault((seats[each.id], each.organisation), set()).add(each.party)
    crowded = [key for key, parties in at.items() if len(parties) > 1]
    return [
        f"{labels[table]} has several from {organisation}."
        for table, organisation in sorted(crowded, key=lambda key: (labels[key[0]], key[1]))
    ]
