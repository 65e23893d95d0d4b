"""Calendars of bodies that we read."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.incoming.models import BodyCalendar
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
