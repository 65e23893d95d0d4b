"""Stored files, found by what the database says of them."""

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.uploads.models import Upload


def kept_names() -> frozenset[str]:
    """Every name in the storage that a row still speaks of."""
    return frozenset(db.session.scalars(select(Upload.stored_name)))
