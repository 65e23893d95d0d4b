"""The day itself: where attendance stands, lists to print, and its end."""

from datetime import date

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, to_local, utc_now
from scheduler.core.db import commit
from scheduler.core.wording import time_words
from scheduler.engagements.diary import first_day_of
from scheduler.invitations.spreadsheets import as_csv
from scheduler.summits.models import Summit
from scheduler.summits.queries.check_in import OnList, counts, door_list, last_noted_at
from scheduler.summits.queries.lists import HEADINGS, attendance_rows, by_area, by_organisation, by_room, by_surname
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.service.check_in import close_day, reopen_day

LISTS = {"surname": ("List by surname", by_surname), "organisation": ("List by organisation", by_organisation)}


@summits.get("/summits/<int:summit_id>/day")
@allow(Access.VIEWER)
def day(summit_id: int) -> ResponseReturnValue:
    """Who is here?"""
    summit = the_summit(summit_id)
    listed = door_list(summit)
    there, expected = counts(listed)
    return render_template(
        "summits/day/day.html",
        summit=summit,
        there=there,
        expected=expected,
        unexpected=sum(each.presence.is_there and not each.is_expected for each in listed),
        by_area=by_area(listed),
        last_noted_at=last_noted_at(summit),
        is_ahead=_is_ahead(summit),
    )


@summits.get("/summits/<int:summit_id>/day/list-by-<any(surname,organisation):by>")
@allow(Access.VIEWER)
def door_list_page(summit_id: int, by: str) -> ResponseReturnValue:
    """On paper, should every device fail."""
    summit = the_summit(summit_id)
    heading, grouped = LISTS[by]
    groups = grouped(door_list(summit))
    total = sum(len(people) for _, people in groups)
    return render_template(
        "summits/day/list.html", summit=summit, heading=heading, groups=groups, total=total, by=by, now=utc_now()
    )


@summits.get("/summits/<int:summit_id>/day/evacuation")
@allow(Access.VIEWER)
def evacuation(summit_id: int) -> ResponseReturnValue:
    """Everybody in the building, by room."""
    summit, now = the_summit(summit_id), utc_now()
    groups = by_room(summit, now)
    total = sum(len(people) for _, people in groups)
    return render_template("summits/day/evacuation.html", summit=summit, groups=groups, total=total, now=now)


@summits.get("/summits/<int:summit_id>/day/attendance.csv")
@allow(Access.VIEWER)
def attendance_csv(summit_id: int) -> ResponseReturnValue:
    """Who came, as a spreadsheet."""
    content = as_csv(HEADINGS, attendance_rows(door_list(the_summit(summit_id)), _since))
    headers = {"Content-Disposition": 'attachment; filename="attendance.csv"'}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


@summits.post("/summits/<int:summit_id>/day/close")
@allow(Access.MANAGER)
def close(summit_id: int) -> ResponseReturnValue:
    """Attendance is final; never before the day has come, or everybody would have been absent."""
    summit = the_summit(summit_id)
    if _is_ahead(summit):
        flash("The day is still to come. It can be closed once it has begun.", "error")
    else:
        close_day(summit, now=utc_now())
        commit()
    return redirect(url_for("summits.day", summit_id=summit_id), code=303)


@summits.post("/summits/<int:summit_id>/day/reopen")
@allow(Access.MANAGER)
def reopen(summit_id: int) -> ResponseReturnValue:
    """Somebody was forgotten."""
    reopen_day(the_summit(summit_id))
    commit()
    return redirect(url_for("summits.day", summit_id=summit_id), code=303)


def _is_ahead(summit: Summit) -> bool:
    return (first_day_of(summit.engagement) or date.max) > local_day(utc_now())


def _since(each: OnList) -> str:
    return time_words(to_local(each.presence.since).time()) if each.presence.since else ""
