"""Who expects us at some engagements, with telephone numbers; a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, Reply
from scheduler.invitations.queries import live_links, standing_reply
from scheduler.invitations.rules import PartStat
from scheduler.stakeholders.models import Person, Post, Tenure
from scheduler.stakeholders.queries import holders_of
from scheduler.today.rules.away import Contact


def contacts_of(engagements: Sequence[Engagement], on: date) -> dict[int, list[Contact]]:
    """For each engagement by its key: whoever is invited, then the partners who never were."""
    invitations = _invitations(engagements)
    found = {each.id: [_invited(invitation) for invitation in invitations[each.id]] for each in engagements}
    strangers = {each.id: _never_invited(each, invitations[each.id]) for each in engagements}
    holders = holders_of([post for posts in strangers.values() for post in posts], on)
    for key, posts in strangers.items():
        found[key] += [_partner(post, holders) for post in posts]
    return found


def _invitations(engagements: Iterable[Engagement]) -> Mapping[int, list[Invitation]]:
    query = (
        select(Invitation)
        .where(Invitation.engagement_id.in_([each.id for each in engagements]), Invitation.withdrawn_at.is_(None))
        .options(
            joinedload(Invitation.person),
            joinedload(Invitation.post),
            selectinload(Invitation.links),
            selectinload(Invitation.replies).joinedload(Reply.substitution),
        )
        .order_by(Invitation.invitee_label, Invitation.id)
    )
    found: dict[int, list[Invitation]] = defaultdict(list)
    for invitation in db.session.scalars(query):
        found[invitation.engagement_id].append(invitation)
    return found


def _invited(invitation: Invitation) -> Contact:
    links = live_links(invitation)
    reply = standing_reply(invitation)
    comes = reply.substitution if reply else None
    return Contact(
        key=f"invitation:{invitation.id}",
        label=invitation.invitee_label,
        name=invitation.person.full_name if invitation.person else "",
        numbers=_numbers(invitation.post, invitation.person),
        note=f"{comes.name}, {comes.role}, comes in their place" if comes else "",
        has_declined=invitation.partstat is PartStat.DECLINED,
        is_unreached=all(link.undeliverable_at is not None for link in links),
    )


def _never_invited(engagement: Engagement, invitations: Iterable[Invitation]) -> list[Post]:
    invited = {invitation.post_id for invitation in invitations}
    return [post for post in engagement.posts if post.id not in invited]


def _partner(post: Post, holders: Mapping[int, Tenure]) -> Contact:
    tenure = holders.get(post.id)
    person = tenure.person if tenure else None
    return Contact(
        key=f"post:{post.id}",
        label=post.full_title,
        name=person.full_name if person else "",
        numbers=_numbers(post, person),
        is_unreached=True,
    )


def _numbers(post: Post | None, person: Person | None) -> tuple[tuple[str, str], ...]:
    """Their office first: it is there when they are on the road, and its name is worth knowing."""
    found = []
    if post is not None and post.telephone:
        found.append((f"Office, {post.pa_name}" if post.pa_name else "Office", post.telephone))
    if person is not None and person.telephone:
        found.append(("Direct", person.telephone))
    return tuple(found)
