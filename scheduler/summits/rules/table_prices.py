"""What a table plan costs, counted as it changes: the smaller the price, the better people are mixed."""

from collections import Counter
from collections.abc import Mapping

from scheduler.core.values import dataclass

STANDING, FOES, HOSTS, COLLEAGUES, AREA, CROWD = 1_000_000, 50_000, 2_000, 400, 12, 1
"""Of a person without a seat; of a pair to be apart; of two hosts, two parties of an organisation, of an area; and of
two people at one table at all, which spreads people evenly."""


@dataclass(frozen=True, slots=True)
class Unit:
    """People who sit together. `pinned` 0: anywhere; `foes` are guests who are to sit elsewhere."""

    guests: tuple[int, ...]
    organisation: str
    area: str
    is_host: bool
    pinned: int
    foes: frozenset[int]


class Board:
    """Tables with people; 0 is to stand. A pin may fill a table over its seats, nothing else does."""

    def __init__(self, seats: Mapping[int, int], people: int) -> None:
        self.where: dict[Unit, int] = {}
        self._seats = dict(seats)
        self._taken: Counter[int] = Counter()
        self._guests: dict[int, set[int]] = {table: set() for table in (0, *seats)}
        self._crowds: Counter[tuple[int, str, str]] = Counter()
        self._share = max(people, 1) / max(sum(seats.values()), 1)

    def seat(self, unit: Unit, table: int) -> None:
        """Put people at a table."""
        self.where[unit] = table
        self._count(unit, table, 1)
        self._guests[table].update(unit.guests)

    def lift(self, unit: Unit) -> None:
        """Take them away."""
        table = self.where.pop(unit)
        self._count(unit, table, -1)
        self._guests[table].difference_update(unit.guests)

    def cheapest(self, unit: Unit) -> int:
        """The table that costs least for people who have none; 0 when none has room."""
        return min((0, *self._seats), key=lambda table: (self._price(unit, table), table))

    def move_if_cheaper(self, unit: Unit) -> bool:
        """Whether they sit better elsewhere; then they do."""
        here = self.where[unit]
        self.lift(unit)
        there = self.cheapest(unit)
        is_cheaper = self._price(unit, there) < self._price(unit, here)
        self.seat(unit, there if is_cheaper else here)
        return is_cheaper

    def swap_if_cheaper(self, one: Unit, other: Unit) -> bool:
        """Whether two sit better in each other's places; then they do."""
        here, there = self.where[one], self.where[other]
        if here == there or (
            (one.organisation, one.area) == (other.organisation, other.area) and self._are_alike(one, other)
        ):
            return False
        self.lift(one)
        self.lift(other)
        now = self._price(one, here) + self._price(other, there)
        then = self._price(one, there) + self._price(other, here)
        here, there = (there, here) if then < now else (here, there)
        self.seat(one, here)
        self.seat(other, there)
        return then < now

    @staticmethod
    def _are_alike(one: Unit, other: Unit) -> bool:
        return (len(one.guests), one.is_host) == (len(other.guests), other.is_host) and not one.foes | other.foes

    def _price(self, unit: Unit, table: int) -> float:
        size = len(unit.guests)
        if not table:
            return STANDING * size
        if self._taken[table] + size > self._seats[table] and table != unit.pinned:
            return STANDING * size * 2
        fair = self._seats[table] * self._share
        price = FOES * len(unit.foes & self._guests[table]) + CROWD * size * (2 * self._taken[table] + size) / fair * 10
        for weight, kind, value in self._traits(unit):
            price += weight * self._crowds[table, kind, value]
        return price

    @staticmethod
    def _traits(unit: Unit) -> list[tuple[int, str, str]]:
        traits = [(COLLEAGUES, "organisation", unit.organisation), (AREA, "area", unit.area)]
        return [each for each in traits if each[2]] + ([(HOSTS, "host", "")] if unit.is_host else [])

    def _count(self, unit: Unit, table: int, by: int) -> None:
        self._taken[table] += by * len(unit.guests)
        for _weight, kind, value in self._traits(unit):
            self._crowds[table, kind, value] += by
