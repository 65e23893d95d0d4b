"""Rows held until the transaction ends, then read afresh."""

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import DateOffer, Invitation


def lock_row(row: Engagement | Invitation | DateOffer, *, shared: bool = False) -> None:
    """Wait for whoever has the row, then see what they did; `shared` only keeps writers out.

    On SQLite a writing transaction has had the whole database since its first statement: what it read still holds.

    Rows that hang on this one may still be written by others (FOR NO KEY UPDATE): their foreign keys look at it, and
    would otherwise wait for us while we wait for them.

    Not `session.refresh`: it repeats the outer joins that loaded the row, and PostgreSQL cannot lock their far side.
    """
    db.session.flush()
    if db.engine.dialect.name == "sqlite":
        return
    model = type(row)
    db.session.execute(select(model.id).where(model.id == row.id).with_for_update(read=shared, key_share=not shared))
    db.session.expire(row)
