"""The mail that answers an invitation, and within it what calendar programs understand (iTIP, RFC 5546 3.2.3)."""

from datetime import datetime

from scheduler.accounts.queries import the_office
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.core.mail_templates import render_mail
from scheduler.ical.itip import Attendee, Method, Organizer, reply
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import when_of
from scheduler.incoming.queries.words import asked_words, goes_words, host_words, span_of
from scheduler.incoming.rules.courtesy import PARTSTAT_OF, comes_words, subject_words
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.incoming.service.answering import answers_program
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail


def write_answer(notice: Notice) -> Mail | None:
    """As the decision stands when it leaves; None once it is another one."""
    invitation = db.session.get(IncomingInvitation, notice.payload["invitation_id"])
    if invitation is None or str(invitation.decision) != notice.payload["decision"]:
        return None
    return answer_mail(invitation, invitation.decision, invitation.answer_words, name=notice.recipient_name)


def answer_mail(invitation: IncomingInvitation, decision: Decision, words: str, *, name: str = "") -> Mail:
    """The mail of one decision; also for looking at before it is sent."""
    office = the_office()
    facts = {
        "subject": subject_words(decision, invitation.title),
        "name": name,
        "said": words,
        "title": invitation.title,
        "when": span_of(when_of(invitation)),
        "host": host_words(invitation),
        "office_name": office.name,
        "office_telephone": office.telephone,
    }
    text, html = (render_mail(f"incoming/email/answer.{part}", **facts) for part in ("txt", "html"))
    if not answers_program(invitation):
        return Mail(facts["subject"], text, html)
    calendar = _reply(invitation, decision)
    return Mail(facts["subject"], text, html, calendar=calendar, method=Method.REPLY)


def _reply(invitation: IncomingInvitation, decision: Decision) -> bytes:
    """As the one who was asked: whoever comes in their place is told in words, for programs know no such thing."""
    goes = goes_words(invitation) if decision is Decision.ACCEPTED else ""
    asked = asked_words(invitation)
    return reply(
        uid=invitation.uid,
        sequence=invitation.sequence,
        stamped_at=(invitation.decided_at or utc_now()).replace(microsecond=0),
        attendee=Attendee(address=invitation.attendee, partstat=PARTSTAT_OF[decision]),
        organizer=Organizer(invitation.organizer),
        comment=comes_words(goes, asked) if goes and goes != asked else "",
        recurs_at=_recurs_at(invitation),
    )


def _recurs_at(invitation: IncomingInvitation) -> datetime | None:
    return datetime.fromisoformat(invitation.recurrence_id) if invitation.recurrence_id else None
