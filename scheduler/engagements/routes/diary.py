"""The diary by day, week, month and as a list."""

from collections.abc import Callable, Sequence
from datetime import date

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.almanac.queries import bank_holidays, travel_table
from scheduler.almanac.rules.marks import days_between
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.errors import RuleBroken
from scheduler.core.typed import EARLIEST_YEAR, LATEST_YEAR, typed_day
from scheduler.engagements.diary import Extras, Period, View, days_of, period_of, weeks_of
from scheduler.engagements.models import Principal
from scheduler.engagements.queries import all_principals, engagements_between, live_holds
from scheduler.engagements.queries.diaries import diaries_between
from scheduler.engagements.routes.blueprint import engagements
from scheduler.engagements.rules.travel import travel_on


@engagements.get("/engagements/diary")
@allow(Access.VIEWER)
def diary() -> ResponseReturnValue:
    """Everybody's diary, or one principal's."""
    today = local_day(utc_now())
    view = View(request.args["view"]) if request.args.get("view") in set(View) else View.WEEK
    people = all_principals()
    whose = _whose(list(people))
    period = period_of(view, _on(today))
    found = engagements_between(period.first_on, period.last_on, whose.id if whose else None)
    days = days_of(period, found, bank_holidays(), _extras(period, people, whose))
    facts = {"period": period, "people": people, "whose": whose, "today": today, "address": _address(view, whose)}
    return render_template(f"engagements/diary_{view}.html", days=days, weeks=weeks_of(days), **facts)


def _extras(period: Period, people: Sequence[Principal], whose: Principal | None) -> Extras:
    """Times held, and for one principal the roads of their days and their leave."""
    first, last = period.first_on, period.last_on
    holds = live_holds(first, last, [whose.id] if whose else [each.id for each in people])
    if whose is None:
        return Extras(holds)
    (own,) = diaries_between(first, last, [whose.id])
    roads = travel_table()
    travel = [each for day in days_between(first, last) for each in travel_on(day, own, roads)]
    return Extras(holds, travel, own.away)


def _address(view: View, whose: Principal | None) -> Callable[..., str]:
    """Links to other days and views of the same diary."""

    def address(on: date, other: str | None = None) -> str:
        principal = whose.id if whose else None
        return url_for("engagements.diary", view=other or view, on=on.isoformat(), principal=principal)

    return address


def _whose(people: list[Principal]) -> Principal | None:
    wanted = request.args.get("principal", "")
    if not wanted:
        return None
    return next((each for each in people if str(each.id) == wanted), None) or abort(404)


def _on(today: date) -> date:
    """The day that was asked for; an unreadable or far one is today."""
    try:
        on = typed_day(request.args.get("on", ""), today)
    except RuleBroken:
        return today
    return on if EARLIEST_YEAR < on.year < LATEST_YEAR else today
