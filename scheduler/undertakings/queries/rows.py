"""Rows that a form named by their keys."""

from typing import TypeVar

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken

Row = TypeVar("Row")


def found_row(model: type[Row], key: int | None, field: str) -> Row | None:
    """None for no key. Raises RuleBroken beside `field` when the row is gone."""
    if key is None:
        return None
    found = db.session.get(model, key)
    if found is None:
        raise RuleBroken("It is not there any more. Choose again.", field)
    return found
