"""What has gone: disposals and erasures, the newest first."""

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.keeping.models import Disposal, Erasure

AT_MOST = 500


def disposals() -> list[Disposal]:
    """The last ones."""
    return list(db.session.scalars(select(Disposal).order_by(Disposal.at.desc(), Disposal.id.desc()).limit(AT_MOST)))


def erasures() -> list[Erasure]:
    """The last ones."""
    return list(db.session.scalars(select(Erasure).order_by(Erasure.at.desc(), Erasure.id.desc()).limit(AT_MOST)))


def erasure_of(erasure_id: int) -> Erasure | None:
    """One of them."""
    return db.session.get(Erasure, erasure_id)
