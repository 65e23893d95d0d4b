"""Named reads of feeds, of what a feed may be about, and of the engagements that a partner's change concerns."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.engagements.calendar import when_words
from scheduler.engagements.models import Engagement, EngagementPost, Principal
from scheduler.engagements.queries import live_principals
from scheduler.engagements.rules import EngagementKind
from scheduler.feeds.models import Feed, FeedAddress, FeedEntry
from scheduler.feeds.rules import SCOPE_WORDS, Scope, ScopeKey
from scheduler.stakeholders.models import Body, Organisation, Place, Post
from scheduler.stakeholders.queries import live_posts
from scheduler.stakeholders.queries.records import live_bodies, live_organisations

BATCH = 500

Subject = Principal | Organisation | Body | Post | Engagement
MODELS: dict[Scope, type[Any]] = {
    Scope.PRINCIPAL: Principal,
    Scope.ORGANISATION: Organisation,
    Scope.BODY: Body,
    Scope.POST: Post,
    Scope.POST_REST: Post,
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
    # One list of pairs: a place may concern thousands, and SQLite refuses an OR of a thousand parts.
    wanted = tuple_(Feed.scope, func.coalesce(Feed.scope_id, 0)).in_(sorted(scopes))
    query = select(Feed).where(wanted).order_by(Feed.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def address_by_digest(token_hash: str) -> FeedAddress | None:
    """The address of a token."""
    return db.session.scalars(select(FeedAddress).where(FeedAddress.token_hash == token_hash)).one_or_none()


def subjects_of(feeds: Collection[Feed]) -> dict[int, str]:
    """What each feed is about, in words, by the feed's key: one statement a scope, however many feeds."""
    known: dict[ScopeKey, str] = {}
    for scope, model in MODELS.items():
        wanted = {feed.scope_id for feed in feeds if feed.scope is scope}
        rows = _rows(scope, model.id.in_(wanted)) if wanted else ()
        known |= {(scope, row.id): _label(row) for row in rows}
    return {feed.id: _subject(feed, known) for feed in feeds}


def scope_exists(scope: Scope, scope_id: int | None) -> bool:
    """Whether there is something for a feed to be about."""
    if scope is Scope.OFFICE:
        return scope_id is None
    found = db.session.get(MODELS[scope], scope_id) if scope_id is not None else None
    return found is not None and (not isinstance(found, Engagement) or found.kind is EngagementKind.SUMMIT)


def scope_choices(scope: Scope, on: date) -> list[tuple[int, str]]:
    """What a new feed of this scope may be about on a day."""
    return [(row.id, _label(row)) for row in _candidates(scope, on)]


def engagements_in_batches() -> Iterator[Sequence[Engagement]]:
    """Every engagement, some hundreds at a time, with all that its rendering reads."""
    last = 0
    while found := db.session.scalars(
        _to_render().where(Engagement.id > last).order_by(Engagement.id).limit(BATCH)
    ).all():
        last = found[-1].id  # before the caller lets go of the rows
        yield found


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


def engagements_of_post(post_id: int) -> Sequence[Engagement]:
    """Every engagement that a post takes part in, with all that its rendering reads."""
    taking_part = select(EngagementPost.engagement_id).where(EngagementPost.post_id == post_id)
    return db.session.scalars(_to_render().where(Engagement.id.in_(taking_part)).order_by(Engagement.id)).all()


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


def _candidates(scope: Scope, on: date) -> Sequence[Subject]:
    """Those of the day, in the order in which people look for them; latest summit first."""
    if scope is Scope.PRINCIPAL:
        return live_principals(on)
    if scope is Scope.ORGANISATION:
        return live_organisations(on)
    if scope is Scope.BODY:
        return live_bodies(on)
    if scope is Scope.POST:
        return live_posts(on)
    return _rows(scope, Engagement.kind == EngagementKind.SUMMIT)[::-1] if scope is Scope.ENGAGEMENT else []


def _rows(scope: Scope, condition: ColumnElement[bool]) -> Sequence[Subject]:
    homes = (joinedload(Post.organisation), joinedload(Post.body)) if MODELS[scope] is Post else ()
    model = MODELS[scope]
    rows: Sequence[Subject] = db.session.scalars(
        select(model).where(condition).options(*homes).order_by(model.id)
    ).all()
    return rows


def _subject(feed: Feed, known: Mapping[ScopeKey, str]) -> str:
    if feed.scope is Scope.OFFICE:
        return SCOPE_WORDS[Scope.OFFICE]
    return known.get((feed.scope, feed.scope_id or 0), "No longer there")


def _label(row: Subject) -> str:
    """A post with its home; a summit with its day, since each year has one."""
    if isinstance(row, Post):
        return row.full_title
    if isinstance(row, Engagement):
        return f"{row.title} ({when_words(row)})"
    return row.title if isinstance(row, Principal) else row.name
