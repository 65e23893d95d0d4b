"""The sample diary, whatever day the demo is started on."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import is_working_day
from scheduler.core.clock import local_day
from scheduler.demo.sample_engagements import load_engagements, load_principals
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind, EngagementStatus

pytestmark = pytest.mark.once

MONDAY = date(2026, 11, 23)
DAYS = [*(MONDAY + timedelta(days=number) for number in (0, 3, 4, 6)), date(2026, 12, 24), date(2027, 3, 26)]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_it_loads_on_any_day_without_an_engagement_on_a_day_of_rest(session, today: date) -> None:
    load_principals()
    load_engagements(today)
    for engagement in session.scalars(select(Engagement)):
        begins = engagement.starts_on or (engagement.starts_at and local_day(engagement.starts_at))
        ends = engagement.ends_on or (engagement.ends_at and local_day(engagement.ends_at))
        for day in filter(None, (begins, ends)):
            assert is_working_day(day, bank_holidays()), f"{engagement.title} on {day}"


def test_it_shows_every_kind_and_every_state(session) -> None:
    load_principals()
    load_engagements(MONDAY)
    assert session.scalar(select(func.count()).select_from(Engagement)) >= 40
    assert set(session.scalars(select(Engagement.kind))) == set(EngagementKind)
    assert set(session.scalars(select(Engagement.status))) == set(EngagementStatus)
