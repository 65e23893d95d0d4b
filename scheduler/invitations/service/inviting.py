"""Invite posts and people to an engagement: nobody twice, however many managers press at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.addresses import address_key
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import face_of, when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import (
    OFF_THE_DIARY,
    ChangeKind,
    EngagementChange,
    EngagementStatus,
    next_revision,
)
from scheduler.engagements.service import engagement_changed
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import Invitee, Roll, Skipped, live_links, roll_for
from scheduler.invitations.queries.doors import is_over
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service.links import mail_invitation, open_links, revoke_links, withdrawal_key
from scheduler.invitations.service.signals import invited
from scheduler.outbox.models import Notice
from scheduler.outbox.queries import may_have_left
from scheduler.outbox.rules import NoticeState
from scheduler.stakeholders.models import Person, Post, PostGroup


@dataclass(frozen=True, slots=True)
class InviteOutcome:
    """Who was invited now, and who was not and why."""

    invited: list[Invitation]
    skipped: list[Skipped]
    vacant: list[Invitee]
    without_address: list[Invitee]


def invite(engagement: Engagement, invitees: Sequence[Post | Person], *, now: datetime) -> InviteOutcome:
    """Invite whoever is not invited yet. Raises RuleBroken when the engagement has no date or is off or over."""
    lock_engagement(engagement)
    check_may_invite(engagement, now)
    roll = roll_for(engagement, invitees, local_day(now))
    invitations = [_invitation_of(engagement, invitee, now) for invitee in roll.ready]
    _add_posts(engagement, roll, now)
    for invitation in invitations:
        invited.send(invitation)
    return InviteOutcome(invitations, roll.skipped, roll.vacant, roll.without_address)


def review_groups(groups: Sequence[PostGroup], *, now: datetime) -> None:
    """The office has seen who is in these groups; whoever joins later is announced as new."""
    for group in groups:
        group.reviewed_at = now
    db.session.flush()


def lock_engagement(engagement: Engagement) -> None:
    """Whoever invites to this engagement waits for the others, then sees what they did."""
    lock_row(engagement)


def check_may_invite(engagement: Engagement, now: datetime) -> None:
    """Raises RuleBroken with what to do first."""
    if engagement.status is EngagementStatus.CANCELLED:
        raise RuleBroken("This engagement is cancelled. Copy it and invite to the copy.")
    if engagement.status in OFF_THE_DIARY:
        raise RuleBroken("This engagement is off the diary. Give it a new date before you invite anybody.")
    if when_of(engagement) is None:
        raise RuleBroken("Give the engagement a date before you invite anybody.")
    if is_over(engagement, now):
        raise RuleBroken("This engagement is over, so nobody can be invited to it.")


def _invitation_of(engagement: Engagement, invitee: Invitee, now: datetime) -> Invitation:
    """A new invitation, or the withdrawn one revived, with a link and a mail for each of its addresses."""
    invitation = _withdrawn_one(engagement, invitee)
    held: dict[str, InvitationLink] = {}
    if invitation is None:
        invitation = Invitation(engagement=engagement, created_at=now)
        db.session.add(invitation)
    else:
        held = _still_in_calendars(invitation)
        revoke_links(invitation, now=now)
    _fill(invitation, invitee)
    db.session.flush()
    for link in open_links(invitation, invitee.recipients, now=now):
        _inherit(link, held.get(address_key(link.address)))
        mail_invitation(link, now=now)
    record(
        "invitation.made",
        "invitation",
        invitation.id,
        f"Invited {invitee.label} to {engagement.title}",
        details={"after": {"invitee": invitee.label, "mails": len(invitee.recipients)}},
    )
    db.session.flush()
    return invitation


def _still_in_calendars(invitation: Invitation) -> dict[str, InvitationLink]:
    """By address, the links whose calendar holds our entry, since the mail about the withdrawal has not left."""
    told = {withdrawal_key(link): link for link in live_links(invitation) if link.told_sequence is not None}
    notices = db.session.scalars(select(Notice).where(Notice.dedupe_key.in_(told)).order_by(Notice.id))
    waiting = [each for each in notices if each.state is not NoticeState.SENT and not may_have_left(each)]
    return {address_key(told[each.dedupe_key].address): told[each.dedupe_key] for each in waiting}


def _inherit(link: InvitationLink, earlier: InvitationLink | None) -> None:
    """What its calendar knows already; should the engagement end before the new mail leaves, it must be told."""
    if earlier is not None:
        link.told_at, link.told_sequence = earlier.told_at, earlier.told_sequence
        link.organizer, link.first_message_id = earlier.organizer, earlier.first_message_id


def _fill(invitation: Invitation, invitee: Invitee) -> None:
    invitation.post, invitation.person = invitee.post, invitee.person
    invitation.invitee_key, invitation.invitee_label = invitee.key, invitee.label
    invitation.withdrawn_at = None
    invitation.partstat, invitation.answered_at, invitation.answered_sequence = PartStat.NEEDS_ACTION, None, None


def _withdrawn_one(engagement: Engagement, invitee: Invitee) -> Invitation | None:
    """The withdrawn invitation of the same seat or human; a second such one gives up its key."""
    query = select(Invitation).where(
        Invitation.engagement_id == engagement.id,
        Invitation.withdrawn_at.is_not(None),
        (Invitation.invitee_key == invitee.key) | (Invitation.post_id == (invitee.post.id if invitee.post else None)),
    )
    found = list(db.session.scalars(query.order_by(Invitation.post_id.is_(None), Invitation.id)))
    of_this_post = [each for each in found if invitee.post is not None and each.post_id == invitee.post.id]
    chosen = next(iter(of_this_post or found), None)
    for other in found:
        if other is not chosen:
            other.invitee_key = f"withdrawn:{other.id}"
    db.session.flush()
    return chosen


def _add_posts(engagement: Engagement, roll: Roll, now: datetime) -> None:
    """The engagement is with whoever is invited to it; calendars that say so are told."""
    present = {post.id for post in engagement.posts}
    new = [invitee.post for invitee in roll.ready if invitee.post is not None and invitee.post.id not in present]
    if new:
        engagement.posts.extend(new)
        announce_people(engagement, now)


def announce_people(engagement: Engagement, now: datetime) -> None:
    """Tell feeds that the engagement reads differently; no partner needs to know."""
    engagement.revised_at = next_revision(engagement.revised_at, now)
    db.session.flush()
    engagement_changed.send(engagement, change=EngagementChange(ChangeKind.EDITED, False, face_of(engagement)))
