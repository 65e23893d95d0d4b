"""Invented rows, loaded straight through the models."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from scheduler.core.db import Base, db


def add(model: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert many rows at once; gives their keys in the order of the rows."""
    key = model.__table__.c["id"]
    return list(db.session.scalars(insert(model).returning(key, sort_by_parameter_order=True), rows))


def link(model: type[Base], rows: Sequence[dict[str, int]]) -> None:
    """Insert many rows of a table that only joins two others."""
    db.session.execute(insert(model), rows)
