"""The mails to the addresses of invitations, as far as their fate goes: one query, however many invitees."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, select

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, InvitationLink, Reply
from scheduler.invitations.rules import ANSWER_WORDS, SOURCE_WORDS
from scheduler.invitations.rules.delivery import Address, Posting, Step, steps_of
from scheduler.outbox.models import Notice
from scheduler.outbox.service import leaves_at

NAMES = {
    "other_address": "Copy of the answer",
    "stand_in": "Who comes instead",
    "release": "“No longer expected”",
    "chaser": "Request to answer",
    "late_text": "Text message",
}
"""Of mails whose kind does not say it in plain words."""

NO_NEWS = frozenset({"receipt", "other_address", "late_text"})

Postings = Mapping[int, Sequence[Posting]]

_COLUMNS = (
    Notice.kind,
    Notice.state,
    Notice.channel,
    Notice.created_at,
    Notice.next_attempt_at,
    Notice.attempts,
    Notice.urgent,
    Notice.sent_at,
    Notice.delivered_at,
    Notice.bounced_at,
    Notice.bounce_reason,
    Notice.last_error,
    Notice.payload,
)


def postings_of(engagement: Engagement) -> Postings:
    """By link, oldest first. A round mail is one for every link that it covers."""
    query = select(*_COLUMNS).where(Notice.subject_type == "engagement", Notice.subject_id == engagement.id)
    found = defaultdict(list)
    for row in db.session.execute(query.order_by(Notice.created_at, Notice.id)):
        for link_id in row.payload.get("link_ids") or [row.payload.get("link_id")]:
            found[link_id].append(_posting(row))
    return found


def _posting(row: Row[tuple[object, ...]]) -> Posting:
    return Posting(
        what=NAMES.get(row.kind, row.kind.replace("_", " ").capitalize()),
        state=row.state,
        channel=row.channel,
        is_news=row.kind not in NO_NEWS,
        queued_at=row.created_at,
        due_at=row.next_attempt_at,
        leaves_at=row.next_attempt_at if row.urgent else leaves_at(row.next_attempt_at),
        attempts=row.attempts,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        bounced_at=row.bounced_at,
        reason=row.bounce_reason or row.last_error or "",
    )


def address_of(link: InvitationLink) -> Address:
    """What is known of the link's address beside its mails."""
    return Address(link.told_at, link.undeliverable_at, link.undeliverable_reason or "", link.opened_at)


def journey_of(link: InvitationLink, postings: Postings, now: datetime) -> list[Step]:
    """Everything that happened at one address, in order of time."""
    steps = [step for posting in postings.get(link.id, ()) for step in steps_of(posting, now)]
    if link.opened_at is not None:
        steps.append(Step(link.opened_at, "Page used by a person"))
    steps += [_answer(reply) for reply in link.invitation.replies if reply.link_id == link.id]
    return sorted(steps, key=lambda step: step.at)


def calls_of(invitation: Invitation) -> list[Step]:
    """Answers that came by none of the addresses: by telephone, or taken from the inbox by hand."""
    steps = [_answer(reply) for reply in invitation.replies if reply.link_id is None]
    return sorted(steps, key=lambda step: step.at)


def _answer(reply: Reply) -> Step:
    return Step(reply.at, f"Answered “{ANSWER_WORDS[reply.partstat]}” {door_words(reply)}")


def door_words(reply: Reply) -> str:
    """“by e-mail from jo@example.org”, “by telephone, noted by Priya Fairweather”."""
    sender = f" from {reply.from_address}" if reply.from_address else ""
    noted = f", noted by {reply.recorded_by}" if reply.recorded_by else ""
    return f"{SOURCE_WORDS[reply.source]}{sender}{noted}"
