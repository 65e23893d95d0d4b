"""The days on which England rests and the hours of the office."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from scheduler.accounts.models import Office
from scheduler.accounts.queries import the_office
from scheduler.almanac.rules import OpeningHours, is_open
from scheduler.core.db import db


@cache
def bank_holidays() -> frozenset[date]:
    """England's bank holidays as far as the package knows them: read from its own file, never from the network."""
    from govuk_bank_holidays.bank_holidays import BankHolidays  # noqa: PLC0415  # brings requests, to ask GOV.UK

    known = BankHolidays(use_cached_holidays=True)
    return frozenset(each["date"] for each in known.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


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
