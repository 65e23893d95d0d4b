"""Past meetings for everybody, while the office shows them: a page by year, and a calendar of the last year."""

from flask import Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from scheduler.accounts.queries import the_office
from scheduler.accounts.throttling import limiter
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.numbers import small_number
from scheduler.ical.calendar import CONTENT_TYPE
from scheduler.reports.models import Publishing
from scheduler.reports.queries.public import calendar_mark, public_calendar, public_setting, shown_in, years_shown
from scheduler.reports.routes.blueprint import reports
from scheduler.reports.rules.registers import register_year

PER_ADDRESS = "60 per minute"
LAST = "scheduler.reports.public"
CACHING = "public, max-age=300"


@reports.get("/meetings-held")
@allow(Access.PUBLIC)
@limiter.limit(PER_ADDRESS)
def meetings_held() -> ResponseReturnValue:
    """One financial year, the newest first."""
    setting, now = _setting(), utc_now()
    today = local_day(now)
    years = years_shown(setting, today)
    asked = request.args.get("year", years[0], type=small_number)
    if asked not in years:
        abort(404)
    year = register_year(today.replace(year=asked, month=4, day=1))
    shown = [each.entry for each in shown_in(setting, year, now)]
    page = render_template(
        "reports/public.html", shown=shown, year=year, years=years, office=the_office(), setting=setting
    )
    return _cached(Response(page))


@reports.get("/meetings-held.ics")
@allow(Access.PUBLIC)
@limiter.limit(PER_ADDRESS)
def meetings_held_calendar() -> ResponseReturnValue:
    """The last year; a program that has it already is told so."""
    answer = Response(_calendar(_setting(), the_office().name), content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = 'inline; filename="meetings-held.ics"'
    return _cached(answer)


def _calendar(setting: Publishing, office_name: str) -> bytes:
    """Drawn once for all who ask, until something changes: anybody may ask, and a year costs a second."""
    now = utc_now()
    mark, last = (office_name, *calendar_mark(setting, now)), current_app.extensions.get(LAST)
    if last is None or last[0] != mark:
        last = current_app.extensions[LAST] = (mark, public_calendar(setting, office_name, now))
    calendar: bytes = last[1]
    return calendar


def _setting() -> Publishing:
    return public_setting() or abort(404)


def _cached(answer: Response) -> Response:
    """The same words have the same mark, whoever made them."""
    answer.headers["Cache-Control"] = CACHING
    answer.add_etag()
    answer.make_conditional(request)
    return answer
