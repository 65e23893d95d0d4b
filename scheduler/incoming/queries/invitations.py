"""Invitations to us: one, the list of what waits, copies of what came before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.ical.event import AllDay, Timed
from scheduler.incoming.models import IncomingCopy, IncomingInvitation
from scheduler.incoming.rules.freshness import Known
from scheduler.incoming.rules.vocabulary import Decision, Way

OPEN = (Decision.WAITING, Decision.HELD)
PAGE_LENGTH = 50


def invitation_by_id(invitation_id: int) -> IncomingInvitation | None:
    """One of them."""
    return db.session.get(IncomingInvitation, invitation_id)


def locked(invitation: IncomingInvitation) -> IncomingInvitation:
    """The same row once nobody else is deciding about it, as it is then."""
    db.session.flush()
    query = select(IncomingInvitation).where(IncomingInvitation.id == invitation.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def undecided() -> Sequence[IncomingInvitation]:
    """What waits, what is held, and what changed after we had decided; the longest waiting first."""
    query = _shown().where(or_(IncomingInvitation.decision.in_(OPEN), IncomingInvitation.has_changed))
    return db.session.scalars(query.order_by(IncomingInvitation.received_at, IncomingInvitation.id)).all()


def decided(page: int) -> tuple[Sequence[IncomingInvitation], int]:
    """A page of the others, the latest decision first, and how many pages there are."""
    condition = IncomingInvitation.decision.not_in(OPEN)
    total = db.session.scalar(select(func.count()).select_from(IncomingInvitation).where(condition)) or 0
    pages = max(1, -(-total // PAGE_LENGTH))
    page = min(max(page, 1), pages)
    query = _shown().where(condition).order_by(IncomingInvitation.decided_at.desc(), IncomingInvitation.id.desc())
    return db.session.scalars(query.limit(PAGE_LENGTH).offset((page - 1) * PAGE_LENGTH)).all(), pages


def count_undecided() -> int:
    """How many need somebody."""
    condition = or_(IncomingInvitation.decision.in_(OPEN), IncomingInvitation.has_changed)
    return db.session.scalar(select(func.count()).select_from(IncomingInvitation).where(condition)) or 0


def copy_of(way: Way, reference: str) -> IncomingCopy | None:
    """The very same arrival, had before."""
    query = select(IncomingCopy).where(IncomingCopy.way == way, IncomingCopy.reference == reference)
    return db.session.scalars(query).one_or_none()


def with_uid(uid: str, recurrence_id: str) -> IncomingInvitation | None:
    """The invitation that their calendar knows under a UID."""
    if not uid:
        return None
    query = select(IncomingInvitation).where(
        IncomingInvitation.uid == uid, IncomingInvitation.recurrence_id == recurrence_id
    )
    return db.session.scalars(query.order_by(IncomingInvitation.id)).first()


def on_day(on: date) -> Sequence[IncomingInvitation]:
    """What we are asked to on a local day, the newest first; what was called off is left out."""
    begins, ends = start_of_day(on), start_of_day(on + timedelta(days=1))
    timed = and_(IncomingInvitation.starts_at >= begins, IncomingInvitation.starts_at < ends)
    query = select(IncomingInvitation).where(
        or_(timed, IncomingInvitation.starts_on == on), IncomingInvitation.decision != Decision.CALLED_OFF
    )
    return db.session.scalars(query.order_by(IncomingInvitation.id.desc())).all()


def invitations_of(engagement: Engagement) -> Sequence[IncomingInvitation]:
    """Those that an engagement came from."""
    query = _shown().where(IncomingInvitation.engagement_id == engagement.id)
    return db.session.scalars(query.order_by(IncomingInvitation.id)).all()


def ids_of_engagement(engagement_id: int) -> Select[int]:
    """Whose log entries show in an engagement's history."""
    return select(IncomingInvitation.id).where(IncomingInvitation.engagement_id == engagement_id)


def asked_us(_on: date) -> Mapping[int, date]:
    """Body → the last day for which it asked us, whatever we decided; `date.max` where it waits without a day."""
    query = select(IncomingInvitation).where(
        IncomingInvitation.body_id.is_not(None), IncomingInvitation.decision != Decision.CALLED_OFF
    )
    found: dict[int, date] = {}
    for each in db.session.scalars(query):
        assert each.body_id is not None
        day = day_of(each) or (date.max if each.decision in OPEN else local_day(each.received_at))
        found[each.body_id] = max(day, found.get(each.body_id, date.min))
    return found


def when_of(invitation: IncomingInvitation) -> Timed | AllDay | None:
    """Its time as a value."""
    if invitation.starts_at is not None and invitation.ends_at is not None:
        return Timed(invitation.starts_at, invitation.ends_at)
    if invitation.starts_on is not None:
        return AllDay(invitation.starts_on, invitation.ends_on or invitation.starts_on)
    return None


def day_of(invitation: IncomingInvitation) -> date | None:
    """The local day on which it begins."""
    return local_day(invitation.starts_at) if invitation.starts_at is not None else invitation.starts_on


def is_past(invitation: IncomingInvitation, now: datetime) -> bool:
    """Nothing is left to decide about a day that is over."""
    day = day_of(invitation)
    return day is not None and day < local_day(now)


def known_of(invitation: IncomingInvitation) -> Known:
    """What we hold of it, as the rules want it."""
    home = invitation.body or invitation.organisation
    return Known(
        host_names=(home.name, home.short_name) if home is not None else (),
        title=invitation.title,
        when=when_of(invitation),
        place_text=invitation.place_text,
        online_url=invitation.online_url,
        uid=invitation.uid,
        recurrence_id=invitation.recurrence_id,
        sequence=invitation.sequence,
        stamped_at=invitation.stamped_at,
    )


def _shown() -> Select[IncomingInvitation]:
    return select(IncomingInvitation).options(
        joinedload(IncomingInvitation.body),
        joinedload(IncomingInvitation.organisation),
        joinedload(IncomingInvitation.principal),
        joinedload(IncomingInvitation.goes_principal),
        selectinload(IncomingInvitation.copies),
    )
