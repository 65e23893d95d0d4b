"""Who comes in an invitee's place, and what they themselves said."""

from sqlalchemy import select

from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, InvitationLink, Reply, Substitution
from scheduler.invitations.queries.invitations import live_links
from scheduler.invitations.rules import Audience, PartStat


def substitute_link(invitation: Invitation) -> InvitationLink | None:
    """The live link of whoever comes instead; None when nobody does, or without an address of theirs."""
    return next((link for link in live_links(invitation) if link.audience is Audience.SUBSTITUTE), None)


def substitution_of(link: InvitationLink) -> Substitution | None:
    """As whom the holder of a substitute's link was named last."""
    named = select(Substitution).where(Substitution.invitation_id == link.invitation_id)
    found = db.session.scalars(named.order_by(Substitution.id.desc()))
    return next((each for each in found if address_key(each.address or "") == address_key(link.address)), None)


def own_answer(link: InvitationLink) -> PartStat:
    """What the holder of a substitute's link said of the present plan themselves."""
    newest = select(Reply).where(Reply.link_id == link.id).order_by(Reply.id.desc()).limit(1)
    reply = db.session.scalar(newest)
    if reply is None or reply.sequence < link.invitation.engagement.sequence:
        return PartStat.NEEDS_ACTION
    return PartStat.DECLINED if reply.partstat is PartStat.DECLINED else PartStat.ACCEPTED


def principal_address(invitation: Invitation) -> str:
    """The invitee's address, else that of their office: who sent the substitute."""
    theirs = [link for link in invitation.links if link.audience is not Audience.SUBSTITUTE]
    best = max(theirs, key=lambda link: (link.revoked_at is None, link.audience is Audience.PRINCIPAL, link.id))
    return best.address


def is_invited_at(engagement: Engagement, address: str, *, but: InvitationLink | None = None) -> bool:
    """Whether a mailbox has a live link to the engagement, of whatever invitation, other than `but`."""
    query = (
        select(InvitationLink)
        .join(Invitation)
        .where(
            Invitation.engagement_id == engagement.id,
            Invitation.withdrawn_at.is_(None),
            InvitationLink.revoked_at.is_(None),
        )
    )
    links = db.session.scalars(query.order_by(InvitationLink.id))
    return any(link is not but and address_key(link.address) == address_key(address) for link in links)
