"""What we hold of an invitation when an answer comes, as the truth table wants it."""

from datetime import datetime

from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.inbox.models import InboundAnswer
from scheduler.inbox.rules.deciding import Claim, Held
from scheduler.inbox.rules.heard import Heard
from scheduler.inbox.rules.vocabulary import Outcome
from scheduler.invitations.models import Invitation, InvitationLink, Substitution
from scheduler.invitations.queries import standing_reply
from scheduler.invitations.queries.doors import door_of
from scheduler.invitations.queries.substitutes import own_answer
from scheduler.invitations.rules import Audience, PartStat, gate

COUNTED = (Outcome.TAKEN, Outcome.REPEATED, Outcome.ACCEPTED)


def held_of(invitation: Invitation, claim: Claim, said: Heard, link: InvitationLink | None) -> Held:
    """The present answer and what came by mail before; the gate is that of the moment at which the mail arrived.

    `link` is that of whoever answers, when they have one.
    """
    reply = standing_reply(invitation)
    return Held(
        sequence=invitation.engagement.sequence,
        gate=gate(door_of(invitation), claim.arrived_at),
        partstat=invitation.partstat,
        is_about_present=invitation.answered_sequence == invitation.engagement.sequence,
        words=reply.message if reply else "",
        deputy=_deputy(reply.substitution) if reply else "",
        last_at=reply.at if reply else None,
        last_stamped_at=_last_stamp(invitation, claim, said),
        may_confirm=_may_confirm(link),
        was_taken=_was_taken(invitation, claim, said),
    )


def _may_confirm(link: InvitationLink | None) -> bool:
    is_theirs = link is not None and link.audience is Audience.SUBSTITUTE and link.revoked_at is None
    return link is not None and is_theirs and own_answer(link) is not PartStat.ACCEPTED


def _deputy(substitution: Substitution | None) -> str:
    return (substitution.address or substitution.name) if substitution else ""


def _last_stamp(invitation: Invitation, claim: Claim, said: Heard) -> datetime | None:
    query = select(func.max(InboundAnswer.stamped_at)).where(
        InboundAnswer.invitation_id == invitation.id,
        InboundAnswer.attendee == said.attendee,
        InboundAnswer.sequence == claim.sequence,
        InboundAnswer.outcome.in_(COUNTED),
    )
    return db.session.scalar(query)


def _was_taken(invitation: Invitation, claim: Claim, said: Heard) -> bool:
    """Without DTSTAMP nothing tells a second mail from a second answer."""
    if claim.stamped_at is None:
        return False
    query = select(InboundAnswer.answer, InboundAnswer.words).where(
        InboundAnswer.invitation_id == invitation.id,
        InboundAnswer.method == claim.method,
        InboundAnswer.sequence == claim.sequence,
        InboundAnswer.stamped_at == claim.stamped_at,
        InboundAnswer.outcome.in_(COUNTED),
    )
    same = (said.as_json(), claim.words)
    return any((answer, words) == same for answer, words in db.session.execute(query))
