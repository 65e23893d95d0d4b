"""The programme, the workshops, and who sits where: what pages, badges, lists and details ask for."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.summits.models import (
    Session,
    Summit,
    SummitTable,
    TableSeat,
    Workshop,
    WorkshopSeat,
    WorkshopWish,
)
from scheduler.summits.rules.vocabulary import SessionKind

_IN_ORDER = (Session.starts_at, Session.ends_at, Session.id)


def sessions_of(summit: Summit) -> list[Session]:
    """The whole programme in order of time, with rooms, speakers and workshops at hand."""
    query = (
        select(Session)
        .where(Session.summit_id == summit.id)
        .options(
            joinedload(Session.room),
            selectinload(Session.speakers),
            selectinload(Session.workshops).joinedload(Workshop.room),
        )
        .order_by(*_IN_ORDER)
    )
    return list(db.session.scalars(query))


def session_of(summit: Summit, session_id: int) -> Session | None:
    """One part of this summit's programme; None for another's."""
    query = select(Session).where(Session.id == session_id, Session.summit_id == summit.id)
    return db.session.scalar(query)


def workshop_sessions(summit: Summit) -> list[Session]:
    """The parts for which everybody chooses a workshop, in order of time."""
    return [each for each in sessions_of(summit) if each.kind is SessionKind.WORKSHOPS]


def workshops_of(summit: Summit) -> list[Workshop]:
    """Every workshop, by session and letter, with session and room at hand."""
    query = (
        select(Workshop)
        .join(Workshop.session)
        .where(Session.summit_id == summit.id)
        .options(joinedload(Workshop.session), joinedload(Workshop.room))
        .order_by(*_IN_ORDER, Workshop.letter, Workshop.id)
    )
    return list(db.session.scalars(query))


def workshop_of(summit: Summit, workshop_id: int) -> Workshop | None:
    """One workshop of this summit; None for another's."""
    return next((each for each in workshops_of(summit) if each.id == workshop_id), None)


def seats_of(summit: Summit) -> dict[int, list[WorkshopSeat]]:
    """By attendee id: in which workshops they sit, in order of time."""
    query = (
        select(WorkshopSeat)
        .join(WorkshopSeat.workshop)
        .join(Workshop.session)
        .where(Session.summit_id == summit.id)
        .options(joinedload(WorkshopSeat.workshop).joinedload(Workshop.session))
        .order_by(*_IN_ORDER, WorkshopSeat.attendee_id)
    )
    found: dict[int, list[WorkshopSeat]] = {}
    for seat in db.session.scalars(query):
        found.setdefault(seat.attendee_id, []).append(seat)
    return found


def tables_of(summit: Summit) -> dict[int, SummitTable]:
    """By attendee id: at which table they sit."""
    return {attendee_id: seat.table for attendee_id, seat in table_seats_of(summit).items()}


def table_seats_of(summit: Summit) -> dict[int, TableSeat]:
    """By attendee id: table and pin."""
    query = (
        select(TableSeat)
        .join(TableSeat.table)
        .where(SummitTable.summit_id == summit.id)
        .options(joinedload(TableSeat.table))
        .order_by(SummitTable.number, TableSeat.attendee_id)
    )
    return {seat.attendee_id: seat for seat in db.session.scalars(query)}


def all_tables(summit: Summit) -> list[SummitTable]:
    """By number, empty ones too."""
    query = select(SummitTable).where(SummitTable.summit_id == summit.id).order_by(SummitTable.number)
    return list(db.session.scalars(query))


def wishes_of(attendee_ids: Collection[int]) -> dict[int, dict[int, list[int]]]:
    """By attendee and session: workshop ids, the dearest first."""
    rows: Sequence[tuple[int, int, int]] = [
        (row.attendee_id, row.session_id, row.workshop_id)
        for row in db.session.execute(
            select(WorkshopWish.attendee_id, Workshop.session_id, WorkshopWish.workshop_id)
            .join(Workshop, Workshop.id == WorkshopWish.workshop_id)
            .where(WorkshopWish.attendee_id.in_(attendee_ids))
            .order_by(WorkshopWish.attendee_id, WorkshopWish.rank, Workshop.letter)
        )
    ]
    found: dict[int, dict[int, list[int]]] = {}
    for attendee_id, session_id, workshop_id in rows:
        found.setdefault(attendee_id, {}).setdefault(session_id, []).append(workshop_id)
    return found


def seats_in(session: Session) -> dict[int, WorkshopSeat]:
    """By attendee id: their seat in one part of the programme."""
    query = (
        select(WorkshopSeat)
        .where(WorkshopSeat.session_id == session.id)
        .options(joinedload(WorkshopSeat.attendee), joinedload(WorkshopSeat.workshop))
        .order_by(WorkshopSeat.attendee_id)
        .execution_options(populate_existing=True)
    )
    return {seat.attendee_id: seat for seat in db.session.scalars(query)}
