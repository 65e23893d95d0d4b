"""Releases the programme with everybody's seats, and writes to those for whom something differs, to nobody else."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.invitations.models import InvitationLink
from scheduler.outbox.batches import Stopped, hold_back, left_already
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeDraft, NoticeState
from scheduler.outbox.service import post_notice
from scheduler.summits.models import ProgrammeRelease, Session, Summit
from scheduler.summits.queries.programme import seats_of, sessions_of, tables_of
from scheduler.summits.queries.programme_people import people_of, seat_name
from scheduler.summits.queries.programme_releases import content_of, latest_release, live_links_of, release_by_id
from scheduler.summits.rules.releases import (
    NOTHING,
    Content,
    Difference,
    SeatLine,
    SessionLine,
    Told,
    WorkshopLine,
    concerned,
    differences,
    moved,
    stamped,
)
from scheduler.summits.service.counters import lock_places
from scheduler.summits.service.tables import table_label

KIND = "programme release"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a release would tell, how it differs from the last one, and the links that are written to."""

    content: Content
    differences: tuple[Difference, ...]
    links: tuple[InvitationLink, ...]
    people: int
    """For whom something differs, companions and those without an address included."""
    after: int
    """Number of the release that it is compared with; 0: none yet."""


def preview_programme(summit: Summit) -> Preview:
    """The programme and the seats as they stand now, against the last release."""
    last = latest_release(summit)
    old, new = content_of(last) if last is not None else None, content_now(summit)
    people = people_of(summit)
    names = {each.id: seat_name(each) for each in people}
    found = differences(old, new, names) if old is not None else []
    whom = concerned(old, new)
    parties = {each.party_id: each.party for each in people if each.id in whom}
    number = last.number if last is not None else 0
    return Preview(new, tuple(found), tuple(live_links_of(parties.values())), len(whom), number)


def release_programme(summit: Summit, *, after: int, now: datetime) -> ProgrammeRelease:
    """Freeze it and write to those concerned. Raises RuleBroken while it is empty, VersionConflict when overtaken."""
    lock_places(summit)  # two releases at once: one after the other
    preview = preview_programme(summit)
    if preview.after != after:
        raise VersionConflict
    if not preview.content.sessions:
        raise RuleBroken("The programme is empty. Put at least one session into it first.")
    release = _freeze(summit, preview.content, now)
    for link in preview.links:
        _post(summit, release, link, now)
    words = f"Released the programme, version {release.number}: {count_words(len(preview.links), 'mail')}"
    record("summit.programme_released", "engagement", summit.engagement_id, words)
    return release


def move_release(summit: Summit, shift: timedelta, *, now: datetime) -> None:
    """The date slips: what partners know of the programme slips along. The mail of the new date tells them."""
    if not shift:
        return
    lock_places(summit)
    last = latest_release(summit)
    if last is not None:
        release = _freeze(summit, moved(content_of(last), shift), now)
        words = f"Moved the released programme along with the date: version {release.number}"
        record("summit.programme_moved", "engagement", summit.engagement_id, words)


def _freeze(summit: Summit, content: Content, now: datetime) -> ProgrammeRelease:
    """The next version. The places are locked."""
    last = latest_release(summit)
    told = Told((last.number if last else 0) + 1, now.astimezone(UTC).replace(microsecond=0).isoformat())
    whole = stamped(content, content_of(last) if last else NOTHING, told)
    release = ProgrammeRelease(summit_id=summit.id, number=told.number, at=now, content=whole.frozen())
    release.by_label = current_actor().label
    db.session.add(release)
    db.session.flush()
    return release


def content_now(summit: Summit) -> Content:
    """The programme and the seats as the office has them, nothing stamped yet."""
    seats, tables = seats_of(summit), tables_of(summit)
    lines = {}
    for each in people_of(summit):
        own = seats.get(each.id, [])
        table = tables.get(each.id)
        lines[each.id] = SeatLine(
            attendee_id=each.id,
            workshops={seat.session_id: seat.workshop_id for seat in own},
            table=table_label(table) if table is not None else "",
            why={seat.session_id: seat.reason for seat in own},
            told={},
        )
    return Content(tuple(_line(each) for each in sessions_of(summit)), lines)


def undo_release(batch: str, now: datetime) -> Stopped | None:  # noqa: ARG001  # what the outbox calls
    """A release whose mails are stopped before any left was told to nobody: it is as if it had never been."""
    notice = db.session.scalar(select(Notice).where(Notice.batch == batch, Notice.kind == KIND).limit(1))
    release = release_by_id(notice.payload["release_id"]) if notice is not None else None
    if release is None:
        return None
    held, left = hold_back(batch), len(left_already(batch))
    if left:
        return Stopped(len(held), left, "The release stands, because somebody has it already.")
    if latest_release(db.session.get_one(Summit, release.summit_id)) is not release:
        return Stopped(len(held), left, "The release stands, because a later version is built upon it.")
    for each in held:
        each.state = NoticeState.WITHDRAWN
    record("summit.release_undone", "engagement", notice.subject_id if notice else 0, _undone_words(release))
    place = f"/summits/{release.summit_id}/programme/release"
    db.session.delete(release)
    db.session.flush()
    return Stopped(len(held), 0, "The release is taken back, and nobody was told.", place)


def _undone_words(release: ProgrammeRelease) -> str:
    return f"Took back version {release.number} of the programme before its mails left"


def _post(summit: Summit, release: ProgrammeRelease, link: InvitationLink, now: datetime) -> None:
    draft = NoticeDraft(
        kind=KIND,
        recipient_name=link.name,
        recipient_address=link.address,
        subject_type="engagement",
        subject_id=summit.engagement_id,
        # With the instant: an undone release gives its key back, and its mails keep theirs.
        dedupe_key=f"{KIND}:{release.id}:{link.id}:{now.isoformat()}",
        payload={"release_id": release.id, "link_id": link.id},
        references=link.first_message_id,
    )
    post_notice(draft, now=now)


def _line(session: Session) -> SessionLine:
    return SessionLine(
        id=session.id,
        kind=str(session.kind),
        title=session.title,
        words=session.words,
        starts_at=session.starts_at.isoformat(),
        ends_at=session.ends_at.isoformat(),
        room=session.room.name if session.room else "",
        speakers=tuple(", ".join(part for part in (each.name, each.role) if part) for each in session.speakers),
        workshops=tuple(
            WorkshopLine(
                id=each.id,
                letter=each.letter,
                title=each.title,
                room=each.room.name if each.room else "",
                words=each.words,
            )
            for each in session.workshops
        ),
    )
