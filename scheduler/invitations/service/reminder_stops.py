"""No more reminders (RFC 8058): one address, what one mail was about. It is never an answer, and can be taken back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from scheduler.audit.service import record
from scheduler.core.current import current_settings
from scheduler.core.db import db, insert_into
from scheduler.core.tags import read_tag, tag_of
from scheduler.core.tokens import Purpose
from scheduler.invitations.models import InvitationLink, ReminderStop
from scheduler.invitations.service.chasers import ROUND_MAILS
from scheduler.outbox.models import Notice

GENERATION = 1


def stop_path(notice: Notice) -> str:
    """The address, below ours, that ends reminders about what this mail lists."""
    token = tag_of(current_settings().secret_key, Purpose.UNSUBSCRIBE, notice.id, GENERATION)
    return f"/u/{token}"


def links_of_stop(token: str) -> list[InvitationLink]:
    """What the mail with this token was about; empty for a token that we never gave."""
    notice_id = read_tag(current_settings().secret_key, Purpose.UNSUBSCRIBE, token, lambda _id: GENERATION)
    notice = db.session.get(Notice, notice_id) if notice_id is not None else None
    if notice is None or notice.kind not in ROUND_MAILS:
        return []
    wanted = select(InvitationLink).where(InvitationLink.id.in_(notice.payload["link_ids"]))
    return list(db.session.scalars(wanted.order_by(InvitationLink.id)))


def stopped_among(links: Sequence[InvitationLink]) -> set[int]:
    """Ids of those that get no reminders."""
    wanted = select(ReminderStop.link_id).where(ReminderStop.link_id.in_([link.id for link in links]))
    return set(db.session.scalars(wanted))


def stop_reminders(links: Sequence[InvitationLink], *, now: datetime) -> None:
    """No more reminders to these addresses about these engagements; asked twice it is the same."""
    for link in links:
        statement = insert_into(ReminderStop).values(link_id=link.id, at=now).on_conflict_do_nothing()
        if db.session.scalar(statement.returning(ReminderStop.link_id)) is not None:
            _note(link, "invitation.reminders_stopped", "No more reminders wanted")
    db.session.flush()


def resume_reminders(links: Sequence[InvitationLink]) -> None:
    """Take that back."""
    for link in links:
        gone = db.session.execute(delete(ReminderStop).where(ReminderStop.link_id == link.id))
        if gone.rowcount:  # type: ignore[attr-defined]  # a DELETE's result has it
            _note(link, "invitation.reminders_resumed", "Reminders are wanted again")
    db.session.flush()


def _note(link: InvitationLink, action: str, words: str) -> None:
    invitation = link.invitation
    summary = f"{words}: {invitation.invitee_label}, {invitation.engagement.title}"
    record(action, "invitation", invitation.id, summary, details={"audience": str(link.audience)})


def note_round_failed(notice: Notice, *, now: datetime) -> None:
    """A round mail will not arrive: every link to that address is marked, so that the office sees it."""
    if notice.kind not in ROUND_MAILS:
        return
    for link in db.session.scalars(select(InvitationLink).where(InvitationLink.id.in_(notice.payload["link_ids"]))):
        link.undeliverable_at = now
        link.undeliverable_reason = (notice.last_error or "The mail server refused it.")[:500]
    db.session.flush()
