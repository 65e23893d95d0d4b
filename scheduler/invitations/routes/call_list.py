"""Whom the office telephones: the last step of the ladder, as a list to print and to tick."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.text import clean_line
from scheduler.engagements.calendar import when_words
from scheduler.invitations.queries.call_list import HEADINGS, by_engagement, export_calls
from scheduler.invitations.queries.call_list import call_list as people_to_call
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.service.call_list import note_call
from scheduler.invitations.spreadsheets import as_csv

BY_ENGAGEMENT = "engagement"


@invitations.get("/call-list")
@allow(Access.VIEWER)
def call_list() -> ResponseReturnValue:
    """Everybody once, with numbers; grouped by engagement or person by person."""
    entries = people_to_call(utc_now())
    is_grouped = request.args.get("by") == BY_ENGAGEMENT
    return render_template(
        "invitations/chasers/call_list.html",
        groups=by_engagement(entries) if is_grouped else [("", entries)],
        total=len(entries),
        untried=sum(not entry.is_called for entry in entries),
        is_grouped=is_grouped,
        when_words=when_words,
        may_change=role_of_request() >= Access.MANAGER,
    )


@invitations.get("/call-list.csv")
@allow(Access.VIEWER)
def export_call_list() -> ResponseReturnValue:
    """The same as a spreadsheet."""
    content = as_csv(HEADINGS, export_calls(people_to_call(utc_now())))
    headers = {"Content-Disposition": 'attachment; filename="call-list.csv"'}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


@invitations.post("/call-list/called")
@allow(Access.MANAGER)
def note_unanswered_call() -> ResponseReturnValue:
    """Called, no answer."""
    ids = [int(each) for each in request.form.getlist("row") if each.isascii() and each.isdecimal() and len(each) < 10]
    by = clean_line(current_user.name or current_user.email)
    noted = note_call(ids, request.form.get("note", ""), by=by, now=utc_now())
    commit()
    flash("The call is noted. They stay on the list until they answer." if noted else "That call was noted already.")
    grouped = BY_ENGAGEMENT if request.form.get("by") == BY_ENGAGEMENT else None
    return redirect(url_for("invitations.call_list", by=grouped), code=303)
