"""One organisation, body, post, person or place with everything that its page shows."""

from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.stakeholders.models import (
    Area,
    Body,
    BodyCover,
    Organisation,
    Person,
    Place,
    Post,
    PostGroup,
    Tenure,
)
from scheduler.stakeholders.queries.posts import BY_SENIORITY, live_on
from scheduler.stakeholders.rules import COUNCIL_KINDS
from scheduler.stakeholders.rules.search import name_key

Model = TypeVar("Model", Area, Body, Organisation, Person, Place, Post, PostGroup, Tenure)


def find(model: type[Model], record_id: int) -> Model | None:
    """The record of an id; None when there is none."""
    return db.session.get(model, record_id)


def posts_at(home: Organisation | Body) -> list[Post]:
    """All posts of an organisation or body, ended ones too, most senior first."""
    column = Post.organisation_id if isinstance(home, Organisation) else Post.body_id
    return list(db.session.scalars(select(Post).where(column == home.id).order_by(*BY_SENIORITY)))


def tenures_of_post(post: Post) -> list[Tenure]:
    """Who holds and held the post, the latest first."""
    query = select(Tenure).where(Tenure.post_id == post.id).options(joinedload(Tenure.person))
    return list(db.session.scalars(query.order_by(Tenure.from_on.desc(), Tenure.id.desc())))


def tenures_of_person(person: Person) -> list[Tenure]:
    """What the person holds and held, the latest first."""
    post = joinedload(Tenure.post)
    query = select(Tenure).where(Tenure.person_id == person.id)
    query = query.options(post.joinedload(Post.organisation), post.joinedload(Post.body))
    return list(db.session.scalars(query.order_by(Tenure.from_on.desc(), Tenure.id.desc())))


def bodies_covering(organisation: Organisation) -> list[Body]:
    """The bodies that cover an organisation, ended ones too."""
    query = select(Body).join(BodyCover, BodyCover.body_id == Body.id)
    return list(db.session.scalars(query.where(BodyCover.organisation_id == organisation.id).order_by(Body.name)))


def sub_bodies(body: Body) -> list[Body]:
    """The bodies directly below one."""
    return list(db.session.scalars(select(Body).where(Body.parent_id == body.id).order_by(Body.name, Body.id)))


def people_named(name: str) -> list[Person]:
    """People whose name is the same but for accents, case and punctuation, with their tenures loaded."""
    key = name_key(name)
    post = selectinload(Person.tenures).joinedload(Tenure.post)
    query = select(Person).where(Person.search_key.contains(key, autoescape=True))
    query = query.options(post.joinedload(Post.organisation), post.joinedload(Post.body)).order_by(Person.id)
    return [person for person in db.session.scalars(query) if name_key(person.name) == key]


def areas() -> list[Area]:
    """The partnership areas in the office's own order."""
    return list(db.session.scalars(select(Area).order_by(Area.position, Area.id)))


def places() -> list[Place]:
    """All places by name."""
    return list(db.session.scalars(select(Place).order_by(Place.name, Place.id)))


def groups() -> list[PostGroup]:
    """All groups of posts by name."""
    return list(db.session.scalars(select(PostGroup).order_by(PostGroup.name)))


def live_organisations(on: date) -> list[Organisation]:
    """Organisations of a day by name, to choose from."""
    query = select(Organisation).where(live_on(Organisation, on))
    return list(db.session.scalars(query.order_by(Organisation.name, Organisation.id)))


def live_bodies(on: date) -> list[Body]:
    """Bodies of a day by name, to choose from."""
    return list(db.session.scalars(select(Body).where(live_on(Body, on)).order_by(Body.name, Body.id)))


def councils(on: date) -> list[Organisation]:
    """The councils of a day by name: what a body usually covers."""
    return [each for each in live_organisations(on) if each.kind in COUNCIL_KINDS]


def homes_of_place(place: Place) -> list[Organisation | Body]:
    """Organisations and bodies that meet at a place."""
    found: list[Organisation | Body] = []
    for home in (Organisation, Body):
        found.extend(db.session.scalars(select(home).where(home.place_id == place.id).order_by(home.name)))
    return found


def all_posts() -> list[Post]:
    """Every post that ever was, in the order of their homes."""
    loaded = (joinedload(Post.organisation), joinedload(Post.body))
    query = select(Post).order_by(Post.organisation_id, Post.body_id, *BY_SENIORITY)
    return list(db.session.scalars(query.options(*loaded)))
