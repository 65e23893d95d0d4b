"""Posts on a day: who holds them, where mail for them goes, which of them a rule names."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from scheduler.core.db import db
from scheduler.stakeholders.models import Body, Organisation, Person, Post, PostGroup, Tenure
from scheduler.stakeholders.rules import RoleKind
from scheduler.stakeholders.rules.search import search_words

BY_SENIORITY = (
    Post.band,
    case((Post.role_kind == RoleKind.POLITICAL_HEAD, 0), (Post.role_kind == RoleKind.OFFICER_HEAD, 1), else_=2),
    Post.title,
    Post.id,
)
"""Posts of one home in the order in which people name them: the Leader, the chief executive, the others."""


def live_on(model: type[Organisation | Body | Post], on: date) -> ColumnElement[bool]:
    """The condition that something dated exists on a day; both ends count."""
    begun = or_(model.started_on.is_(None), model.started_on <= on)
    return and_(begun, or_(model.ended_on.is_(None), model.ended_on >= on))


def in_post_on(on: date) -> ColumnElement[bool]:
    """The condition that a tenure covers a day."""
    return and_(Tenure.from_on <= on, or_(Tenure.until_on.is_(None), Tenure.until_on >= on))


def has_words(key: InstrumentedAttribute[str], text: str) -> list[ColumnElement[bool]]:
    """One condition a word: all of them must be found in a folded column."""
    return [key.contains(word, autoescape=True) for word in search_words(text)]


def holders_of(posts: Iterable[Post], on: date) -> dict[int, Tenure]:
    """Who holds each post on a day, by post id, in one query; vacant posts are missing."""
    ids = [post.id for post in posts]
    if not ids:
        return {}
    query = (
        select(Tenure)
        .where(Tenure.post_id.in_(ids), in_post_on(on))
        .options(joinedload(Tenure.person))
        .order_by(Tenure.from_on, Tenure.id)  # the latest to arrive wins
    )
    return {tenure.post_id: tenure for tenure in db.session.scalars(query)}


def seats_held(post_ids: Collection[int], on: date) -> set[tuple[int, int]]:
    """Post and person of everybody who holds one of the posts on a day or is to take it; shared posts included."""
    if not post_ids:
        return set()
    not_left = or_(Tenure.until_on.is_(None), Tenure.until_on >= on)
    query = select(Tenure.post_id, Tenure.person_id).where(Tenure.post_id.in_(post_ids), not_left)
    return {(post_id, person_id) for post_id, person_id in db.session.execute(query)}


def holder_of(post: Post, on: date) -> Tenure | None:
    """Who holds the post on a day; None when it is vacant."""
    return holders_of([post], on).get(post.id)


def principal_address(post: Post, on: date) -> str | None:
    """Where mail for the post goes: its own mailbox, else its holder's; None when there is neither."""
    if post.email:
        return post.email
    tenure = holder_of(post, on)
    return (tenure.person.email or None) if tenure else None


def live_posts_query(on: date) -> Select[Post]:
    """Posts that exist on a day at organisations and bodies that do, with both loaded."""
    return (
        select(Post)
        .outerjoin(Post.organisation)
        .outerjoin(Post.body)
        .where(live_on(Post, on), or_(live_on(Organisation, on), Post.organisation_id.is_(None)))
        .where(or_(live_on(Body, on), Post.body_id.is_(None)))
        .options(contains_eager(Post.organisation), contains_eager(Post.body))
        .order_by(func.coalesce(Organisation.name, Body.name), *BY_SENIORITY)
    )


def post_has_words(text: str, on: date) -> list[ColumnElement[bool]]:
    """Each word stands in the post's own key or in the name of whoever holds it on a day."""
    return [or_(key, _held_by_word(word, on)) for word, key in _by_word(text)]


def _by_word(text: str) -> list[tuple[str, ColumnElement[bool]]]:
    return [(word, Post.search_key.contains(word, autoescape=True)) for word in search_words(text)]


def _held_by_word(word: str, on: date) -> ColumnElement[bool]:
    held = exists().where(Tenure.post_id == Post.id, Tenure.person_id == Person.id, in_post_on(on))
    return held.where(Person.search_key.contains(word, autoescape=True)).correlate(Post)


def live_posts(on: date, text: str = "") -> list[Post]:
    """Posts of a day in the order of their homes; `text` is searched in titles, homes and holders' names."""
    return list(db.session.scalars(live_posts_query(on).where(*post_has_words(text, on))))


def group_members(group: PostGroup, on: date) -> list[Post]:
    """The posts that the group's rule names on a day, in the order of their homes."""
    query = live_posts_query(on)
    if group.role_kinds:
        query = query.where(Post.role_kind.in_(group.role_kinds))
    if group.organisation_kinds or group.body_kinds:
        query = query.where(_at_home_of(group.organisation_kinds, group.body_kinds))
    return list(db.session.scalars(query))


def members_among(group: PostGroup, posts: Iterable[Post]) -> list[Post]:
    """`group_members` without a query, of live posts that are at hand: for pages that show many groups."""
    kinds = {*group.organisation_kinds, *group.body_kinds}
    return [
        post
        for post in posts
        if (not group.role_kinds or post.role_kind in group.role_kinds) and (not kinds or _is_of_kind(group, post))
    ]


def _is_of_kind(group: PostGroup, post: Post) -> bool:
    if post.organisation is not None:
        return post.organisation.kind in group.organisation_kinds
    return post.body is not None and post.body.kind in group.body_kinds


def _at_home_of(organisation_kinds: Sequence[str], body_kinds: Sequence[str]) -> ColumnElement[bool]:
    at_organisation = Organisation.kind.in_(organisation_kinds) if organisation_kinds else false()
    return or_(at_organisation, Body.kind.in_(body_kinds) if body_kinds else false())


def new_members(group: PostGroup, members: Iterable[Post]) -> list[Post]:
    """Members whose posts were made since the office last reviewed the group; none before its first review."""
    if group.reviewed_at is None:
        return []
    return [post for post in members if post.created_at > group.reviewed_at]
