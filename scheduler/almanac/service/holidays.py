"""Bank holidays that the office adds, strikes out and restores; the list that ships is never touched."""

from datetime import date

from scheduler.almanac.models import BankHoliday
from scheduler.almanac.queries.holidays import bank_holiday_names, forget_bank_holidays, shipped_holidays
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.wording import day_words

SUBJECT = "bank_holiday"
LONGEST_NAME = 120


def add_bank_holiday(day: date, name: str) -> None:
    """A day off that the list does not have. Raises RuleBroken naming the field."""
    name = clean_line(name)[:LONGEST_NAME]
    if not name:
        raise RuleBroken("Enter the name, for example Coronation of the King.", "name")
    known = bank_holiday_names().get(day)
    if known is not None:
        raise RuleBroken(f"{day_words(day)} is a bank holiday already: {known}.", "day")
    _store(day, name, is_struck=False)
    record("bank_holiday.added", SUBJECT, None, f"Added a bank holiday: {name}, {day_words(day)}", details=_facts(day))


def strike_bank_holiday(day: date) -> None:
    """Make a bank holiday a working day. Raises RuleBroken when it is none."""
    name = bank_holiday_names().get(day)
    if name is None:
        raise RuleBroken(f"{day_words(day)} is no bank holiday.")
    if day in shipped_holidays():
        _store(day, shipped_holidays()[day], is_struck=True)
    else:
        _forget(day)
    summary = f"Struck out a bank holiday: {name}, {day_words(day)}"
    record("bank_holiday.struck", SUBJECT, None, summary, details=_facts(day))


def restore_bank_holiday(day: date) -> None:
    """Take back that a day of the list was struck out. Raises RuleBroken when it was not."""
    change = db.session.get(BankHoliday, day)
    if change is None or not change.is_struck:
        raise RuleBroken(f"{day_words(day)} was not struck out.")
    summary = f"Restored a bank holiday: {change.name}, {day_words(day)}"
    _forget(day)
    record("bank_holiday.restored", SUBJECT, None, summary, details=_facts(day))


def _store(day: date, name: str, *, is_struck: bool) -> None:
    change = db.session.get(BankHoliday, day) or BankHoliday(day=day)
    change.name, change.is_struck = name, is_struck
    db.session.add(change)
    db.session.flush()
    forget_bank_holidays()


def _forget(day: date) -> None:
    change = db.session.get(BankHoliday, day)
    if change is not None:
        db.session.delete(change)
        db.session.flush()
    forget_bank_holidays()


def _facts(day: date) -> dict[str, object]:
    return {"day": day.isoformat()}
