"""Who gets a save-the-date, who has had one, and who has had nothing else."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import Invitee, Recipient, Roll, Skipped, resolve
from scheduler.invitations.queries.choices import Choice
from scheduler.outbox.models import Notice
from scheduler.outbox.queries import may_have_left
from scheduler.outbox.rules import NoticeState
from scheduler.stakeholders.models import Person, Post

KIND = "save_the_date"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address, and everybody for whom it gets the one mail."""

    recipient: Recipient
    invitees: Sequence[Invitee]


def save_the_dates(engagement: Engagement) -> list[Notice]:
    """Every one that was sent or waits; those taken back before they left are none."""
    query = select(Notice).where(
        Notice.subject_type == "engagement",
        Notice.subject_id == engagement.id,
        Notice.kind == KIND,
        Notice.state != NoticeState.WITHDRAWN,
    )
    return list(db.session.scalars(query.order_by(Notice.id)))


def first_of_batch(batch: str) -> Notice | None:
    """Of the mails of one action; None when it sent no save-the-date."""
    query = select(Notice).where(Notice.batch == batch, Notice.kind == KIND).order_by(Notice.id).limit(1)
    return db.session.scalar(query)


def save_the_date_roll(engagement: Engagement, choice: Choice, on: date) -> Roll:
    """Whom the choice writes to: no address twice, and nobody who had one, or is invited already."""
    had = {notice.recipient_key for notice in save_the_dates(engagement)}
    invited = {address_key(link.address) for link in _links(engagement) if _is_live(link)}
    roll, taken = Roll(), set[str]()
    for invitee in resolve(choice.all, on):
        keys = {address_key(each.address) for each in invitee.recipients}
        if invitee.is_vacant:
            roll.vacant.append(invitee)
        elif not keys:
            roll.without_address.append(invitee)
        elif keys & invited:
            roll.skipped.append(Skipped(invitee, "Already invited"))
        elif new := tuple(each for each in invitee.recipients if address_key(each.address) not in had | taken):
            roll.ready.append(replace(invitee, recipients=new))
            taken |= keys
        else:
            roll.skipped.append(Skipped(invitee, _why(keys, had)))
    return roll


def mailboxes(roll: Roll, choice: Choice, on: date) -> list[Mailbox]:
    """Each address of the roll with everybody of the choice who is reached by it."""
    invitees = resolve(choice.all, on)
    recipients = [recipient for invitee in roll.ready for recipient in invitee.recipients]
    return [Mailbox(each, reached_at(address_key(each.address), invitees)) for each in recipients]


def reached_at(key: str, invitees: Sequence[Invitee]) -> list[Invitee]:
    """Those who have this mailbox, as principal or by their office."""
    return [each for each in invitees if any(address_key(one.address) == key for one in each.recipients)]


def invitees_of(post_ids: Collection[int], person_ids: Collection[int], on: date) -> list[Invitee]:
    """The rows that a waiting mail is about, as they are today."""
    posts = db.session.scalars(select(Post).where(Post.id.in_(post_ids)).order_by(Post.id))
    people = db.session.scalars(select(Person).where(Person.id.in_(person_ids)).order_by(Person.id))
    return resolve([*posts, *people], on)


def is_invited_there(engagement: Engagement, key: str) -> bool:
    """Whether a standing invitation has a link for this mailbox: it says everything that a save-the-date could."""
    return any(_is_live(link) for link in _links(engagement) if address_key(link.address) == key)


def told_nothing_else(engagement: Engagement) -> list[Notice]:
    """Save-the-dates that have left to addresses which no invitation has told, or is about to tell, what is new."""
    told = {address_key(link.address) for link in _links(engagement) if _hears_itself(link, engagement)}
    return [
        notice
        for notice in save_the_dates(engagement)
        if (notice.state is NoticeState.SENT or may_have_left(notice)) and notice.recipient_key not in told
    ]


def count_to_tell_again(engagement: Engagement, _is_end: bool) -> int:  # noqa: FBT001 - registered, never called by hand
    """How many of them hear of a change."""
    return len(told_nothing_else(engagement))


def was_saved(engagement: Engagement) -> bool:
    """Whether anybody was sent a provisional entry."""
    return any(notice.state is NoticeState.SENT or may_have_left(notice) for notice in save_the_dates(engagement))


def _hears_itself(link: InvitationLink, engagement: Engagement) -> bool:
    """Told before: hears of every change, or of the withdrawal. Else the invitation that waits says the new facts."""
    return link.told_sequence is not None or (_is_live(link) and engagement.status not in OFF_THE_DIARY)


def _is_live(link: InvitationLink) -> bool:
    return link.revoked_at is None and link.invitation.withdrawn_at is None


def _links(engagement: Engagement) -> list[InvitationLink]:
    query = (
        select(InvitationLink)
        .join(InvitationLink.invitation)
        .where(Invitation.engagement_id == engagement.id)
        .options(contains_eager(InvitationLink.invitation))
    )
    return list(db.session.scalars(query.order_by(InvitationLink.id)))


def _why(keys: Collection[str], had: Collection[str]) -> str:
    return "Had the save-the-date already" if set(keys) & set(had) else "The same address gets it for another seat"
