"""The save-the-date: sent once to an address, followed by a word to it when the day slips. It invites nobody."""

from datetime import datetime
from hashlib import sha256

from scheduler.audit.service import record
from scheduler.core.addresses import address_key
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.wording import count_words
from scheduler.engagements.calendar import words_of_when
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementChange
from scheduler.invitations.service import check_may_invite, review_groups
from scheduler.invitations.service.telling import is_late_change
from scheduler.outbox.batches import Stopped, hold_back, left_already
from scheduler.outbox.rules import NoticeDraft, NoticeState
from scheduler.outbox.service import post_notice
from scheduler.summits.models import PlannedWave
from scheduler.summits.queries.save_the_date import (
    KIND,
    Mailbox,
    first_of_batch,
    mailboxes,
    save_the_date_roll,
    told_nothing_else,
)
from scheduler.summits.queries.waves import choices_of
from scheduler.summits.service.waves import check_unsent

SLIPPED = "save_the_date_moved"


def send_save_the_date(planned: PlannedWave, *, now: datetime) -> int:
    """One mail to each address of the wave that had none; how many. Raises RuleBroken when it cannot go."""
    check_unsent(planned)
    engagement = planned.summit.engagement
    check_may_invite(engagement, now)
    on = local_day(now)
    choice = choices_of([planned], on)[planned.id]
    found = mailboxes(save_the_date_roll(engagement, choice, on), choice, on)
    for mailbox in found:
        post_notice(_draft(planned, mailbox), now=now)
    if found:
        planned.sent_at = now
        review_groups([offer.group for offer in choice.groups], now=now)
        record(
            "summit.date announced", "engagement", engagement.id, f"{planned.name}: {count_words(len(found), 'mail')}"
        )
    db.session.flush()
    return len(found)


def undo_save_the_date(batch: str, now: datetime) -> Stopped | None:  # noqa: ARG001 - the outbox gives it to every undo
    """The outbox asks: what has not left is taken back for good, so that the address can be written to anew."""
    first = first_of_batch(batch)
    if first is None:
        return None
    held, left = hold_back(batch), left_already(batch)
    for notice in held:
        notice.state, notice.dedupe_key = NoticeState.WITHDRAWN, f"{notice.dedupe_key}:undone:{notice.id}"
    planned = db.session.get(PlannedWave, first.payload["planned_id"])
    if planned is not None and held:
        planned.sent_at = None
        said = f"{planned.name} undone: {count_words(len(held), 'mail')} taken back"
        record("summit.date announced", "engagement", planned.summit.engagement_id, said)
    db.session.flush()
    says = "Whoever had theirs already gets no second one." if left else "Nobody was told."
    place = f"/summits/{planned.summit_id}/waves" if planned is not None else "/summits"
    return Stopped(len(held), len(left), says, place)


def tell_of_slip(engagement: Engagement, change: EngagementChange, *, now: datetime) -> int:
    """A word to each address that has only the save-the-date, when its entry is no longer true; how many."""
    if not change.needs_telling:
        return 0
    told = told_nothing_else(engagement)
    is_urgent = change.telling.is_urgent or (change.telling.is_by_habit and is_late_change(engagement, change, now))
    was = words_of_when(change.before.when) if change.before else ""
    for notice in told:
        facts = {"sequence": engagement.sequence, "was": was, "words": change.telling.words}
        draft = NoticeDraft(
            kind=SLIPPED,
            recipient_name=notice.recipient_name,
            recipient_address=notice.recipient_address,
            subject_type="engagement",
            subject_id=engagement.id,
            dedupe_key=f"{SLIPPED}:{engagement.id}:{_digest(notice.recipient_key)}:{engagement.sequence}",
            payload={**notice.payload, **facts},
            references=notice.message_id,
            urgent=is_urgent,
        )
        post_notice(draft, now=now)
    return len(told)


def _draft(planned: PlannedWave, mailbox: Mailbox) -> NoticeDraft:
    engagement = planned.summit.engagement
    return NoticeDraft(
        kind=KIND,
        recipient_name=mailbox.recipient.name,
        recipient_address=mailbox.recipient.address,
        subject_type="engagement",
        subject_id=engagement.id,
        dedupe_key=f"{KIND}:{engagement.id}:{_digest(address_key(mailbox.recipient.address))}",
        payload={
            "planned_id": planned.id,
            "posts": [each.post.id for each in mailbox.invitees if each.post is not None],
            "people": [each.person.id for each in mailbox.invitees if each.post is None and each.person is not None],
        },
    )


def _digest(mailbox: str) -> str:
    """An address may be longer than a key."""
    return sha256(mailbox.encode()).hexdigest()[:32]
