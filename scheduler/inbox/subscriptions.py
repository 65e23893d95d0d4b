"""What the inbox does by itself and when something else changes; importing this wires it."""

from typing import Any

from scheduler.accounts.page_facts import register_count
from scheduler.core.clock import utc_now
from scheduler.core.jobs import register_job
from scheduler.core.rounds import Each, register_round
from scheduler.inbox.queries.triage import count_if_any
from scheduler.inbox.service.keeping import erase_old_mail
from scheduler.inbox.service.overtaking import overtake_doubts
from scheduler.inbox.service.processing import process_waiting
from scheduler.inbox.service.receiving import JOB
from scheduler.invitations.models import Invitation, Reply
from scheduler.invitations.service.signals import rsvp_recorded


def read_mail_now() -> None:
    """A door has taken something in."""
    process_waiting(utc_now())


register_round(JOB, Each.MINUTE, process_waiting)
register_round("erase old mail", Each.DAY, erase_old_mail)
register_count("/inbox", count_if_any)
register_job(JOB, read_mail_now)


@rsvp_recorded.connect
def let_an_answer_end_doubts(invitation: Invitation, *, reply: Reply, **_: Any) -> None:
    """What waited for a person about the same invitee may wait no more."""
    overtake_doubts(invitation, reply)
