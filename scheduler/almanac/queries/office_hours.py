"""When the office works and when ordinary mail may leave."""

from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.accounts.models import Office
from scheduler.accounts.queries import the_office
from scheduler.almanac.queries.holidays import bank_holidays
from scheduler.almanac.rules import OpeningHours, add_working_hours, is_open, next_working_moment
from scheduler.core.db import db


def opening_hours() -> OpeningHours:
    """When the office works."""
    office = the_office()
    return OpeningHours(office.opens_at, office.closes_at, ZoneInfo(office.tzid))


def may_send_at(moment: datetime) -> bool:
    """Whether ordinary mail may leave then: always, unless there is an office that asked for quiet out of hours."""
    office = db.session.get(Office, 1)
    if office is None or not office.quiet_out_of_hours:
        return True
    return is_open(moment, opening_hours(), bank_holidays())


def opens_after(moment: datetime) -> datetime:
    """That moment when ordinary mail may leave then, else when the office opens next."""
    return moment if may_send_at(moment) else next_working_moment(moment, opening_hours(), bank_holidays())


def working_hours_after(moment: datetime, number: int) -> datetime:
    """When the office will have worked so many hours since a moment."""
    return add_working_hours(moment, number, opening_hours(), bank_holidays())
