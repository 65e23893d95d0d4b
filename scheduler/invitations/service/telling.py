"""Who is told when an engagement changes, an invitation is withdrawn, or a mail has left or failed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import words_of_when
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, ChangeKind, EngagementChange
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import link_by_id, live_invitations, live_links
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service.inviting import announce_people, lock_engagement
from scheduler.invitations.service.links import LinkMail, mail_link
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import withdraw_notices

CALLING_KINDS = ("invitation", "update", "postponement", "cancellation", "withdrawal", "stand_in")
"""Mails that say when and whether it takes place; receipts only repeat an answer."""

KIND_OF_CHANGE = {
    ChangeKind.POSTPONED: "postponement",
    ChangeKind.CANCELLED: "cancellation",
    ChangeKind.DECLINED: "cancellation",
}


def tell_of_change(engagement: Engagement, change: EngagementChange, *, now: datetime) -> int:
    """One mail to each address that was told before and still expects us; returns how many.

    A mail that has not left yet needs no second one: it is rendered late and says the new facts, or is withdrawn.
    """
    if not change.needs_telling:
        return 0
    possibly_told = links_with_mail_on_its_way(engagement)
    if engagement.status in OFF_THE_DIARY:
        withdraw_notices("engagement", engagement.id, kinds=CALLING_KINDS)
    kind = KIND_OF_CHANGE.get(change.kind, "update")
    told = [link for link in _expecting(engagement) if link.told_sequence is not None or link.id in possibly_told]
    facts = {"was": _was(change), "words": change.telling.words}
    for link in told:
        key = f"{kind}:{link.id}:{engagement.sequence}"
        mail_link(link, LinkMail(kind, key, facts, is_urgent=change.telling.is_urgent), now=now)
    return len(told)


def _was(change: EngagementChange) -> str:
    """Earlier time and place in words."""
    before = change.before
    return f"{words_of_when(before.when)}, {before.place}" if before else ""


def _expecting(engagement: Engagement) -> list[InvitationLink]:
    """Live links of those whom the change concerns: who sent apologies hears of a new time, not of an end."""
    is_off = engagement.status in OFF_THE_DIARY
    concerned = [
        invitation
        for invitation in live_invitations(engagement)
        if not (is_off and invitation.partstat is PartStat.DECLINED)
    ]
    return [link for invitation in concerned for link in live_links(invitation)]


def links_with_mail_on_its_way(engagement: Engagement) -> set[int]:
    """Links whose mail may have left already; the lock keeps the worker from taking a waiting one with old facts."""
    query = (
        select(Notice)
        .where(
            Notice.subject_type == "engagement",
            Notice.subject_id == engagement.id,
            Notice.kind.in_(CALLING_KINDS),
            Notice.state.in_((NoticeState.WAITING, NoticeState.HELD, NoticeState.SENDING)),
        )
        .order_by(Notice.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {notice.payload["link_id"] for notice in db.session.scalars(query) if notice.state is NoticeState.SENDING}


def withdraw_invitation(invitation: Invitation, *, now: datetime) -> None:
    """Take one invitation back and tell that invitee only. Raises RuleBroken when that was done before."""
    engagement = invitation.engagement
    lock_engagement(engagement)
    lock_row(invitation)
    if invitation.withdrawn_at is not None:
        raise RuleBroken("This invitation was withdrawn already.")
    on_its_way = links_with_mail_on_its_way(engagement)
    invitation.withdrawn_at = now
    for link in live_links(invitation):
        if link.told_sequence is not None or link.id in on_its_way:
            mail_link(link, LinkMail("withdrawal", f"withdrawal:{link.id}:{link.generation}"), now=now)
    record(
        "invitation.withdrawn", "invitation", invitation.id, f"Withdrew the invitation of {invitation.invitee_label}"
    )
    if invitation.post in engagement.posts:
        engagement.posts.remove(invitation.post)
        announce_people(engagement, now)
    db.session.flush()


def note_sent(notice: Notice, *, now: datetime) -> None:
    """The mail server has it: the link's address was told."""
    link = _link_of(notice, CALLING_KINDS)
    if link is None:
        return
    link.told_at = notice.sent_at or now
    link.told_sequence = link.invitation.engagement.sequence
    link.undeliverable_at = link.undeliverable_reason = None
    db.session.flush()


def note_failed(notice: Notice, *, now: datetime) -> None:
    """The mail will not arrive: the office sees it beside the answer."""
    link = _link_of(notice, (*CALLING_KINDS, "receipt", "other_address"))
    if link is None:
        return
    link.undeliverable_at = now
    link.undeliverable_reason = (notice.last_error or "The mail server refused it.")[:500]
    db.session.flush()


def _link_of(notice: Notice, kinds: Collection[str]) -> InvitationLink | None:
    if notice.kind not in kinds or "link_id" not in notice.payload:
        return None
    return link_by_id(int(notice.payload["link_id"]))
