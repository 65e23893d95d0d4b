"""England's bank holidays: the list that ships with the package, and what the office changed."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from sqlalchemy import Select, select

from scheduler.almanac.models import BankHoliday
from scheduler.core.db import db

REMEMBERED = "almanac.bank_holidays"


@cache
def shipped_holidays() -> Mapping[date, str]:
    """What the package knows, by day.

    Its list is read as GOV.UK publishes it. The package's own reader brings an HTTP client along, to ask for a newer
    one: half of the time that the first offered place of a new process takes.
    """
    shipped = json.loads((files("govuk_bank_holidays") / "bank-holidays.json").read_text())
    events = shipped["england-and-wales"]["events"]
    return {date.fromisoformat(each["date"]): _name(each["title"], each["notes"]) for each in events}


def bank_holiday_names() -> Mapping[date, str]:
    """Every day on which England rests, with its name; the office's own changes count.

    Asked many times a page, so one transaction asks the database once: what another worker changes is seen by the next.
    """
    session = db.session()
    remembered: tuple[object, Mapping[date, str]] = session.info.get(REMEMBERED, (None, {}))
    if remembered[0] is None or remembered[0] is not session.get_transaction():
        names = _changed_names()
        remembered = session.info[REMEMBERED] = (session.get_transaction(), names)
    return remembered[1]


def _changed_names() -> dict[date, str]:
    names = dict(shipped_holidays())
    for change in holiday_changes():
        names.pop(change.day, None)
        if not change.is_struck:
            names[change.day] = change.name
    return names


def forget_bank_holidays() -> None:
    """For the service that changes them: this transaction asks again."""
    db.session.info.pop(REMEMBERED, None)


def bank_holidays() -> frozenset[date]:
    """England's bank holidays as far as they are known (`holidays_known_until`), the office's changes among them."""
    return frozenset(bank_holiday_names())


def holidays_known_until() -> date:
    """The last day of the last year whose bank holidays are known; plans beyond it warn."""
    return date(max(bank_holidays()).year, 12, 31)


def holiday_changes() -> list[BankHoliday]:
    """What the office added or struck out, by day."""
    return list(db.session.scalars(_changes()))


@cache
def _changes() -> Select[BankHoliday]:
    """Written once: every offered place and every mail counts working time."""
    return select(BankHoliday).order_by(BankHoliday.day)


def _name(title: str, notes: str) -> str:
    return f"{title} ({notes[:1].lower()}{notes[1:]})" if notes else title
