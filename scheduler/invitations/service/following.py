"""Future invitations follow the post: who holds it now is invited afresh, and nobody while it is vacant.

Whom an invitation was for before loses their link at once; what they answered stays in the history only.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.diary import first_day_of
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries import Invitee, live_invitations, live_links
from scheduler.invitations.queries.coming import (
    changed_hands,
    coming_invitations,
    invitation_of_post,
    invitations_with_key,
    invitee_of,
)
from scheduler.invitations.queries.invitees import Taken
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.rules import Audience, PartStat
from scheduler.invitations.service.inviting import invite, lock_engagement
from scheduler.invitations.service.links import end_link, mail_invitation, open_links, revoke_links
from scheduler.invitations.service.signals import invited, withdrawn
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.queries import holder_of


def follow_posts(post_ids: Collection[int] | None = None, *, now: datetime) -> int:
    """Bring invitations to what is to come to whoever holds their posts today; returns how many changed.

    Without ids every post is looked at: somebody's last day was yesterday, or a spreadsheet named a new holder.
    """
    today = local_day(now)
    moved = changed_hands(coming_invitations(now, post_ids), today)
    return sum(_follow(invitation, now) for invitation in moved)


def hand_over_invitations(posts: Mapping[Post, Post], *, from_on: date, now: datetime) -> int:
    """Invitations to engagements from a day on go to the posts that take over; returns how many."""
    by_id = {post.id: heir for post, heir in posts.items()}
    moving = [each for each in coming_invitations(now, by_id) if (first_day_of(each.engagement) or from_on) >= from_on]
    for invitation in moving:
        _hand_over(invitation, by_id[invitation.post_id or 0], now)
    return len(moving)


def _hand_over(invitation: Invitation, heir: Post, now: datetime) -> None:
    lock_engagement(invitation.engagement)
    other = invitation_of_post(invitation.engagement, heir)
    if other is None:
        invitation.post, invitation.invitee_label = heir, heir.full_title
        db.session.flush()
        _follow(invitation, now)
        return
    _retire(invitation, f"{heir.full_title} is invited", now)
    if other.withdrawn_at is not None:
        invite(invitation.engagement, [heir], now=now)


def _follow(invitation: Invitation, now: datetime) -> bool:
    lock_engagement(invitation.engagement)
    lock_row(invitation)
    assert invitation.post is not None
    invitee = invitee_of(invitation.post, local_day(now))
    if _is_still_theirs(invitation, invitee, now):
        return False
    if reason := _reason_against(invitation, invitee):
        _retire(invitation, reason, now)
    elif invitee.is_vacant or not invitee.recipients:
        _leave_vacant(invitation, invitee, now)
    else:
        _invite_afresh(invitation, invitee, now)
    db.session.flush()
    return True


def _is_still_theirs(invitation: Invitation, invitee: Invitee, now: datetime) -> bool:
    """The same person; a vacancy that lasts; or a seat whose holder the office has only now put a name to."""
    has_link = any(link.audience is Audience.PRINCIPAL for link in live_links(invitation))
    if invitation.person_id is not None:
        return invitee.person is not None and invitee.person.id == invitation.person_id
    if invitee.person is None:
        return has_link or not invitee.recipients
    assert invitation.post is not None
    tenure = holder_of(invitation.post, local_day(now))
    was_there = tenure is not None and tenure.from_on <= local_day(invitation.created_at)
    return has_link and was_there


def _reason_against(invitation: Invitation, invitee: Invitee) -> str | None:
    """Why the new holder needs no second invitation: another of their posts has one."""
    if not invitee.recipients:
        return None
    return Taken(each for each in live_invitations(invitation.engagement) if each is not invitation).reason_against(
        invitee
    )


def _retire(invitation: Invitation, reason: str, now: datetime) -> None:
    """Take it back without a word: its post has changed hands, and who comes is invited already."""
    revoke_links(invitation, now=now)
    invitation.withdrawn_at = now
    summary = f"Took back the invitation of {invitation.invitee_label}: {reason[:1].lower()}{reason[1:]}"
    record("invitation.withdrawn", "invitation", invitation.id, summary)
    db.session.flush()
    withdrawn.send(invitation)


def _leave_vacant(invitation: Invitation, invitee: Invitee, now: datetime) -> None:
    """Nobody to invite: the holder's link dies, their office keeps its own."""
    for link in live_links(invitation):
        if link.audience is not Audience.PA:
            end_link(link, now=now)
    _take_over(invitation, invitee)
    why = "no address" if invitee.person is not None else "post vacant"
    record("invitation.vacant", "invitation", invitation.id, f"Nobody to invite as {invitation.invitee_label}: {why}")


def _invite_afresh(invitation: Invitation, invitee: Invitee, now: datetime) -> None:
    revoke_links(invitation, now=now)
    _take_over(invitation, invitee)
    for link in open_links(invitation, invitee.recipients, now=now):
        mail_invitation(link, now=now)
    who = invitee.person.full_name if invitee.person else "whoever stands in"
    summary = f"The invitation of {invitation.invitee_label} follows the post: invited {who}"
    details = {"after": {"invitee": invitee.label, "mails": len(invitee.recipients)}}
    record("invitation.followed", "invitation", invitation.id, summary, details=details)
    invited.send(invitation)


def _take_over(invitation: Invitation, invitee: Invitee) -> None:
    for other in invitations_with_key(invitation.engagement, invitee.key):
        if other is not invitation:
            other.invitee_key = f"withdrawn:{other.id}"
    db.session.flush()  # before the key is taken again
    invitation.person, invitation.invitee_key, invitation.invitee_label = invitee.person, invitee.key, invitee.label
    invitation.partstat, invitation.answered_at, invitation.answered_sequence = PartStat.NEEDS_ACTION, None, None
    db.session.flush()
