"""Hands what invites us over to the invitations: by itself where a calendar asks, by a press where somebody wrote."""

from dataclasses import replace
from datetime import datetime

from scheduler.ical.replies import ItipEvent
from scheduler.ical.wire import event_as_json, event_from_json
from scheduler.inbox.models import InboundAnswer, InboundMail
from scheduler.inbox.reading.values import ReadMail
from scheduler.inbox.rules.proving import Proof
from scheduler.inbox.rules.vocabulary import Doubt, Outcome
from scheduler.inbox.service.matching import origin_of
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.homes import our_addresses
from scheduler.incoming.rules.arrivals import NO_TITLE, TITLE_LENGTH, Arrival, Carrier, arrival_of
from scheduler.incoming.rules.likeness import bare_title
from scheduler.incoming.rules.vocabulary import Way
from scheduler.incoming.service.arriving import News, Taken, take

OUTCOMES = {
    News.NEW: Outcome.TAKEN,
    News.CHANGED: Outcome.TAKEN,
    News.CALLED_OFF: Outcome.TAKEN,
    News.COPY: Outcome.REPEATED,
    News.HAD_BEFORE: Outcome.REPEATED,
}
"""What is neither waits for a person: an end of what we do not know, or a change without proof that it is theirs."""
INCOMING, EVENT, CAME_TO = "incoming_id", "event", "came_to"
"""Names in a row's `answer`."""


def hand_over(mail: InboundMail, read: ReadMail, row: InboundAnswer, event: ItipEvent, *, now: datetime) -> None:
    """One entry of a foreign calendar; what a forged sender asks waits for a person."""
    came_to = _came_to(read)
    row.answer = {**row.answer, EVENT: event_as_json(event), CAME_TO: came_to}
    proof = origin_of(read).proof
    if proof is Proof.FAILED:
        row.doubt = Doubt.FAILED_DMARC
        return
    arrival = replace(_arrival(mail, row, event, came_to), is_proven=proof is Proof.PASSED)
    taken = take(arrival, now=now)
    _keep(row, taken)
    if taken.news in OUTCOMES:
        row.outcome, row.doubt = OUTCOMES[taken.news], None
        forget_entry(row)
    elif taken.news is News.DOUBTFUL and not arrival.is_proven:
        row.doubt = Doubt.UNPROVEN


def invite_from(row: InboundAnswer, *, now: datetime) -> IncomingInvitation | None:
    """On the word of a member of staff: what its calendar says, else the letter itself. None: nothing to take in."""
    given = row.answer.get(EVENT)
    if given:
        event = event_from_json(given)
        # Staff vouch for it: nobody asks again whether it comes from where the invitation did.
        arrival = replace(_arrival(row.mail, row, event, str(row.answer.get(CAME_TO, ""))), is_vouched=True)
    else:
        arrival = _letter(row)
    taken = take(arrival, now=now)
    _keep(row, taken)
    return taken.invitation


def incoming_of(row: InboundAnswer) -> int | None:
    """The number of the invitation that it has become."""
    number = row.answer.get(INCOMING)
    return number if isinstance(number, int) else None


def forget_entry(row: InboundAnswer) -> None:
    """It names other people too: it stays only while somebody must still decide about it."""
    row.answer = {name: value for name, value in row.answer.items() if name != EVENT}


def _keep(row: InboundAnswer, taken: Taken) -> None:
    if taken.invitation is not None:
        row.answer = {**row.answer, INCOMING: taken.invitation.id}


def _came_to(read: ReadMail) -> str:
    """Which of our addresses it was sent to."""
    ours = our_addresses()
    return next((each for each in read.recipients if each in ours), next(iter(read.recipients), ""))


def _arrival(mail: InboundMail, row: InboundAnswer, event: ItipEvent, came_to: str) -> Arrival:
    carrier = Carrier(
        way=Way.MAIL,
        reference=mail.message_id or mail.content_hash,
        came_to=came_to,
        sender_name=mail.sender_name,
        sender_address=mail.sender,
        words=row.words,
    )
    return arrival_of(event, carrier, row.position)


def _letter(row: InboundAnswer) -> Arrival:
    mail = row.mail
    return Arrival(
        way=Way.MAIL,
        reference=f"{mail.message_id or mail.content_hash}#{row.position}"[:300],
        title=bare_title(mail.subject)[:TITLE_LENGTH] or NO_TITLE,
        sender_name=mail.sender_name,
        sender_address=mail.sender,
        words=row.words,
    )
