"""Released programmes."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from scheduler.core.db import db
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.outbox.models import Notice
from scheduler.summits.models import Party, ProgrammeRelease, Summit
from scheduler.summits.rules.releases import Content


def programme_releases(summit: Summit) -> list[ProgrammeRelease]:
    """The newest first."""
    query = select(ProgrammeRelease).where(ProgrammeRelease.summit_id == summit.id)
    return list(db.session.scalars(query.order_by(ProgrammeRelease.number.desc())))


def latest_release(summit: Summit) -> ProgrammeRelease | None:
    """What partners know; None before the first."""
    query = select(ProgrammeRelease).where(ProgrammeRelease.summit_id == summit.id)
    return db.session.scalar(query.order_by(ProgrammeRelease.number.desc()).limit(1))


def release_numbered(summit: Summit, number: int) -> ProgrammeRelease | None:
    """One of them."""
    query = select(ProgrammeRelease).where(ProgrammeRelease.summit_id == summit.id)
    return db.session.scalar(query.where(ProgrammeRelease.number == number))


def release_by_id(release_id: int) -> ProgrammeRelease | None:
    """One of any summit."""
    return db.session.get(ProgrammeRelease, release_id)


def content_of(release: ProgrammeRelease) -> Content:
    """What it told."""
    return Content.thawed(release.content)


def content_before(release: ProgrammeRelease) -> Content | None:
    """What the one before it told; None for the first. Numbers may have holes where a release was undone."""
    query = (
        select(ProgrammeRelease)
        .where(ProgrammeRelease.summit_id == release.summit_id, ProgrammeRelease.number < release.number)
        .order_by(ProgrammeRelease.number.desc())
        .limit(1)
    )
    found = db.session.scalar(query)
    return content_of(found) if found is not None else None


def is_overtaken(notice: Notice, release: ProgrammeRelease) -> bool:
    """Whether a later release writes to the same link: that mail says everything."""
    later = select(ProgrammeRelease.id).where(
        ProgrammeRelease.summit_id == release.summit_id, ProgrammeRelease.number > release.number
    )
    if db.session.scalar(later.limit(1)) is None:
        return False
    query = select(Notice.payload).where(
        Notice.kind == notice.kind,
        Notice.recipient_key == notice.recipient_key,
        Notice.subject_id == notice.subject_id,
        Notice.id > notice.id,
    )
    return any(payload["link_id"] == notice.payload["link_id"] for payload in db.session.scalars(query))


def live_links_of(parties: Iterable[Party]) -> list[InvitationLink]:
    """Every address that may answer today for these, each once, in order of invitation."""
    ids = {party.invitation_id for party in parties if party.invitation_id is not None}
    query = (
        select(InvitationLink)
        .join(InvitationLink.invitation)
        .where(InvitationLink.invitation_id.in_(ids))
        .where(InvitationLink.revoked_at.is_(None), Invitation.withdrawn_at.is_(None))
        .options(contains_eager(InvitationLink.invitation))
        .order_by(InvitationLink.invitation_id, InvitationLink.id)
    )
    return list(db.session.scalars(query))
