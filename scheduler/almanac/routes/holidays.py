"""Bank holidays: the list of the years around, additions, days struck out."""

from collections.abc import Callable
from datetime import date

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.almanac.forms.days import ChosenDayForm, HolidayForm
from scheduler.almanac.queries.holidays import bank_holiday_names, holiday_changes, holidays_known_until
from scheduler.almanac.routes.blueprint import almanac, done, present_day, saved
from scheduler.almanac.service import add_bank_holiday, restore_bank_holiday, strike_bank_holiday
from scheduler.core.access import Access, allow


@almanac.route("/almanac/holidays", methods=["GET", "POST"])
@allow(Access.VIEWER, to_change=Access.MANAGER)
def holidays() -> ResponseReturnValue:
    """From last year on; a form to add one."""
    form, today = HolidayForm(), present_day()
    if form.validate_on_submit() and saved(form, lambda: add_bank_holiday(_on(form.on), form.name.data or "")):
        return done("The bank holiday is added.", url_for(".holidays"))
    changes = {each.day: each for each in holiday_changes()}
    known = {**bank_holiday_names(), **{day: each.name for day, each in changes.items()}}
    shown = sorted(day for day in known if day.year >= today.year - 1)
    page = render_template(
        "almanac/holidays.html",
        form=form,
        years={year: [day for day in shown if day.year == year] for year in sorted({day.year for day in shown})},
        names=known,
        changes=changes,
        known_until=holidays_known_until(),
    )
    return page, 422 if form.errors or form.form_errors else 200


@almanac.post("/almanac/holidays/strike")
@allow(Access.MANAGER)
def strike() -> ResponseReturnValue:
    """The office works that day."""
    return _change(strike_bank_holiday, "It is a working day now.")


@almanac.post("/almanac/holidays/restore")
@allow(Access.MANAGER)
def restore() -> ResponseReturnValue:
    """It is a bank holiday after all."""
    return _change(restore_bank_holiday, "It is a bank holiday again.")


def _change(change: Callable[[date], None], message: str) -> ResponseReturnValue:
    form = ChosenDayForm()
    day = form.on
    if day is None:
        abort(400)
    if saved(form, lambda: change(day)):
        return done(message, url_for(".holidays"))
    flash(form.form_errors[0], "error")
    return redirect(url_for(".holidays"), code=303)


def _on(day: date | None) -> date:
    assert day is not None
    return day
