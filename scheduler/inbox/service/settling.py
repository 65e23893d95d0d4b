"""What staff decide about a mail that waited for them: each way out once, whoever presses twice."""

from datetime import datetime

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.ical.itip import Method
from scheduler.inbox.models import InboundAnswer, InboundMail
from scheduler.inbox.queries.alike import alike
from scheduler.inbox.queries.contacts import address_books
from scheduler.inbox.rules.deciding import Contact
from scheduler.inbox.rules.heard import Heard
from scheduler.inbox.rules.vocabulary import MailState, Outcome
from scheduler.inbox.rules.ways import Owner
from scheduler.inbox.service.acting import Speaker, act
from scheduler.inbox.service.aliases import remember_address
from scheduler.inbox.service.inviting import forget_entry, invite_from
from scheduler.inbox.service.understanding import state_of
from scheduler.incoming.models import IncomingInvitation
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import StandIn

ANSWERED = frozenset({Method.REPLY, Method.COUNTER})


def record_all_the_same(row: InboundAnswer, invitation: Invitation, *, by: str, now: datetime) -> None:
    """Take the answer on the word of a member of staff, at every meeting that waits with it. Raises RuleBroken."""
    _waiting(row)
    for each in alike(row):
        _take(each, each.invitation if each is not row and each.invitation is not None else invitation, by, now)
        _close(each, Outcome.ACCEPTED, by, now)


def remember_and_record(row: InboundAnswer, invitation: Invitation, owner: Owner, *, by: str, now: datetime) -> None:
    """The sender is the invitee, or their office: keep the address, and take the answer. Raises RuleBroken."""
    _waiting(row)
    for address in {row.mail.sender, row.attendee} - {""} - _known(invitation):
        remember_address(invitation, address, owner, by=by, now=now)
    _take(row, invitation, by, now)
    _close(row, Outcome.ACCEPTED, by, now)


def accept_substitute(row: InboundAnswer, invitation: Invitation, stand_in: StandIn, *, by: str, now: datetime) -> None:
    """Whoever answered, or was named, comes in the invitee's place. Raises RuleBroken."""
    _take(row, invitation, by, now, stand_in)
    _close(row, Outcome.ACCEPTED, by, now)


def file_letter(row: InboundAnswer, invitation: Invitation, *, by: str, now: datetime) -> None:
    """Keep a letter with an invitation; it answers nothing by itself. Raises RuleBroken."""
    _waiting(row)
    row.invitation = invitation
    _close(row, Outcome.ACCEPTED, by, now)


def take_as_invitation(row: InboundAnswer, *, by: str, now: datetime) -> IncomingInvitation:
    """Weigh it with the other invitations. Raises RuleBroken where it calls off what we do not know."""
    _waiting(row)
    invitation = invite_from(row, now=now)
    if invitation is None:
        raise RuleBroken("It is a meeting of our own, or calls off something that we were never invited to. Ignore it.")
    _close(row, Outcome.ACCEPTED, by, now)
    return invitation


def ignore(row: InboundAnswer, *, by: str, now: datetime) -> None:
    """Nothing follows from it, nor from what waits with it. Raises RuleBroken."""
    _waiting(row)
    for each in alike(row):
        _close(each, Outcome.IGNORED, by, now)


def try_again(mail: InboundMail) -> None:
    """Have a parked mail read once more. Raises RuleBroken for any other."""
    mail = _locked(mail)
    if mail.state is not MailState.PARKED:
        raise RuleBroken("This mail is not parked any more.")
    mail.state, mail.attempts, mail.leased_until = MailState.WAITING, 0, None
    record("inbox.tried_again", "inbound_mail", mail.id, f"Had a parked mail of {mail.sender or 'somebody'} read again")
    db.session.flush()


def give_up_parked(mail: InboundMail, *, by: str) -> None:
    """Nobody will read a parked mail; its text is kept as long as any other's. Raises RuleBroken."""
    mail = _locked(mail)
    if mail.state is not MailState.PARKED:
        raise RuleBroken("This mail is not parked any more.")
    mail.state = MailState.DONE
    record("inbox.ignored", "inbound_mail", mail.id, f"{by} gave up a mail that could not be read")
    db.session.flush()


def _take(row: InboundAnswer, invitation: Invitation, by: str, now: datetime, stand_in: StandIn | None = None) -> None:
    _waiting(row)
    method = Method(row.method) if row.method in ANSWERED and stand_in is None else Method.REPLY
    said = Heard.from_json(row.answer) if row.method in ANSWERED else Heard()
    (book,) = address_books([invitation])
    sender = row.mail.sender
    contact = book.contact(sender) if book.contact(sender) is Contact.OFFICE else Contact.INVITEE
    link = book.link(sender) or book.link(row.attendee)
    speaker = Speaker(invitation, said, contact, link, sender, recorded_by=by)
    row.invitation, row.link, row.settled_at = invitation, link, now  # settled before it could be overtaken by itself
    row.reply, row.proposal = act(method, speaker, row.words, now=now, stand_in=stand_in)


def _known(invitation: Invitation) -> frozenset[str]:
    (book,) = address_books([invitation])
    return book.addresses


def _waiting(row: InboundAnswer) -> None:
    """Lock the mail: two people at once decide one after the other, and the second one hears of the first."""
    _locked(row.mail)
    if row.outcome is not Outcome.TRIAGE:
        raise RuleBroken("Somebody has dealt with this already.")


def _locked(mail: InboundMail) -> InboundMail:
    db.session.flush()
    query = select(InboundMail).where(InboundMail.id == mail.id).with_for_update()
    locked = db.session.scalars(query.execution_options(populate_existing=True)).one()
    for row in locked.answers:
        db.session.refresh(row)
    return locked


def _close(row: InboundAnswer, outcome: Outcome, by: str, now: datetime) -> None:
    row.outcome, row.settled_at, row.settled_by = outcome, now, by
    forget_entry(row)
    row.mail.state = state_of(row.mail)
    what = f"{outcome}: mail of {row.mail.sender or 'somebody'}"
    details = {"doubt": str(row.doubt), "invitation": row.invitation_id}
    record("inbox.settled", "inbound_mail", row.mail_id, what, details=details)
    db.session.flush()
