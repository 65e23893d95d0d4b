"""Calendars of bodies that we read every day."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.outside import current_outside
from scheduler.incoming.forms.calendars import BodyCalendarForm
from scheduler.incoming.queries.calendars import body_calendars, calendar_by_id
from scheduler.incoming.routes.blueprint import incoming
from scheduler.incoming.service.calendars import fetch_meetings, host_of, refresh, subscribe, unsubscribe
from scheduler.stakeholders.models import Body
from scheduler.stakeholders.queries.records import find, live_bodies


@incoming.route("/invited/calendars", methods=["GET", "POST"])
@allow(Access.MANAGER)
def calendars() -> ResponseReturnValue:
    """Which are read, and a form for another."""
    form = BodyCalendarForm()
    form.offer(live_bodies(local_day(utc_now())))
    if form.validate_on_submit():
        commit()  # a stranger's server may take seconds: nobody else's writing waits for it
        try:
            found = fetch_meetings(form.address.data or "", now=utc_now(), outside=current_outside())
            body = find(Body, int(form.body.data)) or abort(404)
            subscribe(body, form.address.data or "", form.only_with.data or "", found, now=utc_now())
        except RuleBroken as refused:
            db.session.rollback()
            form.show(refused)
        else:
            commit()
            flash("The calendar is read every day from now on.", "success")
            return redirect(url_for("incoming.calendars"), code=303)
    page = render_template("incoming/calendars.html", form=form, calendars=body_calendars(), host_of=host_of)
    return page, 422 if form.errors else 200


@incoming.post("/invited/calendars/<int:calendar_id>/refresh")
@allow(Access.MANAGER)
def refresh_calendar(calendar_id: int) -> ResponseReturnValue:
    """Ask it now."""
    calendar = calendar_by_id(calendar_id) or abort(404)
    if refresh(calendar, now=utc_now(), outside=current_outside()):
        flash("The calendar was read again.", "success")
    else:
        flash("The calendar could not be read. What it brought before stays.", "error")
    return redirect(url_for("incoming.calendars"), code=303)


@incoming.post("/invited/calendars/<int:calendar_id>/remove")
@allow(Access.MANAGER)
def remove_calendar(calendar_id: int) -> ResponseReturnValue:
    """Read it no more."""
    unsubscribe(calendar_by_id(calendar_id) or abort(404))
    commit()
    flash("The calendar is not read any more. The invitations that it brought stay.", "success")
    return redirect(url_for("incoming.calendars"), code=303)
