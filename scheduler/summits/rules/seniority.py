"""Whether those who come are as senior, and may decide as much, as was asked. Band 1 is the most senior."""

from collections.abc import Iterable, Sequence
from statistics import mean

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.invitations.rules import BAND_WORDS, Authority

LEAST_BAND = 3
"""An area whose seats are on average below heads of service decides nothing, whatever was asked."""
NAMED_AT_MOST = 3
STEPS_DOWN = 2
"""A substitute so many bands below the invitee is somebody else than was asked for."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One invitation that has a place: who was asked, and who comes. A band of None: nobody knows."""

    invitation_id: int
    asked: str
    agency: str
    area: str
    asked_band: int | None
    comes: str
    """“Wilf Larkrise, Head of community safety”; empty: the invitee."""
    band: int | None
    authority: Authority
    """The invitee's own is full: the seat was chosen for it."""

    @property
    def is_substitute(self) -> bool:
        """Whether somebody else comes."""
        return bool(self.comes)


@dataclass(frozen=True, slots=True)
class Level:
    """The seats of one area, or of all."""

    seats: int
    mean_band: float | None
    full: int
    limited: int

    @property
    def can_commit(self) -> str:
        """“80%”; empty while nobody comes."""
        return f"{round(100 * (self.full + self.limited) / self.seats)}%" if self.seats else ""

    @property
    def band_words(self) -> str:
        """“1.5”; empty while nobody knows."""
        return f"{self.mean_band:.1f}" if self.mean_band is not None else ""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is not as it was asked for, and what to do about it."""

    what: str
    to_do: str
    area: str
    invitation_id: int | None = None


def level_of(seats: Sequence[Seat]) -> Level:
    """Mean band of those whose band is known, and how many may commit their organisation."""
    bands = [seat.band for seat in seats if seat.band is not None]
    full = sum(seat.authority is Authority.FULL for seat in seats)
    limited = sum(seat.authority is Authority.LIMITED for seat in seats)
    return Level(len(seats), mean(bands) if bands else None, full, limited)


def warnings_of(seats: Sequence[Seat], wanted_band: int, *, wants_authority: bool) -> list[Shortfall]:
    """Areas first, then seats, each as it comes."""
    areas = dict.fromkeys(seat.area for seat in seats)
    by_area = ((area, [seat for seat in seats if seat.area == area]) for area in areas)
    found = [warning for area, there in by_area if (warning := _of_area(area, there, wanted_band)) is not None]
    return [*found, *_of_seats(seats, wants_authority=wants_authority)]


def _of_area(area: str, seats: Sequence[Seat], wanted_band: int) -> Shortfall | None:
    """Worse than heads of service, or than what the summit asks for."""
    level = level_of(seats)
    if level.mean_band is None or level.mean_band <= min(wanted_band, LEAST_BAND):
        return None
    lowest = [seat for seat in seats if seat.band is not None and seat.band > wanted_band]
    asked = BAND_WORDS[wanted_band].lower()
    what = f"{area or 'Without an area'}: those who come are on average in band {level.band_words}; "
    what += f"you asked for band {wanted_band} ({asked})."
    return Shortfall(what, f"Ask for somebody more senior: {_named(lowest)}.", area)


def _of_seats(seats: Iterable[Seat], *, wants_authority: bool) -> Iterable[Shortfall]:
    for seat in seats:
        if not seat.is_substitute:
            continue
        below = (seat.band - seat.asked_band) if seat.band is not None and seat.asked_band is not None else 0
        faults = [f"{count_words(below, 'band')} below the invitee"] if below >= STEPS_DOWN else []
        faults += ["cannot commit their organisation"] if wants_authority and seat.authority is Authority.NONE else []
        if faults:
            what = f"{seat.comes} comes in place of {seat.asked}: {' and '.join(faults)}."
            yield Shortfall(what, _advice(seat, is_junior=below >= STEPS_DOWN), seat.area, seat.invitation_id)


def _advice(seat: Seat, *, is_junior: bool) -> str:
    if is_junior:
        return f"Telephone the office of {seat.asked}: can the invitee come after all, or somebody closer to them?"
    return f"Ask {seat.asked} to give their substitute authority for the day, within limits at least."


def _named(seats: Iterable[Seat]) -> str:
    """The least senior first, and not everybody."""
    lowest = sorted(seats, key=lambda seat: -(seat.band or 0))
    names = [f"{seat.comes} ({seat.agency})" if seat.comes else seat.asked for seat in lowest[:NAMED_AT_MOST]]
    more = len(lowest) - NAMED_AT_MOST
    return "; ".join(names) + (f"; and {more} more" if more > 0 else "")
