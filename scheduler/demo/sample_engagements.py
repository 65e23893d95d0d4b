"""Loads the sample diary through the same services as the pages; dates around today, never on a weekend."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import add_working_days, is_working_day
from scheduler.core.clock import from_local
from scheduler.core.db import db
from scheduler.core.typed import typed_times
from scheduler.demo.sample_diary import PRINCIPALS, ROWS, Row
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementDraft, EngagementStatus, PlaceKind
from scheduler.engagements.service import (
    PrincipalDraft,
    add_principal,
    cancel_engagement,
    decline_engagement,
    mark_held,
    mark_written_up,
    plan_engagement,
    postpone_engagement,
)
from scheduler.ical.event import AllDay, Timed
from scheduler.stakeholders.models import Organisation, Post
from scheduler.stakeholders.rules import COUNCIL_KINDS

PLANNED_BEFORE = timedelta(days=60)
AGREED_EARLIER = "Agreed before that day was blocked."
"""Kept only where a layer or another engagement happens to fall on the day: the sample moves with today."""
LEAVINGS = {
    EngagementStatus.POSTPONED: postpone_engagement,
    EngagementStatus.CANCELLED: cancel_engagement,
    EngagementStatus.DECLINED: decline_engagement,
}


def load_principals() -> None:
    """Those of ours whose diaries are kept."""
    for title, name, kind in PRINCIPALS.values():
        add_principal(
            PrincipalDraft(title=title, name=name, kind=kind, email=f"{name.lower().replace(' ', '.')}@example.org")
        )


def load_engagements(today: date) -> None:
    """The sample diary around `today`; principals are loaded before, partners that are not there are left out."""
    ours = {each.title: each.id for each in db.session.scalars(select(Principal))}
    ids = {key: ours[title] for key, (title, _, _) in PRINCIPALS.items()}
    partners = _posts_by_home()
    for row in ROWS:
        _load(row, today, ids, partners)


def _load(row: Row, today: date, ours: dict[str, int], partners: dict[str, tuple[int, ...]]) -> None:
    planned_at = from_local(today, time(9)) - PLANNED_BEFORE
    online = row.place_kind is PlaceKind.ONLINE
    is_later = row.status in LEAVINGS or row.status in {EngagementStatus.HELD, EngagementStatus.WRITTEN_UP}
    draft = EngagementDraft(
        kind=row.kind,
        title=row.title,
        principal_ids=tuple(ours[key] for key in row.ours),
        post_ids=tuple(post_id for home in row.partners for post_id in partners.get(home, ())),
        when=_when(row, today),
        status=EngagementStatus.AGREED if is_later else row.status,
        purpose=row.purpose,
        handling=row.handling,
        place_kind=row.place_kind,
        place_text="" if online else row.place,
        online_url=row.place if online else "",
        clash_reason=row.clash_reason or AGREED_EARLIER,
    )
    _climb(plan_engagement(draft, now=planned_at), row, planned_at)


def _climb(engagement: Engagement, row: Row, planned_at: datetime) -> None:
    """Take it to the status that the row names, a day after whatever came before."""
    if leave := LEAVINGS.get(row.status):
        leave(engagement, row.reason, now=planned_at + PLANNED_BEFORE - timedelta(days=4))
    if row.status in {EngagementStatus.HELD, EngagementStatus.WRITTEN_UP}:
        assert engagement.ends_at is not None
        mark_held(engagement, now=engagement.ends_at + timedelta(days=1))
        if row.status is EngagementStatus.WRITTEN_UP:
            mark_written_up(engagement, now=engagement.ends_at + timedelta(days=2))


def _when(row: Row, today: date) -> Timed | AllDay | None:
    if row.day is None:
        return None
    day = sample_day(row.day, today)
    if not row.times:
        while row.days > 1 and not is_working_day(day + timedelta(days=row.days - 1), bank_holidays()):
            day = add_working_days(day, 1, bank_holidays())
        return AllDay(day, day + timedelta(days=row.days - 1))
    starts, ends = typed_times(row.times)
    return Timed(from_local(day, starts), from_local(day, ends))


def sample_day(offset: int, today: date) -> date:
    """The working day so many after (before, when negative) the first one on or after today."""
    holidays = bank_holidays()
    first = today if is_working_day(today, holidays) else add_working_days(today, 1, holidays)
    return add_working_days(first, offset, holidays)


def _posts_by_home() -> dict[str, tuple[int, ...]]:
    """By the name of an organisation or body: both heads of a council, else its most senior post."""
    query = select(Post).options(joinedload(Post.organisation), joinedload(Post.body)).order_by(Post.band, Post.id)
    found: dict[str, tuple[int, ...]] = {}
    for post in db.session.scalars(query):
        home = post.home
        most = 2 if isinstance(home, Organisation) and home.kind in COUNCIL_KINDS else 1
        found[home.name] = (*found.get(home.name, ()), post.id)[:most]
    return found
