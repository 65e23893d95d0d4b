"""Who was there, at what level: as somebody wrote it down, else by what was planned and answered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.models import Invitation, Reply, Substitution
from scheduler.invitations.rules import PartStat
from scheduler.records.models import Presence
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import Side
from scheduler.stakeholders.models import Post

LAST = 9
"""Sorts behind every band."""
PROMISED = frozenset({PartStat.ACCEPTED, PartStat.DELEGATED, PartStat.TENTATIVE})
Answered = tuple[Invitation, Substitution | None]


def people_in(engagement: Engagement) -> tuple[Came, ...]:
    """Ours first, then theirs, most senior first; each side as written where anything was, else as planned."""
    return people_in_many([engagement])[engagement.id]


def people_in_many(engagements: Sequence[Engagement]) -> dict[int, tuple[Came, ...]]:
    """The same for many, by engagement, in a fixed number of statements."""
    ids = [each.id for each in engagements]
    whole = _whole(ids)
    written, answers = presences_of(ids), _answers(ids)
    return {
        each.id: (*_ours(whole[each.id], written[each.id]), *_theirs(whole[each.id], written[each.id], answers))
        for each in engagements
    }


def presences_of(engagement_ids: Iterable[int]) -> Mapping[int, list[Presence]]:
    """What was written down, by engagement, in the order of writing."""
    query = (
        select(Presence)
        .where(Presence.engagement_id.in_(list(engagement_ids)))
        .options(joinedload(Presence.principal), joinedload(Presence.organisation), joinedload(Presence.body))
        .options(joinedload(Presence.post).joinedload(Post.organisation))
        .options(joinedload(Presence.post).joinedload(Post.body))
        .order_by(Presence.id)
    )
    found: dict[int, list[Presence]] = defaultdict(list)
    for presence in db.session.scalars(query):
        found[presence.engagement_id].append(presence)
    return found


def _whole(ids: list[int]) -> dict[int, Engagement]:
    posts = selectinload(Engagement.posts)
    query = select(Engagement).where(Engagement.id.in_(ids))
    query = query.options(
        selectinload(Engagement.principals), posts.joinedload(Post.organisation), posts.joinedload(Post.body)
    )
    return {each.id: each for each in db.session.scalars(query)}


def _answers(ids: list[int]) -> Mapping[int, list[Answered]]:
    """Live invitations with whoever comes in the invitee's place."""
    newest = select(func.max(Reply.id)).where(Reply.invitation_id == Invitation.id).correlate(Invitation)
    query = (
        select(Invitation, Substitution)
        .outerjoin(Reply, Reply.id == newest.scalar_subquery())
        .outerjoin(Substitution, Substitution.id == Reply.substitution_id)
        .where(Invitation.engagement_id.in_(ids), Invitation.withdrawn_at.is_(None))
        .options(joinedload(Invitation.post).joinedload(Post.organisation))
        .options(joinedload(Invitation.post).joinedload(Post.body))
        .options(joinedload(Invitation.person))
        .order_by(Invitation.id)
    )
    found: dict[int, list[Answered]] = defaultdict(list)
    for invitation, substitution in db.session.execute(query):
        found[invitation.engagement_id].append((invitation, substitution))
    return found


def _ours(engagement: Engagement, written: Sequence[Presence]) -> list[Came]:
    own = sorted((each for each in written if each.side is Side.OURS), key=_place)
    return [_written(each) for each in own] or [_principal(each) for each in engagement.principals]


def _place(presence: Presence) -> tuple[bool, int, int]:
    """Principals in the office's order, then whoever else came."""
    principal = presence.principal
    return principal is None, principal.position if principal else 0, presence.id


def _principal(principal: Principal) -> Came:
    return Came(side=Side.OURS, role=principal.title, principal_id=principal.id, name=principal.name)


def _theirs(engagement: Engagement, written: Sequence[Presence], answers: Mapping[int, list[Answered]]) -> list[Came]:
    own = [_written(each) for each in written if each.side is Side.THEIRS]
    found = own or _planned(engagement, answers[engagement.id])
    return sorted(found, key=lambda each: (each.band or LAST, each.home, each.post_id or 0))


def _planned(engagement: Engagement, answered: Sequence[Answered]) -> list[Came]:
    invited = {invitation.post_id for invitation, _ in answered}
    never = [_seated(post) for post in engagement.posts if post.id not in invited]
    planned = [*(_invited(*each) for each in answered), *never]
    if engagement.kind is EngagementKind.SUMMIT:  # many are asked, and silence is no promise
        return [replace(each, came=each.came and each.answer in PROMISED) for each in planned]
    return planned


def _invited(invitation: Invitation, substitution: Substitution | None) -> Came:
    answer, name = invitation.partstat, invitation.person.full_name if invitation.person else ""
    planned = _seated(invitation.post) if invitation.post else Came(side=Side.THEIRS, role="Guest")
    planned = replace(planned, answer=answer, name=name, came=answer is not PartStat.DECLINED)
    if answer is not PartStat.DELEGATED or substitution is None:
        return planned
    return replace(
        planned,
        role=substitution.role,
        band=substitution.band,
        authority=substitution.authority,
        name=substitution.name,
        is_substitute=True,
    )


def _seated(post: Post) -> Came:
    """The holder of a seat, by role."""
    return Came(
        side=Side.THEIRS,
        role=post.title,
        home=post.home.name,
        organisation_id=post.organisation_id,
        body_id=post.body_id,
        post_id=post.id,
        seat=post.title,
        band=post.band,
    )


def _written(presence: Presence) -> Came:
    usual = _usual(presence)
    return replace(
        usual,
        role=presence.role or usual.role,
        band=presence.band if presence.band is not None or presence.is_substitute else usual.band,
        authority=presence.authority,
        came=presence.came,
        is_substitute=presence.is_substitute,
        is_written=True,
        name=presence.name or usual.name,
    )


def _usual(presence: Presence) -> Came:
    """Whoever a row is about, before what it says of them."""
    if presence.principal is not None:
        return _principal(presence.principal)
    if presence.post is not None:
        return _seated(presence.post)
    home = presence.organisation or presence.body
    return Came(
        side=presence.side,
        role=presence.role,
        home=home.name if home else "",
        organisation_id=presence.organisation_id,
        body_id=presence.body_id,
    )
