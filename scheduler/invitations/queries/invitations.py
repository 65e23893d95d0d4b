"""Invitations of an engagement, and the link behind a token."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, inspect, not_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest, normalise
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, InvitationLink, Reply, Substitution, Wave, WaveMember
from scheduler.invitations.rules import PartStat, StandIn


@cache
def _by_token() -> Select[InvitationLink]:
    """Written once: to put it together costs as much as to run it."""
    return (
        select(InvitationLink)
        .where(InvitationLink.token_hash == bindparam("token_hash"))
        .options(
            joinedload(InvitationLink.invitation).options(
                joinedload(Invitation.engagement).joinedload(Engagement.place),
                joinedload(Invitation.post),
                joinedload(Invitation.person),
            )
        )
    )


def invitations_of(engagement: Engagement) -> list[Invitation]:
    """Every invitation, withdrawn ones last; links, answers and substitutes come in a fixed number of queries.

    What was undone before its mail left is none: nobody ever heard of it.
    """
    query = (
        select(Invitation)
        .where(Invitation.engagement_id == engagement.id, not_(_was_undone()))
        .options(
            joinedload(Invitation.person),
            selectinload(Invitation.links),
            selectinload(Invitation.replies).joinedload(Reply.substitution),
        )
        .order_by(Invitation.withdrawn_at.is_not(None), Invitation.invitee_label, Invitation.id)
    )
    return list(db.session.scalars(query))


def _was_undone() -> ColumnElement[bool]:
    """Taken back with its wave, and no mail of it ever left."""
    undone = (
        select(WaveMember.invitation_id)
        .join(Wave)
        .where(WaveMember.invitation_id == Invitation.id, Wave.undone_at.is_not(None))
    )
    told = Invitation.links.any(InvitationLink.told_at.is_not(None))
    return Invitation.withdrawn_at.is_not(None) & undone.exists() & not_(told)


def live_invitations(engagement: Engagement) -> list[Invitation]:
    """Those that are not withdrawn."""
    return [invitation for invitation in invitations_of(engagement) if invitation.withdrawn_at is None]


def invitation_by_id(invitation_id: int) -> Invitation | None:
    """One invitation."""
    return db.session.get(Invitation, invitation_id)


@cache
def _by_id() -> Select[InvitationLink]:
    """With what every mail by the link tells of."""
    whose = joinedload(InvitationLink.invitation, innerjoin=True)
    when_and_where = joinedload(Invitation.engagement, innerjoin=True).joinedload(Engagement.place)
    known = whose.options(when_and_where, joinedload(Invitation.person))
    return select(InvitationLink).where(InvitationLink.id == bindparam("link_id")).options(known)


def link_by_id(link_id: int) -> InvitationLink | None:
    """One link."""
    return db.session.scalar(_by_id(), {"link_id": link_id})


def link_by_token(token: str) -> InvitationLink | None:
    """The link that a token opens, however a gateway mangled it; None for anything else."""
    normalised = normalise(token)
    if normalised is None:
        return None
    return db.session.scalar(_by_token(), {"token_hash": digest(Purpose.ANSWER, normalised)})


def link_to_answer(token: str) -> InvitationLink | None:
    """The same, with the invitation's other links at hand: they hear of the answer."""
    normalised = normalise(token)
    if normalised is None:
        return None
    found = db.session.scalars(_to_answer(), {"token_hash": digest(Purpose.ANSWER, normalised)})
    return found.unique().one_or_none()


@cache
def _to_answer() -> Select[InvitationLink]:
    whose = joinedload(InvitationLink.invitation, innerjoin=True)
    return (
        select(InvitationLink)
        .where(InvitationLink.token_hash == bindparam("token_hash"))
        .options(
            whose.options(
                joinedload(Invitation.engagement, innerjoin=True),
                joinedload(Invitation.post),
                joinedload(Invitation.person),
                joinedload(Invitation.links),
            )
        )
    )


def live_links(invitation: Invitation) -> list[InvitationLink]:
    """The addresses that may answer today."""
    return [link for link in invitation.links if link.revoked_at is None]


def successor_of(link: InvitationLink) -> InvitationLink | None:
    """The live link that took a revoked one's place; None when there is none."""
    same_audience = (each for each in live_links(link.invitation) if each.audience is link.audience)
    return next(same_audience, None)


def current_reply(invitation: Invitation) -> Reply | None:
    """The newest answer of this invitation; None before the first. Reads the others only if they are at hand."""
    if "replies" in inspect(invitation).unloaded:
        return db.session.scalar(_newest_reply(), {"invitation_id": invitation.id})
    replies: Sequence[Reply] = invitation.replies
    return replies[0] if replies else None


@cache
def _newest_reply() -> Select[Reply]:
    newest = select(Reply).where(Reply.invitation_id == bindparam("invitation_id")).order_by(Reply.id.desc()).limit(1)
    return newest.options(joinedload(Reply.substitution))


def standing_reply(invitation: Invitation) -> Reply | None:
    """The answer that counts today; None before the first, and when an invitation was renewed after it."""
    return None if invitation.partstat is PartStat.NEEDS_ACTION else current_reply(invitation)


def stand_in_of(substitution: Substitution | None) -> StandIn | None:
    """A stored substitute as the rules compare it."""
    if substitution is None:
        return None
    return StandIn(
        substitution.name, substitution.role, substitution.band, substitution.authority, substitution.address or ""
    )
