"""The office's pages about who is in the room: the list, one person's details, hosts, the printed list."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.invitations.spreadsheets import as_csv
from scheduler.summits.forms.attendees import AttendeeFilters, HostForm
from scheduler.summits.forms.details import details_form
from scheduler.summits.models import Attendee, Summit
from scheduler.summits.queries.attendee_list import HEADINGS, Wanted, attendee_rows, export_rows, printed_rows
from scheduler.summits.queries.attendees import attendee_by_id, main_attendee
from scheduler.summits.queries.details import TELLS, told_by
from scheduler.summits.queries.needs import count_told, readers
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.routes.details import page_words, store
from scheduler.summits.service.details import SomebodyElseComes
from scheduler.summits.service.hosts import add_host, add_principals, missing_principals, names_of, remove_host

PATH = "/summits/<int:summit_id>/attendees"


@summits.get(PATH)
@allow(Access.VIEWER)
def attendees(summit_id: int) -> ResponseReturnValue:
    """Everybody expected, who waits, and the hosts."""
    summit, filters = the_summit(summit_id), AttendeeFilters(request.args)
    wanted = filters.wanted()
    return render_template(
        "summits/attendees.html",
        summit=summit,
        filters_form=filters,
        rows=attendee_rows(summit, wanted),
        is_filtered=wanted != Wanted(),
        missing=names_of(missing_principals(summit)),
        unread_needs=count_told(summit) if not readers() else 0,
    )


@summits.get(f"{PATH}.csv")
@allow(Access.VIEWER)
def attendees_csv(summit_id: int) -> ResponseReturnValue:
    """The list as a spreadsheet, filtered as the page is; needs are not in it."""
    summit = the_summit(summit_id)
    rows = attendee_rows(summit, AttendeeFilters(request.args).wanted())
    headers = {"Content-Disposition": f'attachment; filename="attendees-{summit.id}.csv"'}
    content = as_csv(HEADINGS, export_rows(rows))
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


@summits.get(f"{PATH}/printed")
@allow(Access.VIEWER)
def attendees_printed(summit_id: int) -> ResponseReturnValue:
    """The list that everybody in the room gets: who agreed to stand on it."""
    summit = the_summit(summit_id)
    rows = attendee_rows(summit, Wanted())
    return render_template("summits/attendees_printed.html", summit=summit, rows=printed_rows(rows))


@summits.route(f"{PATH}/<int:attendee_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def attendees_edit(summit_id: int, attendee_id: int) -> ResponseReturnValue:
    """What somebody said on the telephone, by the same rules as the page behind their link."""
    summit = the_summit(summit_id)
    attendee, now, is_other = _seat(summit, attendee_id), utc_now(), False
    form = details_form(told_by(attendee), is_sent=request.method == "POST")
    if request.method == "POST":
        try:
            if store(form, attendee, now):
                commit()
                flash(f"The details of {attendee.name or attendee.organisation_name} are saved.", "success")
                return redirect(url_for("summits.attendees", summit_id=summit.id), code=303)
        except SomebodyElseComes:
            db.session.rollback()
            form, is_other = details_form(told_by(attendee), is_sent=False), True
    page = render_template(
        "summits/attendees_edit.html",
        form=form,
        told=told_by(attendee),
        is_other=is_other,
        **page_words(attendee.party, now),
    )
    return page, (409 if is_other else 422 if request.method == "POST" else 200)


@summits.route(f"{PATH}/hosts/add", methods=["GET", "POST"])
@allow(Access.MANAGER)
def attendees_add_host(summit_id: int) -> ResponseReturnValue:
    """Somebody who is in the room without an invitation."""
    summit, form = the_summit(summit_id), HostForm()
    if form.validate_on_submit():
        try:
            host = add_host(summit, form.name.data or "", form.role.data or "", form.organisation.data or "")
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            commit()
            flash(f"{host.name} is a host.", "success")
            return redirect(url_for("summits.attendees", summit_id=summit.id), code=303)
    return render_template("summits/attendees_host.html", summit=summit, form=form), 422 if form.errors else 200


@summits.post(f"{PATH}/hosts/ours")
@allow(Access.MANAGER)
def attendees_add_principals(summit_id: int) -> ResponseReturnValue:
    """The summit's own principals, in one press; pressed again it adds nobody."""
    summit = the_summit(summit_id)
    add_principals(summit)
    commit()
    return redirect(url_for("summits.attendees", summit_id=summit.id), code=303)


@summits.post(f"{PATH}/<int:attendee_id>/remove")
@allow(Access.MANAGER)
def attendees_remove_host(summit_id: int, attendee_id: int) -> ResponseReturnValue:
    """Take a host off the list."""
    summit = the_summit(summit_id)
    try:
        remove_host(attendee_by_id(summit, attendee_id) or abort(404))
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        commit()
        flash("The host is off the list.", "success")
    return redirect(url_for("summits.attendees", summit_id=summit.id), code=303)


def _seat(summit: Summit, attendee_id: int) -> Attendee:
    """Whoever may be edited: a companion by their invitee's page; 404 for whom nothing can be told of."""
    attendee = attendee_by_id(summit, attendee_id) or abort(404)
    holder = attendee if attendee.party.invitation_id is None else main_attendee(attendee.party)
    if holder is None or (holder.party.invitation_id is not None and holder.party.state not in TELLS):
        abort(404)
    return holder
