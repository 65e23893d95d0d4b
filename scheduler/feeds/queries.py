"""Named reads of feeds, of what a feed may be about, and of the engagements that a partner's change concerns."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.engagements.calendar import when_words
from scheduler.engagements.models import Engagement, EngagementPost, Principal
from scheduler.engagements.rules import EngagementKind
from scheduler.feeds.models import Feed, FeedAddress, FeedEntry
from scheduler.feeds.rules import SCOPE_WORDS, Scope, ScopeKey
from scheduler.stakeholders.models import Body, Organisation, Place, Post

BATCH = 500

Subject = Principal | Organisation | Body | Post | Engagement
Model = TypeVar("Model", Principal, Organisation, Body, Post, Engagement)
MODELS: dict[Scope, type[Any]] = {
    Scope.PRINCIPAL: Principal,
    Scope.ORGANISATION: Organisation,
    Scope.BODY: Body,
    Scope.POST: Post,
    Scope.ENGAGEMENT: Engagement,
}


def all_feeds() -> Sequence[Feed]:
    """Every feed with its addresses: the office's first, then by name."""
    query = select(Feed).options(selectinload(Feed.addresses))
    return db.session.scalars(query.order_by(Feed.scope != Scope.OFFICE, func.lower(Feed.name), Feed.id)).all()


def feed_of(feed_id: int) -> Feed | None:
    """One feed."""
    return db.session.get(Feed, feed_id)


def feeds_to_stamp(scopes: Collection[ScopeKey]) -> Sequence[Feed]:
    """The feeds of these scopes, locked in the order of their keys, as they are now."""
    matches = [and_(Feed.scope == scope, func.coalesce(Feed.scope_id, 0) == key) for scope, key in sorted(scopes)]
    query = select(Feed).where(or_(*matches)).order_by(Feed.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def address_by_digest(token_hash: str) -> FeedAddress | None:
    """The address of a token."""
    return db.session.scalars(select(FeedAddress).where(FeedAddress.token_hash == token_hash)).one_or_none()


def subject_of(feed: Feed) -> str:
    """What a feed is about, in words; something that no longer exists says so."""
    if feed.scope is Scope.OFFICE:
        return SCOPE_WORDS[Scope.OFFICE]
    found: Subject | None = db.session.get(MODELS[feed.scope], feed.scope_id)
    return _label(found) if found is not None else "No longer there"


def scope_exists(scope: Scope, scope_id: int | None) -> bool:
    """Whether there is something for a feed to be about."""
    if scope is Scope.OFFICE:
        return scope_id is None
    found = db.session.get(MODELS[scope], scope_id) if scope_id is not None else None
    return found is not None and (not isinstance(found, Engagement) or found.kind is EngagementKind.SUMMIT)


def scope_choices(scope: Scope) -> list[tuple[int, str]]:
    """What a feed of this scope may be about, by name."""
    return sorted(((row.id, _label(row)) for row in _candidates(scope)), key=lambda choice: choice[1].casefold())


def engagements_in_batches() -> Iterator[Sequence[Engagement]]:
    """Every engagement, some hundreds at a time, with all that its rendering reads."""
    last = 0
    while found := db.session.scalars(
        _to_render().where(Engagement.id > last).order_by(Engagement.id).limit(BATCH)
    ).all():
        yield found
        last = found[-1].id


def engagements_concerned(partner: object, on: date) -> Sequence[Engagement]:
    """Those in feeds from a day on whose text or scope a partner's change may alter; people are named in none."""
    if isinstance(partner, Place):
        condition = Engagement.place_id == partner.id
    elif isinstance(partner, Organisation | Body | Post):
        condition = Engagement.id.in_(_with_posts_of(partner))
    else:
        return []
    shown = exists().where(
        FeedEntry.engagement_id == Engagement.id,
        FeedEntry.scope == Scope.OFFICE,
        FeedEntry.scope_id == 0,
        FeedEntry.shown_until_on >= on,
    )
    return db.session.scalars(_to_render().where(condition, shown).order_by(Engagement.id)).all()


def _with_posts_of(partner: Organisation | Body | Post) -> Select[int]:
    taking_part = select(EngagementPost.engagement_id)
    if isinstance(partner, Post):
        return taking_part.where(EngagementPost.post_id == partner.id)
    home = Post.organisation_id if isinstance(partner, Organisation) else Post.body_id
    return taking_part.where(EngagementPost.post_id.in_(select(Post.id).where(home == partner.id)))


def _to_render() -> Select[Engagement]:
    """With all that its rendering reads, in a fixed number of statements."""
    posts = selectinload(Engagement.posts)
    return select(Engagement).options(
        selectinload(Engagement.principals),
        posts.joinedload(Post.organisation),
        posts.joinedload(Post.body),
        joinedload(Engagement.place),
    )


def _candidates(scope: Scope) -> Sequence[Subject]:
    if scope is Scope.POST:
        query = select(Post).options(joinedload(Post.organisation), joinedload(Post.body))
        return db.session.scalars(query.order_by(Post.id)).all()
    if scope is Scope.ENGAGEMENT:
        summits = select(Engagement).where(Engagement.kind == EngagementKind.SUMMIT).order_by(Engagement.id)
        return db.session.scalars(summits).all()
    return _in_order(MODELS[scope])


def _in_order(model: type[Model]) -> Sequence[Model]:
    return db.session.scalars(select(model).order_by(model.id)).all()


def _label(row: Subject) -> str:
    """A post with its home; a summit with its day, since each year has one."""
    if isinstance(row, Post):
        return row.full_title
    if isinstance(row, Engagement):
        return f"{row.title} ({when_words(row)})"
    return row.title if isinstance(row, Principal) else row.name
