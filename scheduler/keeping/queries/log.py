"""What has gone: disposals and erasures, the newest first."""

from datetime import date

from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.keeping.models import Disposal, Erasure
from scheduler.keeping.rules.vocabulary import AtTheEnd, RecordClass

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


def last_review(record_class: RecordClass) -> date | None:
    """The newest day of a class that the office has looked at."""
    query = select(func.max(Disposal.newest_on)).where(Disposal.record_class == record_class)
    return db.session.scalar(query.where(Disposal.at_the_end == AtTheEnd.REVIEW))
