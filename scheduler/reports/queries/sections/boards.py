"""Where we sit, how often our seats were filled and by how senior people, who did not invite us, and who did."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.engagements.rules import Handling
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.invitations.rules import AUTHORITY_WORDS
from scheduler.reports.queries.sections.ground import Ground, Period
from scheduler.reports.rules.document import Block, Paragraph, Row, Table
from scheduler.representation.models import Representation, Sitting
from scheduler.representation.queries.attendance import band_of_sitting, sittings_of
from scheduler.representation.queries.due import DueInvitation, invitations_due
from scheduler.representation.queries.seats import SeatFilter, register, seat_words
from scheduler.representation.rules.attendance import OneSitting, counted
from scheduler.representation.rules.seniority import BAND_WORDS
from scheduler.representation.rules.vocabulary import CAPACITY_WORDS, Capacity, Sat
from scheduler.stakeholders.models import Body

DECISION_WORDS = {
    Decision.WAITING: "Waiting for our answer",
    Decision.HELD: "Time kept free, not answered yet",
    Decision.ACCEPTED: "Accepted",
    Decision.DECLINED: "Declined",
    Decision.CALLED_OFF: "Called off by the host",
}


def seats_in(period: Period) -> list[Representation]:
    """Our representations as of the period's last day."""
    return [each for each in register(SeatFilter(), period.until_on) if each.from_on <= period.until_on]


def board_blocks(ground: Ground, seats: Sequence[Representation]) -> list[Block]:
    """Sentences, then the tables that have rows."""
    period = ground.period
    sittings = sittings_of([each.id for each in seats], period.from_on, period.until_on, with_sensitive=False)
    due = invitations_due(period.until_on)
    sentences = [*_seat_sentences(seats, sittings, period), *_not_invited(due, period)]
    tables = (
        _seat_table(seats, sittings, period),
        _level_table(sittings, period),
        _due_table(due, period),
        _incoming_table(period),
    )
    return [*(Paragraph(each) for each in sentences), *(each for each in tables if each.rows)]


def _seat_sentences(seats: Sequence[Representation], sittings: Sequence[Sitting], period: Period) -> list[str]:
    if not seats:
        return ["No seat of ours on a partners’ body is on record."]
    bodies = {each.body_id for each in seats}
    found = [
        f"{period.as_of} we held {count_words(len(seats), 'seat')} on {count_words(len(bodies), 'body', 'bodies')}."
    ]
    asked: dict[str, set[str]] = defaultdict(set)
    for seat in seats:
        if seat.is_by_invitation:
            asked[seat_words(seat)].add(seat.body.name)
    if asked:
        whom = [f"{list_words(sorted(names))} ({who})" for who, names in asked.items()]
        found.append(f"Subject to invitation, we attend {'; '.join(whom)}.")
    if sittings:
        attendance = counted(OneSitting(each.sat, band_of_sitting(each)) for each in sittings)
        found.append(f"In the period our seats were filled at {attendance.words}.")
    return found


def _not_invited(due: Sequence[DueInvitation], period: Period) -> list[str]:
    if not due:
        return []
    names = list_words([each.body.name for each in due])
    return [f"By {day_words(period.until_on)} an invitation was due and had not been received from {names}."]


def _seat_table(seats: Sequence[Representation], sittings: Sequence[Sitting], period: Period) -> Table:
    by_seat: dict[int, list[Sitting]] = defaultdict(list)
    for sitting in sittings:
        by_seat[sitting.representation_id].append(sitting)
    return Table(
        key="seats",
        title="Who of ours sits where",
        columns=(
            *("Body", "From us", "Capacity", "Since", "Can commit us"),
            *("Held", "Attended", "Alternate", "Apologies", "Absent"),
        ),
        period=period.words,
        counted=(5, 6, 7, 8, 9),
        tally=5,
        tally_of="sitting",
        note="Held: meetings that took place. Alternate: somebody went in their place. Absent: nobody went.",
        rows=tuple(_seat_row(each, by_seat[each.id], period) for each in seats),
    )


def _seat_row(seat: Representation, sittings: Sequence[Sitting], period: Period) -> Row:
    capacity = CAPACITY_WORDS[seat.capacity]
    who = f"{seat_words(seat)} ({seat.name})" if period.with_names and seat.name else seat_words(seat)
    return Row(
        (
            _body_words(seat.body),
            who,
            f"{capacity}, subject to invitation" if _asks_each_time(seat) else capacity,
            day_words(seat.from_on),
            AUTHORITY_WORDS[seat.authority] if seat.authority else "Not recorded",
            str(len(sittings)),
            *(str(sum(each.sat is sat for each in sittings)) for sat in Sat),
        ),
        (f"representation:{seat.id}", *(_sitting_key(each) for each in sittings)),
    )


def _asks_each_time(seat: Representation) -> bool:
    """Whether that is not said by the capacity already."""
    return seat.is_by_invitation and seat.capacity is not Capacity.INVITED


def _level_table(sittings: Sequence[Sitting], period: Period) -> Table:
    by_band: dict[int, list[Sitting]] = defaultdict(list)
    for sitting in sittings:
        if sitting.sat in {Sat.ATTENDED, Sat.ALTERNATE}:
            by_band[band_of_sitting(sitting)].append(sitting)
    return Table(
        key="levels",
        title="How senior those were who sat there for us",
        columns=("Level", "Times"),
        period=period.words,
        counted=(1,),
        tally=1,
        tally_of="sitting",
        rows=tuple(
            Row((BAND_WORDS[band], str(len(found))), tuple(_sitting_key(each) for each in found))
            for band, found in sorted(by_band.items())
        ),
    )


def _due_table(due: Sequence[DueInvitation], period: Period) -> Table:
    return Table(
        key="not-invited",
        title="Bodies that had not invited us although an invitation was due",
        columns=("Body", "From us", "Invitation due since", "Last meeting known"),
        shouts=True,
        period=period.as_of,
        rows=tuple(
            Row(
                (
                    each.body.name,
                    each.who,
                    day_words(each.due_on),
                    day_words(each.last_on) if each.last_on else "None",
                ),
                (f"representation:{each.seat.id}",),
            )
            for each in due
        ),
    )


def _incoming_table(period: Period) -> Table:
    """Invitations that reached us in the period, by what had become of them at its end."""
    query = (
        select(IncomingInvitation)
        .where(IncomingInvitation.received_at >= start_of_day(period.from_on))
        .where(IncomingInvitation.received_at < period.ends_at)
        .options(joinedload(IncomingInvitation.engagement))
        .order_by(IncomingInvitation.received_at, IncomingInvitation.id)
    )
    found: dict[Decision, list[str]] = defaultdict(list)
    for each in db.session.scalars(query):
        if each.engagement is None or each.engagement.handling is Handling.OFFICIAL:
            is_decided = each.decided_at is not None and each.decided_at < period.ends_at
            found[each.decision if is_decided else Decision.WAITING].append(f"incoming:{each.id}")
    return Table(
        key="incoming",
        title="Invitations received",
        columns=("Answer", "Invitations"),
        period=period.words,
        counted=(1,),
        tally=1,
        tally_of="incoming",
        rows=tuple(
            Row((DECISION_WORDS[decision], str(len(found[decision]))), tuple(found[decision]))
            for decision in Decision
            if found[decision]
        ),
    )


def _body_words(body: Body) -> str:
    return f"{body.name}, part of {body.parent.name}" if body.parent is not None else body.name


def _sitting_key(sitting: Sitting) -> str:
    return f"sitting:{sitting.representation_id}-{sitting.engagement_id}"
