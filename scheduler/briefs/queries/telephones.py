"""Whom to ring about an engagement: the partners' offices first, then who holds the seat."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.briefs.rules.day import Call
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation
from scheduler.stakeholders.models import Person, Post
from scheduler.stakeholders.queries import holders_of

MOST = 6


def calls_about(engagements: Sequence[Engagement], on: date, *, with_names: bool) -> dict[int, tuple[Call, ...]]:
    """By engagement, the most senior first; two statements. Who has no number is left out."""
    invited = _invited([each.id for each in engagements])
    posts = {each.id: _posts(each, invited[each.id]) for each in engagements}
    holders = holders_of([post for found in posts.values() for post in found], on)
    people = {key: tenure.person for key, tenure in holders.items()}
    return {
        number: tuple(_calls(found, people, invited[number], with_names=with_names))[:MOST]
        for number, found in posts.items()
    }


def _invited(engagement_ids: Sequence[int]) -> Mapping[int, list[Invitation]]:
    query = (
        select(Invitation)
        .where(Invitation.engagement_id.in_(engagement_ids), Invitation.withdrawn_at.is_(None))
        .options(joinedload(Invitation.post).joinedload(Post.organisation))
        .options(joinedload(Invitation.post).joinedload(Post.body), joinedload(Invitation.person))
        .order_by(Invitation.id)
    )
    found: dict[int, list[Invitation]] = defaultdict(list)
    for invitation in db.session.scalars(query):
        found[invitation.engagement_id].append(invitation)
    return found


def _posts(engagement: Engagement, invited: Iterable[Invitation]) -> list[Post]:
    found = {post.id: post for post in engagement.posts} | {each.post.id: each.post for each in invited if each.post}
    return sorted(found.values(), key=lambda each: (each.band, each.id))


def _calls(
    posts: Iterable[Post], people: Mapping[int, Person], invited: Iterable[Invitation], *, with_names: bool
) -> Iterable[Call]:
    for post in posts:
        numbers = _numbers(post, people.get(post.id), with_names=with_names)
        if numbers:
            yield Call(who=post.full_title, numbers=numbers)
    for each in invited:
        if each.post is None and each.person is not None and each.person.telephone:
            who = each.person.full_name if with_names else "A guest"
            yield Call(who=who, numbers=(("direct", each.person.telephone),))


def _numbers(post: Post, holder: Person | None, *, with_names: bool) -> tuple[tuple[str, str], ...]:
    office = f"office ({post.pa_name})" if with_names and post.pa_name else "office"
    direct = f"direct ({holder.full_name})" if with_names and holder is not None else "direct"
    found = [(office, post.telephone), (direct, holder.telephone if holder is not None else "")]
    return tuple((what, number) for what, number in found if number)
