"""The register as rows of a spreadsheet: roles, no names, and nothing of what is OFFICIAL-SENSITIVE."""

from collections.abc import Sequence
from datetime import date

from scheduler.representation.models import Representation
from scheduler.representation.queries.attendance import attendance_of
from scheduler.representation.queries.due import rhythm_of
from scheduler.representation.queries.seats import seat_words
from scheduler.representation.rules.attendance import Attendance
from scheduler.representation.rules.seats import authority_words
from scheduler.representation.rules.vocabulary import CAPACITY_WORDS, Sat

HEADINGS = (
    *("Board", "Reports to", "Who", "Capacity", "By invitation", "Authority", "Alternates in order", "Since", "Until"),
    *("Review", "Meets", "Meetings held", "Seat filled", "By an alternate", "Attendance %", "Source"),
)


def register_rows(seats: Sequence[Representation]) -> list[list[str]]:
    """One a seat."""
    attendance = attendance_of(seats, with_sensitive=False)
    return [[*_row(seat), *_counts(attendance[seat.id]), seat.source] for seat in seats]


def _row(seat: Representation) -> list[str]:
    rhythm = rhythm_of(seat)
    parent = seat.body.parent
    return [
        seat.body.name,
        parent.name if parent is not None else "",
        seat_words(seat),
        CAPACITY_WORDS[seat.capacity],
        "yes" if seat.is_by_invitation else "",
        authority_words(seat.authority, seat.authority_words),
        "; ".join(seat_words(each) for each in seat.alternates),
        *(_day(day) for day in (seat.from_on, seat.until_on, seat.review_on)),
        rhythm.words if rhythm else "",
    ]


def _counts(found: Attendance) -> list[str]:
    rate = str(found.rate) if found.rate is not None else ""
    return [str(found.held), str(found.filled), str(found.by_sat.get(Sat.ALTERNATE, 0)), rate]


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
