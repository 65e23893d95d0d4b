"""Held but not written up: what the office still owes its own record, and for how long."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import add_working_days
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus

LATE_AFTER = 2
"""Working days: after them people remember little."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """An engagement that took place, the day it did, and whether that is too long ago to be kept in mind."""

    engagement: Engagement
    held_on: date
    age: int
    """In days."""
    is_late: bool

    @property
    def age_words(self) -> str:
        """“held today”, “held yesterday”, “held 14 days ago”."""
        return {0: "held today", 1: "held yesterday"}.get(self.age, f"held {self.age} days ago")


def unwritten(now: datetime) -> list[Unwritten]:
    """The oldest first."""
    began = func.coalesce(func.date(Engagement.starts_at), func.date(Engagement.starts_on))
    query = select(Engagement).where(Engagement.status == EngagementStatus.HELD).order_by(began, Engagement.id)
    found = db.session.scalars(query.options(selectinload(Engagement.principals))).all()
    today = local_day(now)
    in_mind_from = add_working_days(today, -LATE_AFTER, bank_holidays()) if found else today
    return [_aged(each, first_day_of(each) or today, today, in_mind_from) for each in found]


def _aged(engagement: Engagement, held_on: date, today: date, in_mind_from: date) -> Unwritten:
    return Unwritten(engagement, held_on, (today - held_on).days, held_on < in_mind_from)
