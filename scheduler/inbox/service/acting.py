"""What an answer does to its invitation: recorded, a time proposed, or the invitation sent once more."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.ical.itip import Method
from scheduler.inbox.rules.deciding import Contact
from scheduler.inbox.rules.heard import Heard, cautious_stand_in
from scheduler.invitations.models import CounterProposal, Invitation, InvitationLink, Reply
from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Answer, Answerer, PartStat, ReplySource, StandIn
from scheduler.invitations.service import record_reply
from scheduler.invitations.service.another_time import propose
from scheduler.invitations.service.links import LinkMail, mail_link

REFRESH_REST = timedelta(hours=1)
HESITANT = frozenset({PartStat.TENTATIVE, PartStat.DECLINED})

ANSWERERS = {
    Contact.INVITEE: Answerer.INVITEE,
    Contact.OFFICE: Answerer.OFFICE,
    Contact.SUBSTITUTE: Answerer.SUBSTITUTE,
    Contact.UNKNOWN: Answerer.INVITEE,
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who answered which invitation; `recorded_by` is the member of staff who stands behind it."""

    invitation: Invitation
    said: Heard
    contact: Contact
    link: InvitationLink | None
    address: str
    recorded_by: str = ""


Effect = tuple[Reply | None, CounterProposal | None]


def act(method: Method, speaker: Speaker, words: str, *, now: datetime, stand_in: StandIn | None = None) -> Effect:
    """Do what the answer asks for. Raises RuleBroken, AnswerClosed, and EngagementMoved."""
    if method is Method.COUNTER:
        return None, _propose(speaker, words, now)
    if method is Method.REFRESH:
        _send_again(speaker, now)
        return None, None
    reply = _record(speaker, words, stand_in, now)
    return reply, _proposed_along(speaker, now) if reply.partstat in HESITANT else None


def _proposed_along(speaker: Speaker, now: datetime) -> CounterProposal | None:
    """Exchange 2003 proposes another time by a REPLY that holds it; whatever could not be proposed is no proposal."""
    engagement = speaker.invitation.engagement
    wanted = speaker.said.proposed
    if wanted is None or (wanted.starts_at, wanted.ends_at) == (engagement.starts_at, engagement.ends_at):
        return None
    with suppress(RuleBroken):
        return _propose(speaker, "", now)
    return None


def _record(speaker: Speaker, words: str, stand_in: StandIn | None, now: datetime) -> Reply:
    partstat = PartStat.DELEGATED if stand_in is not None else speaker.said.answer
    if partstat is None:
        raise RuleBroken("It does not say whether they come.")
    if partstat is PartStat.DELEGATED and stand_in is None:
        stand_in = cautious_stand_in(speaker.said)
    if stand_in is not None and not stand_in.address:
        stand_in = replace(stand_in, address=speaker.said.deputy_address)
    return record_reply(
        speaker.invitation,
        Answer(partstat, ANSWERERS[speaker.contact], words, stand_in, speaker.invitation.engagement.sequence),
        source=ReplySource.EMAIL,
        link=speaker.link,
        from_address=speaker.address,
        recorded_by=speaker.recorded_by,
        now=now,
    )


def _propose(speaker: Speaker, words: str, now: datetime) -> CounterProposal:
    when = speaker.said.proposed
    if when is None:
        raise RuleBroken("It proposes no time.")
    return propose(
        speaker.invitation,
        [when],
        source=ReplySource.EMAIL,
        answered_by=ANSWERERS[speaker.contact],
        link=speaker.link,
        from_address=speaker.address,
        message=words,
        recorded_by=speaker.recorded_by,
        about_sequence=speaker.invitation.engagement.sequence,
        now=now,
    )


def _send_again(speaker: Speaker, now: datetime) -> None:
    """REFRESH (RFC 5546 3.2.6): to that attendee only, and never more than once an hour, whoever asks."""
    link = speaker.link or next(iter(live_links(speaker.invitation)), None)
    if link is None or link.told_at is None or link.told_at > now - REFRESH_REST:
        return  # it is on its way, or has just left
    mail_link(link, LinkMail("invitation", f"refresh:{link.id}:{link.told_at.isoformat()}"), now=now)
