"""The month with everything that speaks against its days, and “why not this day?”."""

from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.almanac.forms.why_not import WhyNotForm
from scheduler.almanac.queries.deadlines import deadlines_between
from scheduler.almanac.queries.holidays import holidays_known_until
from scheduler.almanac.queries.layers import all_layers
from scheduler.almanac.queries.verdicts import day_reasons, month_of, next_clear_day
from scheduler.almanac.routes.blueprint import almanac, present_day
from scheduler.almanac.rules.month import clear_days, in_weeks, month_before, next_month
from scheduler.core.access import Access, allow
from scheduler.core.typed import EARLIEST_YEAR, LATEST_YEAR
from scheduler.stakeholders.queries.records import live_organisations


@almanac.get("/almanac")
@allow(Access.VIEWER)
def index() -> ResponseReturnValue:
    """Which days are good, and why not this one?"""
    today = present_day()
    form = WhyNotForm(request.args)
    form.offer(live_organisations(today))
    on, partner_ids = form.on(today), form.partner_ids()
    first_on = _month(request.args.get("month", ""), on or today)
    days = month_of(first_on, partner_ids)
    return render_template(
        "almanac/index.html",
        form=form,
        today=today,
        on=on,
        reasons=day_reasons(on, partner_ids) if on else [],
        next_clear=next_clear_day(on, partner_ids) if on else None,
        first_on=first_on,
        weeks=in_weeks(days),
        clear=clear_days(days),
        month_address=lambda month: url_for(".index", month=f"{month:%Y-%m}", partner=form.partner.data or None),
        day_address=lambda day: url_for(".index", on=day.isoformat(), partner=form.partner.data or None),
        earlier=month_before(first_on) if first_on.year > EARLIEST_YEAR else None,
        later=next_month(first_on) if first_on.year < LATEST_YEAR else None,
        deadlines=deadlines_between(first_on, days[-1].day),
        known_until=holidays_known_until(),
        layers=all_layers(),
    )


def _month(asked: str, otherwise: date) -> date:
    """The first day of the month that the address names (“2026-11”), else of the day shown."""
    try:
        first_on = date.fromisoformat(f"{asked}-01")
    except ValueError:
        first_on = otherwise.replace(day=1)
    return first_on.replace(year=min(max(first_on.year, EARLIEST_YEAR), LATEST_YEAR))
