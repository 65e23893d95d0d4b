"""Who sits in which workshop: allocated by wish, moved and pinned by hand."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.numbers import small_number
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.summits.models import Attendee, Session, Summit, Workshop, WorkshopSeat
from scheduler.summits.queries.programme import seats_in, session_of, wishes_of, workshop_sessions
from scheduler.summits.queries.programme_people import people_of, person_of
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.names import surname_key
from scheduler.summits.rules.vocabulary import AttendeeKind
from scheduler.summits.service.workshops import NOT_COUNTED, allocate_all, move_seat


@dataclass(frozen=True, slots=True)
class Row:
    """One person: the letters they wished, and the seat they have."""

    attendee: Attendee
    wished: Sequence[str]
    seat: WorkshopSeat | None


@dataclass(frozen=True, slots=True)
class Group:
    """One part of the programme with its workshops, how many sit in each and had it first, and its people."""

    session: Session
    workshops: Sequence[tuple[Workshop, int, int]]
    rows: Sequence[Row]
    without: int


@summits.get("/summits/<int:summit_id>/programme/workshops")
@allow(Access.VIEWER)
def programme_workshops(summit_id: int) -> ResponseReturnValue:
    """Every workshop with its seats, and everybody with their wishes and where they sit."""
    summit = the_summit(summit_id)
    groups = [_group(summit, session) for session in workshop_sessions(summit)]
    return render_template("summits/programme/workshops.html", summit=summit, groups=groups)


@summits.post("/summits/<int:summit_id>/programme/allocate")
@allow(Access.MANAGER)
def programme_allocate(summit_id: int) -> ResponseReturnValue:
    """Give seats by wish: to whoever has none, or to everybody anew but for the pins."""
    summit = the_summit(summit_id)
    without = allocate_all(summit, keeps_seats=request.form.get("how") != "anew")
    commit()
    if without:
        lacks = count_words(without, "person has", "people have")
        flash(f"{lacks.capitalize()} no seat: there are fewer seats than people.", "error")
    else:
        flash("Everybody has a seat. Each row says why it is that one.", "success")
    return redirect(url_for("summits.programme_workshops", summit_id=summit.id), code=303)


@summits.post("/summits/<int:summit_id>/programme/parts/<int:part_id>/seats/<int:guest_id>")
@allow(Access.MANAGER)
def programme_seat(summit_id: int, part_id: int, guest_id: int) -> ResponseReturnValue:
    """Put one person into a workshop, or pin them where they are."""
    summit = the_summit(summit_id)
    session = session_of(summit, part_id) or abort(404)
    attendee = person_of(summit, guest_id) or abort(404)
    page = url_for("summits.programme_workshops", summit_id=summit.id)
    wanted = request.form.get("workshop", type=small_number)
    try:
        move_seat(summit, attendee, session, wanted, is_pinned="pin" in request.form)
    except RuleBroken as refused:
        flash(refused.message, "error")
        return redirect(page, code=303)  # to the top, where the reason stands
    commit()
    flash(f"Saved: {attendee.name}.", "success")
    return redirect(f"{page}#seat-{attendee.id}", code=303)


def _group(summit: Summit, session: Session) -> Group:
    people = [each for each in people_of(summit) if each.kind not in NOT_COUNTED]
    seats, wishes = seats_in(session), wishes_of([each.id for each in people])
    letters = {each.id: each.letter for each in session.workshops}
    rows = []
    for each in sorted(people, key=lambda one: (*surname_key(one.name), one.id)):
        wished = [letters[key] for key in wishes.get(each.id, {}).get(session.id, ()) if key in letters]
        rows.append(Row(each, wished, seats.get(each.id)))
    workshops = [
        (
            workshop,
            sum(row.seat is not None and row.seat.workshop_id == workshop.id for row in rows),
            sum(row.wished[:1] == [workshop.letter] for row in rows),
        )
        for workshop in session.workshops
    ]
    without = sum(row.seat is None and row.attendee.kind is not AttendeeKind.HOST for row in rows)
    return Group(session, workshops, rows, without)
