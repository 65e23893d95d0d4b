"""Who succeeded whom, and what a succession would touch."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.stakeholders.models import Body, Organisation, Post, PostSuccession, Succession
from scheduler.stakeholders.queries.posts import BY_SENIORITY, live_on

Home = Organisation | Body


def successions_of(home: Home) -> list[Succession]:
    """To whom it hands over, the main successor first."""
    column = Succession.organisation_id if isinstance(home, Organisation) else Succession.body_id
    return list(db.session.scalars(select(Succession).where(column == home.id).order_by(Succession.id)))


def successors_of(home: Home) -> list[Home]:
    """Its successors, the main one first; also one that was only named on its form."""
    named = [each.successor_organisation or each.successor_body for each in successions_of(home)]
    found = [each for each in named if each is not None]
    if home.successor is not None and home.successor not in found:
        return [home.successor, *found]
    return list(found)


def predecessors_of(home: Home) -> list[Home]:
    """Those that handed over to this one, by name."""
    if isinstance(home, Organisation):
        split = select(Succession.organisation_id).where(Succession.successor_organisation_id == home.id)
        organisations = select(Organisation).where(
            or_(Organisation.successor_id == home.id, Organisation.id.in_(split))
        )
        return list(db.session.scalars(organisations.order_by(Organisation.name, Organisation.id)))
    shared = select(Succession.body_id).where(Succession.successor_body_id == home.id)
    bodies = select(Body).where(or_(Body.successor_id == home.id, Body.id.in_(shared)))
    return list(db.session.scalars(bodies.order_by(Body.name, Body.id)))


def may_succeed(home: Home, today: date) -> list[Home]:
    """Whoever has not ended, also who is still to begin, by name; not the one itself."""
    if isinstance(home, Organisation):
        organisations = select(Organisation).where(
            or_(Organisation.ended_on.is_(None), Organisation.ended_on >= today), Organisation.id != home.id
        )
        return list(db.session.scalars(organisations.order_by(Organisation.name, Organisation.id)))
    bodies = select(Body).where(or_(Body.ended_on.is_(None), Body.ended_on >= today), Body.id != home.id)
    return list(db.session.scalars(bodies.order_by(Body.name, Body.id)))


def homes_named(like: Home, ids: Collection[int]) -> list[Home]:
    """Organisations or bodies, whichever the first one is, by their ids."""
    if isinstance(like, Organisation):
        return list(db.session.scalars(select(Organisation).where(Organisation.id.in_(ids))))
    return list(db.session.scalars(select(Body).where(Body.id.in_(ids))))


def posts_on(home: Home, on: date) -> list[Post]:
    """The posts of a home that exist on a day, most senior first."""
    column = Post.organisation_id if isinstance(home, Organisation) else Post.body_id
    query = select(Post).where(column == home.id, live_on(Post, on))
    return list(db.session.scalars(query.order_by(*BY_SENIORITY)))


def due_successions(today: date) -> list[Succession]:
    """Those whose day has come and that have not taken effect."""
    query = select(Succession).where(Succession.from_on <= today, Succession.effected_at.is_(None))
    return list(db.session.scalars(query.order_by(Succession.from_on, Succession.id)))


def heirs_at(home: Home, successor: Home) -> dict[Post, Post]:
    """The posts of an ended home that a successor took over, each with its heir."""
    query = (
        select(PostSuccession)
        .join(Post, Post.id == PostSuccession.post_id)
        .where((Post.organisation_id if isinstance(home, Organisation) else Post.body_id) == home.id)
        .options(joinedload(PostSuccession.post), joinedload(PostSuccession.successor))
        .order_by(PostSuccession.post_id)
    )
    return {each.post: each.successor for each in db.session.scalars(query) if each.successor.home is successor}


def successor_of_post(post: Post) -> Post | None:
    """The post that took it over."""
    found = db.session.get(PostSuccession, post.id)
    return found.successor if found else None
