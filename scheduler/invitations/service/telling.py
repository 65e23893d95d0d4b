"""Who is told when an engagement changes, an invitation is withdrawn, or a mail has left or failed."""

from datetime import datetime

from sqlalchemy import and_, or_, select

from scheduler.accounts.queries import mail_habits
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import is_near, when_of, words_of_when
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, OVER, ChangeKind, EngagementChange
from scheduler.ical.itip import Method
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import link_by_id, live_invitations, live_links
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.queries.series import KIND as SERIES
from scheduler.invitations.queries.series import siblings
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service.inviting import announce_people, lock_engagement
from scheduler.invitations.service.late_texts import LateChange, text_those_who_come
from scheduler.invitations.service.links import LinkMail, mail_link, release, withdrawal_key
from scheduler.invitations.service.reply_addresses import organizer_of
from scheduler.invitations.service.signals import entry_given, withdrawn
from scheduler.outbox.models import Notice
from scheduler.outbox.queries import may_have_left
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
    Close to the day even what leaves SEQUENCE as it is goes by mail: calendars that subscribe look too seldom.
    """
    is_late = is_late_change(engagement, change, now)
    if not change.needs_telling and not is_late:
        return 0
    possibly_told = links_with_mail_on_its_way(engagement)
    if engagement.status in OFF_THE_DIARY:
        withdraw_notices("engagement", engagement.id, kinds=set(CALLING_KINDS) - {"withdrawal"})
    kind = KIND_OF_CHANGE.get(change.kind, "update")
    told = [link for link in _expecting(engagement) if link.told_sequence is not None or link.id in possibly_told]
    facts = {"was": _was(change), "words": change.telling.words}
    is_urgent = change.telling.is_urgent or (change.telling.is_by_habit and is_late)
    mark = str(engagement.sequence)
    if not change.needs_telling:  # several late changes share a SEQUENCE; their revisions differ
        mark = f"{mark}:{engagement.revised_at:%Y%m%d%H%M%S}"
    for link in told:
        mail_link(link, LinkMail(kind, f"{kind}:{link.id}:{mark}", facts, is_urgent=is_urgent), now=now)
    if is_late:
        text_those_who_come(engagement, told, LateChange(kind, mark, is_urgent), now=now)
    return len(told)


def is_late_change(engagement: Engagement, change: EngagementChange, now: datetime) -> bool:
    """Whether partners' calendars show something else, so close to the old or the new time that feeds come too late."""
    if not change.is_shown or engagement.status in OVER:
        return False
    late = mail_habits().late
    was = change.before.when if change.before else None
    is_off = engagement.status in OFF_THE_DIARY and not change.needs_telling
    return not is_off and (is_near(was, now, late) or is_near(when_of(engagement), now, late))


def _was(change: EngagementChange) -> str:
    """Earlier time and place in words."""
    before = change.before
    return f"{words_of_when(before.when)}, {before.place}" if before else ""


def _expecting(engagement: Engagement) -> list[InvitationLink]:
    """Live links of those whom the change concerns.

    Who sent apologies hears of a new time, and of an end only by what takes our entry out of their calendar.
    """
    is_off = engagement.status in OFF_THE_DIARY
    return [
        link
        for invitation in live_invitations(engagement)
        for link in live_links(invitation)
        if link.organizer is not None or not (is_off and invitation.partstat is PartStat.DECLINED)
    ]


def was_told_of(engagement: Engagement) -> bool:
    """Whether some calendar may hold its entry, though the invitation be withdrawn since."""
    told = (
        select(InvitationLink.id)
        .join(Invitation)
        .where(Invitation.engagement_id == engagement.id, InvitationLink.told_sequence.is_not(None))
    )
    on_its_way = links_with_mail_on_its_way(engagement)  # locks, so that no worker takes up a mail meanwhile
    return bool(on_its_way) or db.session.scalar(told.limit(1)) is not None


def links_with_mail_on_its_way(engagement: Engagement) -> set[int]:
    """Links whose mail may have left already; the lock keeps the worker from taking a waiting one with old facts."""
    query = (
        select(Notice)
        .where(
            Notice.subject_type == "engagement",
            or_(
                and_(Notice.subject_id == engagement.id, Notice.kind.in_(CALLING_KINDS)),
                and_(Notice.subject_id.in_(siblings(engagement)), Notice.kind == SERIES),
            ),
            Notice.state.in_((NoticeState.WAITING, NoticeState.HELD, NoticeState.SENDING)),
        )
        .order_by(Notice.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    notices = [notice for notice in db.session.scalars(query) if may_have_left(notice)]
    return {link_id for each in notices for link_id in each.payload.get("link_ids", [each.payload["link_id"]])}


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
            mail_link(link, LinkMail("withdrawal", withdrawal_key(link)), now=now)
    record(
        "invitation.withdrawn", "invitation", invitation.id, f"Withdrew the invitation of {invitation.invitee_label}"
    )
    if invitation.post in engagement.posts:
        engagement.posts.remove(invitation.post)
        announce_people(engagement, now)
    db.session.flush()
    withdrawn.send(invitation)


def note_sent(notice: Notice, *, now: datetime) -> None:
    """The mail server has it: the link's address was told, and its calendar knows whom to answer."""
    is_request, calls = notice.method == Method.REQUEST, notice.kind in CALLING_KINDS
    link = _link_of(notice) if is_request or calls else None
    if link is None:
        return
    is_news = is_request and link.organizer is None
    if is_request:
        link.organizer = organizer_of(link).address
        if link.revoked_at is not None and link.invitation.withdrawn_at is None:
            release(link, now=now)  # it was replaced while the mail was on its way
    if calls:
        link.told_at = notice.sent_at or now
        link.told_sequence = link.invitation.engagement.sequence
        link.undeliverable_at = link.undeliverable_reason = None
    db.session.flush()
    if is_news:
        entry_given.send(link.invitation)


def note_failed(notice: Notice, *, now: datetime) -> None:
    """The mail will not arrive: the office sees it beside the answer."""
    link = _link_of(notice) if notice.kind in (*CALLING_KINDS, "receipt", "other_address") else None
    if link is None:
        return
    link.undeliverable_at = now
    link.undeliverable_reason = (notice.last_error or "The mail server refused it.")[:500]
    db.session.flush()


def _link_of(notice: Notice) -> InvitationLink | None:
    return link_by_id(int(notice.payload["link_id"])) if "link_id" in notice.payload else None
