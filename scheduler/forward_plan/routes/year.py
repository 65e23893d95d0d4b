"""The year planner: a principal's or the office's year, weeks across and partners down, or the same as a list."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.errors import RuleBroken
from scheduler.core.typed import EARLIEST_YEAR, LATEST_YEAR, typed_day
from scheduler.engagements.models import Principal
from scheduler.engagements.queries import all_principals
from scheduler.forward_plan.queries.year import planner_of
from scheduler.forward_plan.routes.blueprint import forward_plan
from scheduler.forward_plan.rules.year import Zoom, period_of

LOOK_BACK_MONTHS = 3
"""The year opens a little before today: what was held explains what is due."""


@forward_plan.get("/forward-plan/year")
@allow(Access.VIEWER)
def year() -> ResponseReturnValue:
    """The planner, as a table or as a list."""
    today = local_day(utc_now())
    zoom = Zoom(request.args["zoom"]) if request.args.get("zoom") in set(Zoom) else Zoom.YEAR
    people = list(all_principals())
    whose = _whose(people)
    period = period_of(zoom, _on(zoom, today))
    planner = planner_of(period, whose.id if whose else None)
    shown = "list" if request.args.get("as") == "list" else "table"
    facts = {"planner": planner, "people": people, "whose": whose, "today": today}
    return render_template(
        f"forward_plan/year/{shown}.html", shown=shown, address=_address(zoom, whose, shown), **facts
    )


def _address(zoom: Zoom, whose: Principal | None, shown: str) -> Callable[..., str]:
    """Links to other days, zooms and shapes of the same planner."""

    def address(on: date, *, other: str | None = None, shape: str | None = None) -> str:
        wanted: dict[str, Any] = {"zoom": other or zoom, "on": on.isoformat(), "as": shape or shown}
        return url_for("forward_plan.year", principal=whose.id if whose else None, **wanted)

    return address


def _whose(people: list[Principal]) -> Principal | None:
    wanted = request.args.get("principal", "")
    if not wanted:
        return None
    return next((each for each in people if str(each.id) == wanted), None) or abort(404)


def _on(zoom: Zoom, today: date) -> date:
    """The day that was asked for; else today, or for a year some months before it."""
    try:
        on = typed_day(request.args.get("on", ""), today)
    except RuleBroken:
        return _some_months_before(today) if zoom is Zoom.YEAR else today
    return on if EARLIEST_YEAR < on.year < LATEST_YEAR else today


def _some_months_before(today: date) -> date:
    months = today.year * 12 + today.month - 1 - LOOK_BACK_MONTHS
    return date(months // 12, months % 12 + 1, 1)
