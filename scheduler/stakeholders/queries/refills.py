"""The posts that annual meetings fill, with who holds them and who is known by a name."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.stakeholders.models import Post, Tenure
from scheduler.stakeholders.queries.directory import Seat, seats_of
from scheduler.stakeholders.queries.posts import live_posts_query
from scheduler.stakeholders.rules import RoleKind

ANNUAL_KINDS = (RoleKind.POLITICAL_HEAD, RoleKind.CHAIR, RoleKind.CIVIC_HEAD)
"""Roles that an annual meeting usually fills."""


def seats_of_kinds(kinds: Collection[RoleKind], on: date) -> list[Seat]:
    """Live posts of some roles with their holders of a day, by home."""
    return seats_of(db.session.scalars(live_posts_query(on).where(Post.role_kind.in_(kinds))), on)


def seats_of_posts(post_ids: Collection[int], on: date) -> list[Seat]:
    """The named posts with their holders of a day, by home."""
    return seats_of(db.session.scalars(live_posts_query(on).where(Post.id.in_(post_ids))), on)


def posts_for_update(post_ids: Collection[int]) -> dict[int, Post]:
    """The named posts, locked until the transaction ends, so that nobody else fills them meanwhile."""
    query = select(Post).where(Post.id.in_(post_ids)).order_by(Post.id)
    return {post.id: post for post in db.session.scalars(query.with_for_update(of=Post))}


def tenures_by_post(post_ids: Collection[int]) -> dict[int, list[Tenure]]:
    """Every tenure of the named posts as it stands now, the earliest first."""
    found: dict[int, list[Tenure]] = defaultdict(list)
    query = select(Tenure).where(Tenure.post_id.in_(post_ids)).options(joinedload(Tenure.person))
    query = query.order_by(Tenure.from_on, Tenure.id).execution_options(populate_existing=True)
    for tenure in db.session.scalars(query):
        found[tenure.post_id].append(tenure)
    return found
