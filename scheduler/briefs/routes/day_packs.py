"""The folder of a principal's day: on screen, printed, as PDF."""

from datetime import date

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from scheduler.briefs.paper import day_pack_pdf
from scheduler.briefs.queries import day_of
from scheduler.briefs.routes.blueprint import briefs, office_name, paper, stamp_of, with_names
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.typed import EARLIEST_YEAR, LATEST_YEAR, typed_day
from scheduler.engagements.models import Principal
from scheduler.engagements.rules.spans import DAY


@briefs.get("/principals/<int:principal_id>/day-pack")
@allow(Access.VIEWER)
def day_pack(principal_id: int) -> ResponseReturnValue:
    """What comes when, how one gets there, whom to ring, and a brief of each."""
    principal, today = _principal(principal_id), local_day(utc_now())
    on = _on(today)
    return render_template(
        "briefs/day_pack.html",
        principal=principal,
        pack=day_of(principal, on, today, with_names=with_names()),
        on=on,
        before=on - DAY,
        after=on + DAY,
        with_names=with_names(),
        stamp=stamp_of(utc_now()),
    )


@briefs.get("/principals/<int:principal_id>/day-pack.pdf")
@allow(Access.VIEWER)
def day_pack_file(principal_id: int) -> ResponseReturnValue:
    """The same to print."""
    principal, today = _principal(principal_id), local_day(utc_now())
    on = _on(today)
    pack = day_of(principal, on, today, with_names=with_names())
    return paper(day_pack_pdf(pack, office=office_name(), stamp=stamp_of(utc_now())), f"day-pack-{on.isoformat()}")


def _principal(principal_id: int) -> Principal:
    return db.session.get(Principal, principal_id) or abort(404)


def _on(today: date) -> date:
    """The day that was asked for; an unreadable or far one is today."""
    try:
        on = typed_day(request.args.get("on", ""), today)
    except RuleBroken:
        return today
    return on if EARLIEST_YEAR < on.year < LATEST_YEAR else today
