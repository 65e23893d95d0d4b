"""Each sending of invitations is a wave; until its mails leave, it can be undone as if it had never been sent."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, InvitationLink, Wave, WaveMember
from scheduler.invitations.queries import live_links
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.queries.waves import wave_of_batch
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service.inviting import InviteOutcome, announce_people, invite, lock_engagement
from scheduler.invitations.service.links import release, revoke_links
from scheduler.invitations.service.signals import wave_undone
from scheduler.outbox.batches import Stopped, current_batch, hold_back, left_already
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.stakeholders.models import Person, Post


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of a wave: invitations taken back, those that stand because a mail had left, and the mails."""

    taken_back: int
    standing: int
    stopped: int
    left: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What there was before a wave."""

    invitations: frozenset[int]
    posts: frozenset[int]


def send_wave(
    engagement: Engagement, invitees: Sequence[Post | Person], *, sent_by: str = "", now: datetime
) -> InviteOutcome:
    """Invite, and note whom this sending invited; one that invites nobody is no wave. Raises as `invite`."""
    lock_engagement(engagement)
    known = _known(engagement)
    outcome = invite(engagement, invitees, now=now)
    if outcome.invited:
        _note_wave(engagement, outcome.invited, known, sent_by, now)
    return outcome


def undo_wave(wave: Wave, *, now: datetime) -> Undone:
    """Take back every invitation of which no mail has left; nobody is told, since nobody had heard."""
    engagement = wave.engagement
    lock_engagement(engagement)
    held = hold_back(wave.batch) if wave.batch else []
    left = left_already(wave.batch) if wave.batch else []
    told = {notice.payload.get("link_id") for notice in left}
    members = [member for member in wave.members if _is_untold(member, told)]
    for member in members:
        _take_back(member.invitation, held, now)
    if members:
        wave.undone_at = wave.undone_at or now
        _take_posts_away(engagement, members, now)
    undone = Undone(len(members), _standing(wave), len(held), len(left))
    if held or members:
        _note_undone(wave, undone)
    db.session.flush()
    if members:
        wave_undone.send(wave)
    return undone


def undo_batch(batch: str, now: datetime) -> Stopped | None:
    """The outbox asks: a batch that was a wave is undone as a whole."""
    wave = wave_of_batch(batch)
    if wave is None:
        return None
    undone = undo_wave(wave, now=now)
    return Stopped(undone.stopped, undone.left, _says(undone), f"/engagements/{wave.engagement_id}#invitations")


def _known(engagement: Engagement) -> _Known:
    ids = db.session.scalars(select(Invitation.id).where(Invitation.engagement_id == engagement.id))
    return _Known(frozenset(ids), frozenset(post.id for post in engagement.posts))


def _note_wave(
    engagement: Engagement, invitations: Sequence[Invitation], known: _Known, sent_by: str, now: datetime
) -> None:
    batch = current_batch()
    last = db.session.scalar(select(func.max(Wave.number)).where(Wave.engagement_id == engagement.id))
    wave = Wave(
        engagement=engagement,
        number=(last or 0) + 1,
        sent_at=now,
        leaves_at=now + batch.wait if batch else now,
        sent_by=sent_by,
        batch=batch.key if batch else None,
    )
    wave.members = [
        WaveMember(
            invitation=each,
            is_revived=each.id in known.invitations,
            brought_post=each.post_id is not None and each.post_id not in known.posts,
        )
        for each in invitations
    ]
    db.session.add(wave)
    db.session.flush()


def _is_untold(member: WaveMember, told: Collection[int | None]) -> bool:
    """Nothing of it has left, nobody has answered it, and it is not taken back already."""
    invitation = member.invitation
    lock_row(invitation)
    is_open = invitation.withdrawn_at is None and invitation.partstat is PartStat.NEEDS_ACTION
    return is_open and not any(
        link.id in told or _heard_since(link, member.wave.sent_at) for link in live_links(invitation)
    )


def _heard_since(link: InvitationLink, at: datetime) -> bool:
    """What an address heard of an earlier invitation is older (see `inviting`)."""
    return link.told_at is not None and link.told_at > at


def _take_back(invitation: Invitation, held: Sequence[Notice], now: datetime) -> None:
    ids = {link.id for link in invitation.links}
    for notice in held:
        if notice.payload.get("link_id") in ids:
            notice.state = NoticeState.WITHDRAWN
    known = [link for link in live_links(invitation) if link.told_sequence is not None]
    revoke_links(invitation, now=now)
    invitation.withdrawn_at = now
    for link in known:  # their calendar holds the entry of an earlier invitation
        release(link, now=now)
    summary = f"The invitation of {invitation.invitee_label} was undone before its mail left"
    record("invitation.undone", "invitation", invitation.id, summary)


def _take_posts_away(engagement: Engagement, members: Sequence[WaveMember], now: datetime) -> None:
    """The seats that came with the wave; calendars that name them are told."""
    brought = {member.invitation.post_id for member in members if member.brought_post}
    staying = [post for post in engagement.posts if post.id not in brought]
    if len(staying) < len(engagement.posts):
        engagement.posts = staying
        announce_people(engagement, now)


def _standing(wave: Wave) -> int:
    return sum(member.invitation.withdrawn_at is None for member in wave.members)


def _note_undone(wave: Wave, undone: Undone) -> None:
    summary = f"Wave {wave.number} undone: {count_words(undone.taken_back, 'invitation')} taken back"
    details = {"mails stopped": undone.stopped, "mails left before": undone.left, "standing": undone.standing}
    record("wave.undone", "engagement", wave.engagement_id, summary, details=details)


def _says(undone: Undone) -> str:
    if not undone.left:
        return "The invitations are taken back, and nobody was told."
    stand = count_words(undone.standing, "invitation stands", "invitations stand")
    return f"{stand.capitalize()}. To take one back, open it below and press Withdraw: whoever was told is told."
