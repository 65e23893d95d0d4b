"""Stored files, found by what the database says of them."""

from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.uploads.models import Upload


def kept_names() -> frozenset[str]:
    """Every name in the storage that a row still speaks of."""
    return frozenset(db.session.scalars(select(Upload.stored_name)))


def upload_by_id(upload_id: int) -> Upload | None:
    """One of them."""
    return db.session.get(Upload, upload_id)


def total_size() -> int:
    """Of all that is kept, in bytes."""
    return db.session.scalar(select(func.coalesce(func.sum(Upload.size), 0))) or 0
