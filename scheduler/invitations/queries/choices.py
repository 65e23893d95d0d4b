"""What the invite page offers: groups, posts and people found by words, and what was chosen so far."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation
from scheduler.stakeholders.models import Person, Post, PostGroup
from scheduler.stakeholders.queries import live_posts, members_among, new_members
from scheduler.stakeholders.rules.search import search_words

FOUND_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class GroupOffer:
    """A group with the posts it names today, and those it did not name at its last review."""

    group: PostGroup
    members: list[Post]
    new: list[Post]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the office ticked; ids of rows that exist no more are left out."""

    posts: list[Post]
    groups: list[GroupOffer]
    people: list[Person]

    @property
    def all(self) -> list[Post | Person]:
        """Every chosen seat and person, each once, groups first."""
        in_groups = [post for offer in self.groups for post in offer.members]
        by_id = {post.id: post for post in [*in_groups, *self.posts]}
        return [*by_id.values(), *self.people]

    @property
    def new(self) -> list[Post]:
        """Posts that joined a chosen group since it was last reviewed."""
        return [post for offer in self.groups for post in offer.new]


def group_offers(on: date, ids: Sequence[int] | None = None) -> list[GroupOffer]:
    """Groups with their members of the day; all of them, or those named."""
    query = select(PostGroup).order_by(PostGroup.name)
    if ids is not None:
        query = query.where(PostGroup.id.in_(ids))
    groups = list(db.session.scalars(query))
    posts = live_posts(on) if groups else []
    return [offer_of(group, posts) for group in groups]


def offer_of(group: PostGroup, posts: Sequence[Post]) -> GroupOffer:
    """A group with those of the live posts that it names."""
    members = members_among(group, posts)
    return GroupOffer(group, members, new_members(group, members))


def choice_of(post_ids: Sequence[int], group_ids: Sequence[int], person_ids: Sequence[int], on: date) -> Choice:
    """The rows behind what was ticked."""
    posts = select(Post).where(Post.id.in_(post_ids)).order_by(Post.id)
    people = select(Person).where(Person.id.in_(person_ids)).order_by(Person.name, Person.id)
    return Choice(
        list(db.session.scalars(posts.options(joinedload(Post.organisation), joinedload(Post.body)))),
        group_offers(on, group_ids) if group_ids else [],
        list(db.session.scalars(people)),
    )


def found_posts(text: str, on: date) -> list[Post]:
    """Live posts by title, home or holder; none without words."""
    return live_posts(on, text)[:FOUND_AT_MOST] if search_words(text) else []


def found_people(text: str) -> list[Person]:
    """People by name, whether or not they hold a post; none without words."""
    words = search_words(text)
    if not words:
        return []
    conditions = [Person.search_key.contains(word, autoescape=True) for word in words]
    query = select(Person).where(*conditions).order_by(Person.name, Person.id).limit(FOUND_AT_MOST)
    return list(db.session.scalars(query))


def uninvited_posts(engagement: Engagement) -> list[Post]:
    """Partners of the engagement who have no invitation: the likely first choice."""
    query = select(Invitation.post_id).where(
        Invitation.engagement_id == engagement.id, Invitation.withdrawn_at.is_(None)
    )
    invited = set(db.session.scalars(query))
    return [post for post in engagement.posts if post.id not in invited]
