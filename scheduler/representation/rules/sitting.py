"""How a held meeting of a body went for each of our seats there, from who of ours is known to have come."""

from collections.abc import Iterable, Iterator, Sequence

from scheduler.core.values import dataclass
from scheduler.representation.rules.vocabulary import Sat


@dataclass(frozen=True, slots=True)
class Sitter:
    """One of ours: by principal, or by role where we keep no diary."""

    principal_id: int | None
    role: str

    def is_same(self, other: "Sitter") -> bool:
        """A role counts only between two whose diaries we do not keep."""
        if self.principal_id is not None or other.principal_id is not None:
            return self.principal_id == other.principal_id
        return self.role.casefold() == other.role.casefold()


@dataclass(frozen=True, slots=True)
class Attendant:
    """One of ours as the record has them. Not written: only planned, so nobody said that others stayed away."""

    sitter: Sitter
    came: bool = True
    is_substitute: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of ours on the day: whose it is, and who stands in, in order."""

    id: int
    holder: Sitter
    alternates: tuple[Sitter, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went for a seat; `by` is who sat there, None when nobody did."""

    sat: Sat
    by: Sitter | None = None


def outcomes_of(seats: Sequence[Seat], ours: Sequence[Attendant]) -> dict[int, Outcome]:
    """By seat. Nobody fills two seats; a seat of somebody without a diary is missing while nothing is known of it."""
    came = [each for each in ours if each.came]
    found = {seat.id: Outcome(Sat.ATTENDED, seat.holder) for seat in seats if _among(seat.holder, came)}
    free = [each for each in came if not any(seat.holder.is_same(each.sitter) for seat in seats)]
    for seat in (each for each in seats if each.id not in found):
        stand_in = next(_stand_ins(seat, free), None)
        if stand_in is not None:
            found[seat.id] = Outcome(Sat.ALTERNATE, stand_in.sitter)
            free.remove(stand_in)
    for seat in (each for each in seats if each.id not in found):
        if _among(seat.holder, ours):
            found[seat.id] = Outcome(Sat.APOLOGIES)
        elif seat.holder.principal_id is not None:
            found[seat.id] = Outcome(Sat.ABSENT)
    return found


def _stand_ins(seat: Seat, free: Sequence[Attendant]) -> Iterator[Attendant]:
    """Alternates in order; then whoever was sent, or another one of ours without a seat of their own there."""
    for alternate in seat.alternates:
        yield from (each for each in free if alternate.is_same(each.sitter))
    yield from (each for each in free if each.is_substitute or each.sitter.principal_id is not None)


def _among(sitter: Sitter, attendants: Iterable[Attendant]) -> bool:
    return any(sitter.is_same(each.sitter) for each in attendants)
