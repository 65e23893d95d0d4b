"""The four lists of partners: each a fixed number of queries, however many rows there are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.stakeholders.models import Body, Organisation, Person, Post, Tenure
from scheduler.stakeholders.queries.posts import (
    BY_SENIORITY,
    has_words,
    holders_of,
    in_post_on,
    live_on,
    post_has_words,
)
from scheduler.stakeholders.rules.directory import PER_PAGE, Sheet, Show, State, Wanted

Model = TypeVar("Model", Organisation, Body, Post, Person)


@dataclass(frozen=True, slots=True)
class Seat:
    """A post with whoever holds it; no tenure means vacant."""

    post: Post
    tenure: Tenure | None

    @property
    def address(self) -> str:
        """Where mail for the post goes; empty when nowhere."""
        return self.post.email or (self.tenure.person.email if self.tenure else "")


@dataclass(frozen=True, slots=True)
class HomeRow:
    """An organisation or body with its live posts, most senior first."""

    home: Organisation | Body
    seats: list[Seat]


def count_of_each(wanted: Wanted, on: date) -> dict[Show, int]:
    """How many the search finds in each of the four lists; kinds differ from list to list and are left out."""
    text_only = Wanted(wanted.text, "", wanted.area_id, wanted.state)
    queries = {
        Show.ORGANISATIONS: _organisations(text_only, on),
        Show.BODIES: _bodies(text_only, on),
        Show.POSTS: _posts(text_only, on),
        Show.PEOPLE: _people(text_only, on),
    }
    return {show: _count(query) for show, query in queries.items()}


def organisation_sheet(wanted: Wanted, on: date) -> Sheet[HomeRow]:
    """Organisations by name, with their posts of the day."""
    query = _organisations(wanted, on)
    ordered = query.options(joinedload(Organisation.area), joinedload(Organisation.place)).order_by(
        Organisation.name, Organisation.id
    )
    found = _one_page(ordered, wanted)
    return Sheet([HomeRow(home, seats) for home, seats in _with_seats(found, on)], _count(query), wanted.page)


def body_sheet(wanted: Wanted, on: date) -> Sheet[HomeRow]:
    """Bodies by name, with their posts of the day and what they cover."""
    query = _bodies(wanted, on)
    ordered = query.options(joinedload(Body.parent), joinedload(Body.area), selectinload(Body.covers)).order_by(
        Body.name, Body.id
    )
    found = _one_page(ordered, wanted)
    return Sheet([HomeRow(home, seats) for home, seats in _with_seats(found, on)], _count(query), wanted.page)


def post_sheet(wanted: Wanted, on: date) -> Sheet[Seat]:
    """Posts by home, most senior first, with their holders."""
    query = _posts(wanted, on)
    ordered = query.options(joinedload(Post.organisation), joinedload(Post.body)).order_by(
        func.coalesce(Organisation.name, Body.name), *BY_SENIORITY
    )
    found = _one_page(ordered, wanted)
    return Sheet(seats_of(found, on), _count(query), wanted.page)


def person_sheet(wanted: Wanted, on: date) -> Sheet[Person]:
    """People by name with all their tenures loaded: two with one name are told apart by their posts."""
    query = _people(wanted, on)
    posts = selectinload(Person.tenures).joinedload(Tenure.post)
    ordered = query.options(posts.joinedload(Post.organisation), posts.joinedload(Post.body)).order_by(
        Person.name, Person.id
    )
    return Sheet(_one_page(ordered, wanted), _count(query), wanted.page)


def seats_of(posts: Iterable[Post], on: date) -> list[Seat]:
    """Each post with its holder, in one query."""
    posts = list(posts)
    holders = holders_of(posts, on)
    return [Seat(post, holders.get(post.id)) for post in posts]


def _one_page(query: Select[Model], wanted: Wanted) -> list[Model]:
    return list(db.session.scalars(query.limit(PER_PAGE).offset((wanted.page - 1) * PER_PAGE)))


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _with_seats(homes: list[Any], on: date) -> list[tuple[Any, list[Seat]]]:
    if not homes:
        return []
    column = Post.organisation_id if isinstance(homes[0], Organisation) else Post.body_id
    query = select(Post).where(column.in_([home.id for home in homes]), live_on(Post, on))
    by_home: dict[int | None, list[Seat]] = defaultdict(list)
    for seat in seats_of(db.session.scalars(query.order_by(*BY_SENIORITY)), on):
        by_home[seat.post.organisation_id or seat.post.body_id].append(seat)
    return [(home, by_home[home.id]) for home in homes]


def _organisations(wanted: Wanted, on: date) -> Select[Organisation]:
    query = select(Organisation).where(*has_words(Organisation.search_key, wanted.text))
    return _narrowed(query, Organisation, wanted, on)


def _bodies(wanted: Wanted, on: date) -> Select[Body]:
    return _narrowed(select(Body).where(*has_words(Body.search_key, wanted.text)), Body, wanted, on)


def _narrowed(query: Select[Model], home: type[Organisation | Body], wanted: Wanted, on: date) -> Select[Model]:
    if wanted.kind:
        query = query.where(home.kind == wanted.kind)
    if wanted.area_id is not None:
        query = query.where(home.area_id == wanted.area_id)
    return query.where(*_in_state(live_on(home, on), wanted.state))


def _in_state(is_live: ColumnElement[bool], state: State) -> list[ColumnElement[bool]]:
    if state is State.ALL:
        return []
    return [not_(is_live) if state is State.ENDED else is_live]


def _posts(wanted: Wanted, on: date) -> Select[Post]:
    query = select(Post).outerjoin(Post.organisation).outerjoin(Post.body).where(*post_has_words(wanted.text, on))
    if wanted.kind:
        query = query.where(Post.role_kind == wanted.kind)
    if wanted.area_id is not None:
        query = query.where(func.coalesce(Organisation.area_id, Body.area_id) == wanted.area_id)
    home_is_live = or_(
        and_(Post.organisation_id.is_not(None), live_on(Organisation, on)),
        and_(Post.body_id.is_not(None), live_on(Body, on)),
    )
    query = query.where(*_in_state(and_(live_on(Post, on), home_is_live), wanted.state))
    if wanted.state is State.VACANT:
        query = query.where(~exists().where(Tenure.post_id == Post.id, in_post_on(on)).correlate(Post))
    return query


def _people(wanted: Wanted, on: date) -> Select[Person]:
    query = select(Person).where(*has_words(Person.search_key, wanted.text))
    holds_a_post = exists().where(Tenure.person_id == Person.id, in_post_on(on)).correlate(Person)
    held_one = exists().where(Tenure.person_id == Person.id).correlate(Person)
    if wanted.state is State.ENDED:
        return query.where(held_one, ~holds_a_post)
    return query if wanted.state is State.ALL else query.where(or_(holds_a_post, ~held_one))
