"""People of one organisation into different workshops, as far as that costs nobody a wish."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Protocol


class Member(Protocol):
    """What is asked of a seeker."""

    @property
    def id(self) -> int:
        """Of the person."""

    @property
    def organisation(self) -> str:
        """Empty: of none."""

    @property
    def wishes(self) -> tuple[int, ...]:
        """Workshops they would like."""


def spread(people: Iterable[Member], seats: dict[int, int | None], *, fixed: Collection[int]) -> None:
    """Let pairs who sit outside of their wishes change places when fewer colleagues sit together then."""
    movable = [each for each in people if _is_movable(each, seats, fixed)]
    crowd = Counter((seats[each.id], each.organisation) for each in people if each.organisation)
    for one in movable:
        if crowd[seats[one.id], one.organisation] < 2:
            continue
        other = next((each for each in movable if _gains(one, each, seats, crowd)), None)
        if other is not None:
            _swap(one, other, seats, crowd)


def _is_movable(person: Member, seats: dict[int, int | None], fixed: Collection[int]) -> bool:
    return person.id not in fixed and seats[person.id] is not None and seats[person.id] not in person.wishes


def _gains(one: Member, other: Member, seats: dict[int, int | None], crowd: Counter[tuple[int | None, str]]) -> bool:
    """Whether fewer pairs of colleagues share a workshop after the swap, and neither loses or gains a wish."""
    here, there = seats[one.id], seats[other.id]
    if here == there or one.organisation == other.organisation or there in one.wishes or here in other.wishes:
        return False
    now = crowd[here, one.organisation] - 1 + (crowd[there, other.organisation] - 1 if other.organisation else 0)
    then = crowd[there, one.organisation] + (crowd[here, other.organisation] if other.organisation else 0)
    return then < now


def _swap(one: Member, other: Member, seats: dict[int, int | None], crowd: Counter[tuple[int | None, str]]) -> None:
    here, there = seats[one.id], seats[other.id]
    for person, left, entered in ((one, here, there), (other, there, here)):
        seats[person.id] = entered
        if person.organisation:
            crowd[left, person.organisation] -= 1
            crowd[entered, person.organisation] += 1
