"""Finds something worth trying in the sample data, and reads the mail that was caught."""

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from sqlalchemy import select

from scheduler.core.current import current_settings
from scheduler.core.db import db
from scheduler.core.tokens import Purpose, derive_token
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import DateOffer, Invitation, InvitationLink, OfferLink, OfferPartner
from scheduler.invitations.rules import Audience, PartStat
from scheduler.invitations.rules.dates import LIVE

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One mail as the catcher kept it; `name` is its file name without ending."""

    name: str
    message: EmailMessage

    def body(self, kind: str) -> str | None:
        """The `plain` or `html` part as text."""
        part = self.message.get_body((kind,))
        return None if part is None else str(part.get_content())

    def calendar(self) -> bytes | None:
        """The attached calendar entry as bytes."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                payload = part.get_payload(decode=True)
                return payload if isinstance(payload, bytes) else None
        return None


def open_answer_link(now: datetime) -> str | None:
    """The path of an unanswered link to a coming engagement, a PA's if there is one."""
    found = db.session.scalars(
        select(InvitationLink)
        .join(Invitation)
        .join(Engagement)
        .where(
            InvitationLink.revoked_at.is_(None),
            Invitation.partstat == PartStat.NEEDS_ACTION,
            Invitation.withdrawn_at.is_(None),
            Engagement.starts_at > now,
        )
        .order_by(InvitationLink.audience != Audience.PA, Engagement.starts_at.desc(), InvitationLink.id)
        .limit(1)
    ).first()
    if found is None:
        return None
    return f"/a/{derive_token(current_settings().secret_key, Purpose.ANSWER, found.id, found.generation)}"


def open_dates_link() -> str | None:
    """The path of a link that may choose among dates, a PA's if there is one."""
    found = db.session.scalars(
        select(OfferLink)
        .join(OfferLink.partner)
        .join(OfferPartner.offer)
        .where(OfferLink.revoked_at.is_(None), OfferPartner.answered_at.is_(None), DateOffer.state.in_(LIVE))
        .order_by(OfferLink.audience != Audience.PA, OfferLink.id)
        .limit(1)
    ).first()
    if found is None:
        return None
    return f"/d/{derive_token(current_settings().secret_key, Purpose.DATES, found.id, found.generation)}"


def engagement_of_uid(uid: str) -> Engagement | None:
    """The engagement that a calendar entry is about."""
    return db.session.scalars(select(Engagement).where(Engagement.uid == uid)).one_or_none()


def caught_mails() -> list[CaughtMail]:
    """The newest caught mails, newest first."""
    files = sorted(_folder().glob("*.eml"), reverse=True)[:PAGE_SIZE]
    return [_read(path) for path in files]


def caught_mail(name: str) -> CaughtMail | None:
    """One caught mail; None when there is no such file."""
    path = _folder() / f"{name}.eml"
    return _read(path) if name.isdigit() and path.is_file() else None


def _folder() -> Path:
    return current_settings().data_dir / "mail"


def _read(path: Path) -> CaughtMail:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return CaughtMail(path.stem, message)
