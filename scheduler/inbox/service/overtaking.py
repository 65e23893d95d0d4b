"""Doubts that end by themselves: the invitee has answered since, or the office wrote down who comes instead."""

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.inbox.models import InboundAnswer, InboundMail
from scheduler.inbox.rules.vocabulary import Doubt, MailState, Outcome
from scheduler.inbox.service.understanding import state_of
from scheduler.invitations.models import Invitation, Reply
from scheduler.invitations.rules import Answerer

MOOT = (Doubt.OLDER, Doubt.SUPERSEDED, Doubt.DEPUTY)
"""A newer answer says all that was asked. A letter, a stranger or a forged sender still wants somebody's eyes."""


def overtake_doubts(invitation: Invitation, reply: Reply) -> None:
    """Close what waited before an answer to the present plan; a substitute's own says nothing of their rank."""
    if reply.answered_by is Answerer.SUBSTITUTE or reply.sequence < invitation.engagement.sequence:
        return
    for row in db.session.scalars(_waiting(), {"invitation_id": invitation.id, "until": reply.at}).all():
        _close(row, reply)
    db.session.flush()


@cache
def _waiting() -> Select[InboundAnswer]:
    """Written once: asked at every answer, and most have none.

    A mail that somebody settles at this moment is theirs: waiting for it could wait for ever.
    """
    return (
        select(InboundAnswer)
        .join(InboundAnswer.mail)
        .where(
            InboundAnswer.invitation_id == bindparam("invitation_id"),
            InboundAnswer.outcome == Outcome.TRIAGE,
            InboundAnswer.doubt.in_(MOOT),
            InboundAnswer.settled_at.is_(None),
            InboundMail.state == MailState.TRIAGE,
            InboundMail.received_at <= bindparam("until"),
        )
        .order_by(InboundAnswer.id)
        .options(contains_eager(InboundAnswer.mail))
        .with_for_update(of=InboundMail, skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _close(row: InboundAnswer, reply: Reply) -> None:
    row.outcome, row.settled_at = Outcome.OVERTAKEN, reply.at
    row.mail.state = state_of(row.mail)
    what = f"{Outcome.OVERTAKEN}: mail of {row.mail.sender or 'somebody'}"
    details = {"doubt": str(row.doubt), "invitation": row.invitation_id, "reply": reply.id}
    record("inbox.settled", "inbound_mail", row.mail_id, what, details=details)
