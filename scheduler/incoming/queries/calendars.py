"""Calendars of bodies that we read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.incoming.models import BodyCalendar, IncomingInvitation
from scheduler.incoming.queries.invitations import day_of
from scheduler.incoming.rules.vocabulary import Decision, Way
from scheduler.stakeholders.models import Body


def body_calendars() -> Sequence[BodyCalendar]:
    """All of them, by body."""
    query = select(BodyCalendar).join(BodyCalendar.body).options(joinedload(BodyCalendar.body))
    return db.session.scalars(query.order_by(Body.name, BodyCalendar.id)).all()


def calendar_by_id(calendar_id: int) -> BodyCalendar | None:
    """One of them."""
    return db.session.get(BodyCalendar, calendar_id)


def is_known(body_id: int, address: str) -> bool:
    """Whether it is read already."""
    query = select(BodyCalendar.id).where(BodyCalendar.body_id == body_id, BodyCalendar.address == address)
    return db.session.scalars(query).first() is not None


def mark_of(calendar: BodyCalendar) -> str:
    """With what the references of its copies begin."""
    return f"{calendar.id}:"


def brought_by(calendar: BodyCalendar, from_on: date, before: date) -> list[IncomingInvitation]:
    """What it alone brought for these days and nobody has called off."""
    query = (
        select(IncomingInvitation)
        .where(IncomingInvitation.body_id == calendar.body_id, IncomingInvitation.decision != Decision.CALLED_OFF)
        .options(selectinload(IncomingInvitation.copies))
        .order_by(IncomingInvitation.id)
    )
    return [
        each
        for each in db.session.scalars(query)
        if from_on <= (day_of(each) or date.min) < before and _is_of(each, calendar)
    ]


def _is_of(invitation: IncomingInvitation, calendar: BodyCalendar) -> bool:
    mark = mark_of(calendar)
    brought = [each.way is Way.CALENDAR and each.reference.startswith(mark) for each in invitation.copies]
    return bool(brought) and all(brought)
