"""One answer of a calendar program: matched, decided, acted on, and kept as a row whatever became of it."""

from datetime import datetime

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.ical.itip import Method
from scheduler.ical.replies import ItipEvent
from scheduler.inbox.models import InboundAnswer, InboundMail
from scheduler.inbox.queries.contacts import AddressBook
from scheduler.inbox.queries.held import held_of
from scheduler.inbox.rules.deciding import UNKNOWN_MEETING, WHICH_INVITEE, Claim, Contact, Decision, decide, distrust
from scheduler.inbox.rules.heard import Heard
from scheduler.inbox.rules.vocabulary import Doubt, Outcome
from scheduler.inbox.service.acting import Speaker, act
from scheduler.inbox.service.matching import Match, Origin, match_answer
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.service import AnswerClosed

ANSWERING = frozenset({Method.REPLY, Method.COUNTER, Method.REFRESH})


def take_event(mail: InboundMail, event: ItipEvent, origin: Origin) -> list[InboundAnswer]:
    """A row for each engagement that the event is about. Raises EngagementMoved: then the mail is read again."""
    matches = match_answer(event, origin, mail.received_at)
    return [_take(mail, event, origin, match) for match in matches]


def _take(mail: InboundMail, event: ItipEvent, origin: Origin, match: Match) -> InboundAnswer:
    row = _row(mail, event, match)
    if match.book is None:
        _settle(row, _unmatched(event, origin, match, mail.received_at))
        return row
    speaker = _speaker(match.book, match.said, origin)
    row.invitation, row.link = match.book.invitation, speaker.link
    lock_row(match.book.invitation.engagement, shared=True)
    lock_row(match.book.invitation)
    claim = _claim(event, match, origin, mail.received_at)
    decision = decide(claim, held_of(match.book.invitation, claim, match.said, speaker.link))
    _settle(row, decision)
    if decision.applies:
        _act(row, speaker, mail)
    db.session.flush()
    return row


def _row(mail: InboundMail, event: ItipEvent, match: Match) -> InboundAnswer:
    row = InboundAnswer(
        position=len(mail.answers),
        outcome=Outcome.TRIAGE,
        method=event.method,
        uid=event.uid,
        attendee=match.said.attendee,
        answer=match.said.as_json(),
        sequence=event.sequence or 0,
        stamped_at=_stamp(event, mail.received_at),
        words=event.comment,
    )
    mail.answers.append(row)
    return row


def _stamp(event: ItipEvent, arrived_at: datetime) -> datetime | None:
    """A DTSTAMP from the future counts as written when it arrived."""
    return min(event.stamped_at, arrived_at) if event.stamped_at else None


def _unmatched(event: ItipEvent, origin: Origin, match: Match, arrived_at: datetime) -> Decision:
    if match.engagement is None:
        return UNKNOWN_MEETING
    nobody = _claim(event, match, origin, arrived_at)
    if match.is_one_of_several:
        return WHICH_INVITEE
    return distrust(nobody) or UNKNOWN_MEETING


def _claim(event: ItipEvent, match: Match, origin: Origin, arrived_at: datetime) -> Claim:
    said, book = match.said, match.book
    return Claim(
        method=Method(event.method),
        partstat=said.answer,
        sequence=event.sequence or 0,
        stamped_at=_stamp(event, arrived_at),
        arrived_at=arrived_at,
        attendee=book.contact(said.attendee) if book else Contact.UNKNOWN,
        sender=book.contact(origin.sender) if book else Contact.UNKNOWN,
        proof=origin.proof,
        is_deputys=book is not None and book.contact(said.delegated_from) is not Contact.UNKNOWN,
        words=event.comment,
        deputy=said.deputy_address,
        proposes_time=said.proposed is not None,
    )


def _speaker(book: AddressBook, said: Heard, origin: Origin) -> Speaker:
    """Whose address it came from; by token alone the attendee's. SENT-BY names an office that answers for them."""
    sender = book.contact(origin.sender)
    contact = sender if sender is not Contact.UNKNOWN else book.contact(said.attendee)
    if contact is Contact.INVITEE and book.contact(said.sent_by) is Contact.OFFICE:
        contact = Contact.OFFICE
    link = book.link(origin.sender) or book.link(said.attendee)
    return Speaker(book.invitation, said, contact, link, origin.sender)


def _settle(row: InboundAnswer, decision: Decision) -> None:
    row.outcome, row.doubt = decision.outcome, decision.doubt


def _act(row: InboundAnswer, speaker: Speaker, mail: InboundMail) -> None:
    """What a rule of the invitation refuses waits for a person, with the reason."""
    try:
        row.reply, row.proposal = act(Method(row.method), speaker, row.words, now=mail.received_at)
    except AnswerClosed:
        row.outcome, row.doubt = Outcome.TRIAGE, Doubt.CLOSED
    except RuleBroken as broken:
        row.outcome, row.doubt = Outcome.TRIAGE, Doubt.NO_ANSWER
        row.answer = row.answer | {"problem": broken.message}
