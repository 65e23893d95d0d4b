"""Where organisations and bodies sit on a day: seats move, and the past keeps its place."""

from datetime import date

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.stakeholders.models import Body, Organisation, Place


def place_on(home: Organisation | Body, day: date) -> Place | None:
    """The seat on a day; None when nobody knows one. Load `home.moves` beforehand to ask for many."""
    begun = [move.place for move in home.moves if move.from_on is None or move.from_on <= day]
    return begun[-1] if begun else home.place


def homes_that_move() -> list[Organisation | Body]:
    """Those with a dated seat."""
    return [
        *db.session.scalars(select(Organisation).where(Organisation.moves.any()).order_by(Organisation.id)),
        *db.session.scalars(select(Body).where(Body.moves.any()).order_by(Body.id)),
    ]


def earlier_places(home: Organisation | Body, day: date) -> list[int]:
    """Ids of the places where it sat at any time before its seat of a day."""
    now = place_on(home, day)
    before = [move for move in home.moves if move.from_on is None or move.from_on <= day]
    return [move.place_id for move in before if now is None or move.place_id != now.id]
