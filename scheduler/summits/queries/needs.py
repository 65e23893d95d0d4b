"""Access and dietary needs, read by name; and who may do so."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from scheduler.accounts.models import StaffUser
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.queries.doors import over_at
from scheduler.summits.models import Attendee, AttendeeNeeds, NeedsRight, Party, Summit
from scheduler.summits.queries.attendees import Expected, attendees_of
from scheduler.summits.rules.needs import CaterersCount, Needs, caterers_count, deleted_on, stored_needs
from scheduler.summits.rules.vocabulary import PlaceState

GONE = frozenset({EngagementStatus.CANCELLED, EngagementStatus.DECLINED})


@dataclass(frozen=True, slots=True)
class NeedsRow:
    """One human who is expected and told us of needs."""

    expected: Expected
    needs: Needs


def needs_rows(summit: Summit) -> list[NeedsRow]:
    """Of everybody expected who told us of any, by surname. Only for who has the right; the look is noted first."""
    found = {each.attendee_id: each for each in db.session.scalars(_of_summit(summit))}
    return [
        NeedsRow(each, stored_needs(told.access, told.dietary))
        for each in attendees_of(summit)
        if (told := found.get(each.attendee.id)) is not None
    ]


def count_for_caterer(summit: Summit) -> CaterersCount:
    """Of everybody expected; nobody's name."""
    return caterers_count((row.needs for row in needs_rows(summit)), len(attendees_of(summit)))


def who_told(attendee_ids: Collection[int]) -> set[int]:
    """Of these, whoever told us of needs; not what."""
    query = select(AttendeeNeeds.attendee_id).where(AttendeeNeeds.attendee_id.in_(attendee_ids))
    return set(db.session.scalars(query))


def count_told(summit: Summit) -> int:
    """How many humans of this summit told us of needs, whether they have a place or wait."""
    query = select(func.count()).select_from(AttendeeNeeds).join(Attendee).join(Party)
    return db.session.scalar(query.where(Party.summit_id == summit.id)) or 0


def count_waiting(summit: Summit) -> int:
    """Of those the ones who are not on the list: they wait for a place."""
    query = select(func.count()).select_from(AttendeeNeeds).join(Attendee).join(Party)
    waiting = Party.state != PlaceState.CONFIRMED, Party.invitation_id.is_not(None)
    return db.session.scalar(query.where(Party.summit_id == summit.id, *waiting)) or 0


def day_of_deletion(summit: Summit, now: datetime) -> date:
    """When needs told now will be deleted, as things stand."""
    ends_at = over_at(summit.engagement)
    ends_on = summit.engagement.ends_on or (local_day(ends_at) if ends_at is not None else None)
    is_cancelled = summit.engagement.status in GONE
    return deleted_on(ends_on, summit.needs_days, given_on=local_day(now), is_cancelled=is_cancelled)


def summits_with_needs() -> list[Summit]:
    """Those whose needs are not deleted yet, with their engagements at hand."""
    some = select(Party.summit_id).join(Attendee).join(AttendeeNeeds, AttendeeNeeds.attendee_id == Attendee.id)
    query = select(Summit).where(Summit.id.in_(some)).options(joinedload(Summit.engagement)).order_by(Summit.id)
    return list(db.session.scalars(query))


def may_read_needs(staff_id: int) -> bool:
    """Whether a member of staff has the right."""
    return db.session.get(NeedsRight, staff_id) is not None


def staff_and_rights() -> list[tuple[StaffUser, NeedsRight | None]]:
    """Everybody who may sign in, or has the right still, by name."""
    query = (
        select(StaffUser, NeedsRight)
        .outerjoin(NeedsRight, NeedsRight.staff_id == StaffUser.id)
        .where(or_(StaffUser.active, NeedsRight.staff_id.is_not(None)))
        .order_by(StaffUser.name, StaffUser.id)
    )
    return [(user, right) for user, right in db.session.execute(query)]


def readers() -> list[StaffUser]:
    """Who may read needs today, with their roles at hand."""
    query = select(StaffUser).join(NeedsRight, NeedsRight.staff_id == StaffUser.id).where(StaffUser.active)
    return list(db.session.scalars(query.order_by(StaffUser.id)))


def _of_summit(summit: Summit) -> Select[AttendeeNeeds]:
    return (
        select(AttendeeNeeds)
        .join(AttendeeNeeds.attendee)
        .join(Attendee.party)
        .where(Party.summit_id == summit.id)
        .order_by(AttendeeNeeds.attendee_id)
    )
