"""Delivery reports: they mark the mail that they are about and its address, and never count as answers."""

from collections.abc import Sequence
from datetime import datetime

from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.inbox.models import InboundAnswer, InboundMail
from scheduler.inbox.queries.meetings import notice_of_message
from scheduler.inbox.reading.values import Bounce, ReadMail
from scheduler.inbox.rules.bouncing import Delivery, bounce_words, delivery
from scheduler.inbox.rules.vocabulary import Outcome
from scheduler.invitations.models import InvitationLink
from scheduler.outbox.models import Notice
from scheduler.outbox.queries import notice_of_envelope
from scheduler.outbox.service import notice_failed


def take_bounces(mail: InboundMail, read: ReadMail) -> None:
    """A row for each recipient that a report names; one that is about none of our mails is only kept."""
    for bounce in read.bounces:
        notice = notice_of(bounce, read.recipients)
        mail.answers.append(_row(mail, bounce, notice))
        if notice is not None:
            mark(notice, bounce, now=mail.received_at)
    db.session.flush()


def notice_of(bounce: Bounce, recipients: Sequence[str]) -> Notice | None:
    """The mail of ours that a report is about: by the envelope's tag, else by the Message-ID of what came back."""
    tagged = (notice_of_envelope(address) for address in (*recipients, bounce.envelope_id))
    found = next((notice for notice in tagged if notice is not None), None)
    return found or notice_of_message([bounce.original_message_id])


def mark(notice: Notice, bounce: Bounce, *, now: datetime) -> None:
    """What became of the mail after it had left; the same report again changes nothing."""
    fate = delivery(bounce)
    if fate is Delivery.DELIVERED:
        notice.delivered_at = notice.delivered_at or now
    elif fate is not Delivery.ON_ITS_WAY and notice.bounced_at is None and notice.sent_at is not None:
        notice.bounced_at = now
        notice.bounce_reason = notice.last_error = bounce_words(bounce)
        notice_failed.send(notice)


def _row(mail: InboundMail, bounce: Bounce, notice: Notice | None) -> InboundAnswer:
    link_id = notice.payload.get("link_id") if notice is not None else None
    link = db.session.get(InvitationLink, int(link_id)) if link_id is not None else None
    return InboundAnswer(
        position=len(mail.answers),
        outcome=Outcome.SET_ASIDE,
        attendee=address_key(bounce.recipient)[:254],
        answer={"fate": str(delivery(bounce)), "status": bounce.status, "notice": notice.id if notice else None},
        words=bounce_words(bounce),
        link=link,
        invitation=link.invitation if link else None,
    )
