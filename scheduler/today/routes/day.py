"""The page that staff open in the morning: what is on, and what needs somebody."""

from datetime import timedelta

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.calendar import place_words
from scheduler.today.queries import day as queries
from scheduler.today.queries.evidence import for_the_record, pressing
from scheduler.today.routes.blueprint import today
from scheduler.today.rules.day import DAYS_AHEAD, hours_words, summary_words


@today.get("/")
@allow(Access.VIEWER)
def home() -> ResponseReturnValue:
    """Whoever comes to the front door wants the day."""
    return redirect(url_for("today.day"), code=303)


@today.get("/today")
@allow(Access.VIEWER)
def day() -> ResponseReturnValue:
    """Today, the next seven days, and every thing that waits for a person, each with its reason and one action."""
    now = utc_now()
    on = local_day(now)
    (_, todays), *week = queries.days_ahead(on, on + timedelta(days=DAYS_AHEAD))
    waiting = queries.silences(now)
    needs, also = queries.needs(now, waiting), pressing(now)
    return render_template(
        "today/today.html",
        today=on,
        todays=todays,
        week=week,
        turnouts=queries.turnouts(engagement.id for engagement in todays),
        needs=needs,
        also=also,
        records=for_the_record(now),
        waiting=[silence for silence in waiting if not silence.is_pressing(now)],
        summary=summary_words(len(todays), len(needs) + len(also)),
        hours_words=hours_words,
        place_words=place_words,
        may_change=role_of_request() >= Access.MANAGER,
    )
