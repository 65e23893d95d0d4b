"""Named reads of ours."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select

from scheduler.core.db import db
from scheduler.engagements.models import Principal


def live_principals(on: date) -> Sequence[Principal]:
    """Those of ours who are in office on a day, in the office's own order."""
    query = select(Principal).where(
        or_(Principal.from_on.is_(None), Principal.from_on <= on),
        or_(Principal.until_on.is_(None), Principal.until_on >= on),
    )
    return db.session.scalars(query.order_by(Principal.position, Principal.id)).all()


def all_principals() -> Sequence[Principal]:
    """Every principal, former ones too."""
    return db.session.scalars(select(Principal).order_by(Principal.position, Principal.id)).all()


def principals_for_update(principal_ids: Collection[int]) -> list[Principal]:
    """The named ones, locked: two managers cannot both find the same hour free."""
    query = select(Principal).where(Principal.id.in_(principal_ids)).order_by(Principal.id)
    return list(db.session.scalars(query.with_for_update()))
