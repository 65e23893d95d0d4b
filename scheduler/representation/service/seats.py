"""Give somebody of ours a seat, change it, end it, review it; say who stands in, in order."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line
from scheduler.core.wording import day_words
from scheduler.engagements.models import Principal
from scheduler.representation.models import Alternate, ReportBack, Representation
from scheduler.representation.queries.seats import seat_words
from scheduler.representation.rules.seats import (
    AlternateDraft,
    SeatDraft,
    authority_words,
    check_end,
    checked_alternate,
    checked_seat,
)
from scheduler.representation.rules.vocabulary import CAPACITY_WORDS
from scheduler.representation.service.sittings import fill_sittings
from scheduler.stakeholders.models import Body

FACTS = (
    *("capacity", "authority", "authority_words", "is_by_invitation", "every", "unit", "owes_report", "report_days"),
    *("source", "from_on", "until_on", "review_on", "role", "name", "address"),
)


def add_seat(draft: SeatDraft, *, now: datetime) -> Representation:
    """A new one; meetings of the body that were held since its first day are counted at once. Raises RuleBroken."""
    checked = checked_seat(draft)
    seat = Representation(body=_body(checked), principal=_principal(checked.principal_id))
    _refuse_second(checked, None)
    _write(seat, checked)
    db.session.add(seat)
    db.session.flush()
    _note(seat, "added", f"{seat_words(seat)} sits on {seat.body.name}, {CAPACITY_WORDS[seat.capacity].lower()}")
    fill_sittings(seat, now=now)
    return seat


def change_seat(seat: Representation, draft: SeatDraft, *, seen: int | None, now: datetime) -> None:
    """What is said of it; whose it is and where stays: end it for that. Raises RuleBroken, VersionConflict."""
    _require(seat, seen)
    checked = checked_seat(draft)
    _refuse_second(checked, seat.id)
    before = _facts(seat)
    _write(seat, checked)
    db.session.flush()
    after = _facts(seat)
    if before != after:
        details = {"before": _differing(before, after), "after": _differing(after, before)}
        _note(seat, "changed", f"Changed the seat of the {seat_words(seat)} on {seat.body.name}", details)
    fill_sittings(seat, now=now)


def end_seat(seat: Representation, until_on: date | None, *, seen: int | None, now: datetime) -> None:
    """Its last day; what was counted after it goes. Raises RuleBroken, VersionConflict."""
    _require(seat, seen)
    seat.until_on = check_end(seat.from_on, until_on)
    db.session.flush()
    _note(seat, "ended", f"{seat_words(seat)} sits on {seat.body.name} until {day_words(seat.until_on)}")
    fill_sittings(seat, now=now)


def note_review(seat: Representation, words: str, next_on: date | None, *, seen: int | None, now: datetime) -> None:
    """Somebody looked whether it is still right. Raises RuleBroken, VersionConflict."""
    _require(seat, seen)
    if next_on is not None and next_on <= local_day(now):
        raise RuleBroken("The next review must be after today.", "next_on")
    seat.review_on = next_on
    db.session.flush()
    said = clean_line(words)[:300] or "it stays as it is"
    _note(seat, "reviewed", f"Reviewed the seat of the {seat_words(seat)} on {seat.body.name}: {said}")


def remove_seat(seat: Representation) -> None:
    """It was entered by mistake. Raises RuleBroken once somebody has reported back."""
    told = select(ReportBack.id).where(ReportBack.representation_id == seat.id, ReportBack.told_at.is_not(None))
    if db.session.scalar(told.limit(1)) is not None:
        raise RuleBroken("Somebody has reported back for it. End it instead, so that the reports stay.")
    _note(seat, "removed", f"Removed the seat of the {seat_words(seat)} on {seat.body.name}")
    db.session.delete(seat)
    db.session.flush()


def add_alternate(seat: Representation, draft: AlternateDraft) -> Alternate:
    """The last in order. Raises RuleBroken."""
    checked = checked_alternate(draft)
    principal = _principal(checked.principal_id)
    made = Alternate(position=max((each.position for each in seat.alternates), default=0) + 1)
    made.principal, made.role, made.authority = principal, checked.role, checked.authority
    words = seat_words(made)
    if words in {seat_words(seat), *(seat_words(each) for each in seat.alternates)}:
        already = f"The {words} is named for this seat already."
        raise RuleBroken(already, "role" if principal is None else "principal")
    seat.alternates.append(made)
    db.session.flush()
    said = authority_words(made.authority)
    _note(seat, "alternate_added", f"{words} stands in for the {seat_words(seat)} on {seat.body.name} ({said})")
    return made


def prefer_alternate(seat: Representation, alternate: Alternate) -> None:
    """One place further up; the first stays first."""
    listed = list(seat.alternates)
    at = listed.index(alternate)
    if at == 0:
        return
    listed[at - 1 : at + 1] = [alternate, listed[at - 1]]
    _number(seat, listed)
    _note(seat, "alternates_ordered", f"{seat_words(alternate)} goes earlier to {seat.body.name}")


def remove_alternate(seat: Representation, alternate: Alternate) -> None:
    """They stand in no more."""
    words = seat_words(alternate)
    seat.alternates.remove(alternate)
    db.session.flush()
    _number(seat, list(seat.alternates))
    _note(seat, "alternate_removed", f"{words} stands in on {seat.body.name} no more")


def _number(seat: Representation, listed: list[Alternate]) -> None:
    # Two steps: no two may have one position, not even for a moment.
    for number, each in enumerate(listed, 1):
        each.position = -number
    db.session.flush()
    for number, each in enumerate(listed, 1):
        each.position = number
    db.session.flush()
    db.session.expire(seat, ["alternates"])


def _refuse_second(draft: SeatDraft, own_id: int | None) -> None:
    """Nobody sits twice on one body at a time."""
    if draft.principal_id is None:
        return
    query = select(Representation).where(
        Representation.body_id == draft.body_id, Representation.principal_id == draft.principal_id
    )
    for other in db.session.scalars(query):
        apart = (other.until_on is not None and other.until_on < draft.from_on) or (
            draft.until_on is not None and draft.until_on < other.from_on
        )
        if other.id != own_id and not apart:
            since = f"The {seat_words(other)} sits there since {day_words(other.from_on)}. End that first."
            raise RuleBroken(since, "from_on")


def _body(draft: SeatDraft) -> Body:
    body = db.session.get(Body, draft.body_id)
    if body is None:
        raise RuleBroken("Choose the body.", "body")
    return body


def _principal(principal_id: int | None) -> Principal | None:
    if principal_id is None:
        return None
    principal = db.session.get(Principal, principal_id)
    if principal is None:
        raise RuleBroken("Choose who of ours it is.", "principal")
    return principal


def _write(seat: Representation, draft: SeatDraft) -> None:
    for name in FACTS:
        setattr(seat, name, getattr(draft, name))


def _facts(seat: Representation) -> dict[str, object]:
    """What the log keeps: no name and no address."""
    return {name: _plain(getattr(seat, name)) for name in FACTS if name not in {"name", "address"}}


def _differing(facts: Mapping[str, object], other: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if other[name] != value}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _require(seat: Representation, seen: int | None) -> None:
    if seen != seat.version:
        raise VersionConflict


def _note(seat: Representation, what: str, words: str, details: Mapping[str, object] | None = None) -> None:
    record(f"representation.{what}", "representation", seat.id, words, details=details)
