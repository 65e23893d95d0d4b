"""What a mail says, each thing of it a row: answers acted on, reports noted, the rest set aside or for a person."""

from collections.abc import Callable
from datetime import datetime

from scheduler.core.db import db
from scheduler.ical.itip import Method
from scheduler.ical.replies import ItipEvent
from scheduler.inbox.models import InboundAnswer, InboundMail
from scheduler.inbox.reading.values import ReadMail
from scheduler.inbox.rules.keeping import LARGEST_MAIL
from scheduler.inbox.rules.vocabulary import Doubt, MailKind, MailState, Outcome
from scheduler.inbox.service.answers import ANSWERING, take_event
from scheduler.inbox.service.bounces import take_bounces
from scheduler.inbox.service.inviting import hand_over
from scheduler.inbox.service.matching import origin_of

PACKED = (".zip", ".rar", ".7z", ".gz", ".tar", "winmail.dat")


def understand(mail: InboundMail, read: ReadMail, *, now: datetime) -> None:
    """Keep what the mail is and act on what it says; flushes."""
    mail.read_at, mail.kind = now, read.kind
    mail.sender, mail.sender_name, mail.subject = read.sender[:254], read.sender_name[:200], read.subject[:300]
    mail.message_id = read.message_id[:254] or None
    mail.answers.clear()
    db.session.flush()
    _way(mail, read)(mail, read)
    mail.state = state_of(mail)
    mail.leased_until = mail.last_error = None
    db.session.flush()


def state_of(mail: InboundMail) -> MailState:
    """Triage while anything in it waits for a person."""
    waits = any(each.outcome is Outcome.TRIAGE for each in mail.answers)
    return MailState.TRIAGE if waits else MailState.DONE


def _way(mail: InboundMail, read: ReadMail) -> Callable[[InboundMail, ReadMail], object]:
    if read.kind is MailKind.DELIVERY:
        return take_bounces if read.bounces else _set_aside
    if read.kind in {MailKind.READ_RECEIPT, MailKind.AUTOMATIC, MailKind.LOOP}:
        return _set_aside
    if mail.size > LARGEST_MAIL:
        return lambda mail, read: _to_triage(mail, read, Doubt.TOO_BIG)
    ways: dict[MailKind, Callable[[InboundMail, ReadMail], object]] = {
        MailKind.CALENDAR: _take_answers,
        MailKind.INVITATION: _take_invitations,
        MailKind.LETTER: _take_letter,
    }
    return ways.get(read.kind, lambda mail, read: _to_triage(mail, read, Doubt.UNREADABLE))


def _take_answers(mail: InboundMail, read: ReadMail) -> None:
    origin = origin_of(read)
    for event in read.answers:
        if event.method in ANSWERING:
            take_event(mail, event, origin)
        else:
            mail.answers.append(_foreign(mail, event))
    if not mail.answers:
        _to_triage(mail, read, Doubt.UNREADABLE)


def _take_invitations(mail: InboundMail, read: ReadMail) -> None:
    for event in read.answers:
        row = _foreign(mail, event)
        mail.answers.append(row)
        hand_over(mail, read, row, event, now=mail.received_at)
    if not mail.answers:
        _to_triage(mail, read, Doubt.INVITATION)


def _foreign(mail: InboundMail, event: ItipEvent) -> InboundAnswer:
    """Somebody else's meeting; whether we go is decided among the invitations."""
    method = event.method if event.method in set(Method) else ""
    return InboundAnswer(
        position=len(mail.answers),
        outcome=Outcome.TRIAGE,
        doubt=Doubt.INVITATION,
        method=method,
        uid=event.uid,
        sequence=event.sequence,
        stamped_at=event.stamped_at,
        answer={"summary": event.summary, "location": event.location, "organizer": event.organizer},
        words=event.comment,
    )


def _take_letter(mail: InboundMail, read: ReadMail) -> None:
    """Somebody wrote; which invitation it is about is a guess that a person confirms."""
    is_packed = any(name.casefold().endswith(PACKED) for name in read.attachments)
    row = _to_triage(mail, read, Doubt.ATTACHMENT if is_packed else Doubt.LETTER)
    origin = origin_of(read)
    row.link = origin.token or origin.referred
    row.invitation = row.link.invitation if row.link else None


def _set_aside(mail: InboundMail, read: ReadMail) -> None:
    mail.answers.append(_plain(mail, read, Outcome.SET_ASIDE, None))


def _to_triage(mail: InboundMail, read: ReadMail, doubt: Doubt) -> InboundAnswer:
    row = _plain(mail, read, Outcome.TRIAGE, doubt)
    mail.answers.append(row)
    return row


def _plain(mail: InboundMail, read: ReadMail, outcome: Outcome, doubt: Doubt | None) -> InboundAnswer:
    return InboundAnswer(
        position=len(mail.answers),
        outcome=outcome,
        doubt=doubt,
        attendee=read.sender[:254],
        answer={"problems": list(read.problems), "attachments": list(read.attachments)},
        words=read.words,
    )
