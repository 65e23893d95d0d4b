"""Puts the answer to an invitation into the outbox: words for people, and a REPLY where a calendar program asked."""

from datetime import datetime

from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.rules.vocabulary import Way
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice, withdraw_notices

KIND = "answer_to_invitation"
SUBJECT = "incoming_invitation"


def answer_address(invitation: IncomingInvitation) -> str:
    """Where the answer goes: to whoever convenes it where a program waits for it, else to whoever wrote."""
    if answers_program(invitation):
        return invitation.organizer
    return invitation.sender_address or invitation.organizer


def answer_name(invitation: IncomingInvitation) -> str:
    """The name of whoever reads it; empty: not known of that address."""
    return invitation.sender_name if answer_address(invitation) == invitation.sender_address else ""


def answers_program(invitation: IncomingInvitation) -> bool:
    """Their calendar can take our answer: it knows us by an address, and has somebody to send it to."""
    return bool(invitation.uid and invitation.organizer and invitation.attendee)


def post_answer(invitation: IncomingInvitation, *, writes: bool, now: datetime) -> Notice | None:
    """One mail a decision; what still waits of an earlier one is taken back. None: there is nobody to write to."""
    withdraw_notices(SUBJECT, invitation.id, kinds=[KIND])
    address = answer_address(invitation)
    if not writes or not address:
        return None
    draft = NoticeDraft(
        kind=KIND,
        recipient_name=answer_name(invitation),
        recipient_address=address,
        subject_type=SUBJECT,
        subject_id=invitation.id,
        dedupe_key=f"{KIND}:{invitation.id}:{invitation.decision.name}:{invitation.version}",
        payload={"invitation_id": invitation.id, "decision": str(invitation.decision)},
        references=_their_mail(invitation),
    )
    return post_notice(draft, now=now)


def _their_mail(invitation: IncomingInvitation) -> str | None:
    """The Message-ID of the mail that brought it, so that ours stands below theirs."""
    copies = (each.reference.rpartition("#")[0] for each in invitation.copies if each.way is Way.MAIL)
    return next((f"<{each.strip('<>')}>" for each in copies if "@" in each), None)
