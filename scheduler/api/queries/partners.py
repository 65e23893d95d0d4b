"""Organisations, bodies and posts as other systems ask for them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.api.rules.paging import PER_PAGE, Page
from scheduler.core.db import db
from scheduler.stakeholders.models import Body, Organisation, Post, Tenure
from scheduler.stakeholders.queries.posts import holders_of


def organisations(page: int) -> tuple[Sequence[Organisation], Page]:
    """All of them, ended ones included."""
    with_all = (joinedload(Organisation.area), selectinload(Organisation.identifiers))
    return _one_page(Organisation, page, with_all)


def bodies(page: int) -> tuple[Sequence[Body], Page]:
    """All of them, ended ones included."""
    return _one_page(Body, page, (joinedload(Body.area), selectinload(Body.covers)))


def posts(page: int, on: date) -> tuple[Sequence[Post], Page, Mapping[int, Tenure]]:
    """All of them, with who holds them on a day."""
    found, where = _one_page(Post, page, (joinedload(Post.organisation), joinedload(Post.body)))
    return found, where, holders_of(list(found), on)


def _one_page(model: Any, page: int, options: Sequence[Any]) -> tuple[Sequence[Any], Page]:
    total = db.session.scalar(select(func.count()).select_from(model)) or 0
    query = select(model).options(*options).order_by(model.id).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return db.session.scalars(query).all(), Page(page, total)
