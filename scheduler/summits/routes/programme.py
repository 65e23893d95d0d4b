"""The programme: read, checked and written part by part."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import when_of
from scheduler.engagements.rules.spans import days_of_time
from scheduler.ical.calendar import CONTENT_TYPE
from scheduler.summits.forms.programme import SessionForm, WorkshopForm
from scheduler.summits.models import Session, Summit, Workshop
from scheduler.summits.programme_calendar import programme_feed
from scheduler.summits.queries.programme import session_of, sessions_of, workshop_of
from scheduler.summits.queries.programme_releases import content_of, latest_release
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.programme import Slot, check, day_openers, span_of
from scheduler.summits.rules.vocabulary import SessionKind
from scheduler.summits.rules.workshop_colours import COLOURS, colour_of
from scheduler.summits.service.programme import (
    add_session,
    add_workshop,
    begin_with_starter,
    change_session,
    change_workshop,
    hours_of,
    remove_session,
    remove_workshop,
)
from scheduler.summits.service.releases import preview_programme

KIND_WORDS = {
    SessionKind.PLENARY: "Plenary",
    SessionKind.WORKSHOPS: "Workshops",
    SessionKind.BREAK: "Break",
    SessionKind.ARRIVAL: "Arrival",
}


@summits.app_template_global()
def workshop_colour(letter: str) -> int:
    """Which colour of the stylesheet is the one on the badge, counted from 1."""
    return COLOURS.index(colour_of(letter)) + 1


@summits.app_template_global()
def session_times(session: Session) -> str:
    """“10am to 11am”."""
    return span_of(session.starts_at, session.ends_at)


@summits.get("/summits/<int:summit_id>/programme")
@allow(Access.VIEWER)
def programme(summit_id: int) -> ResponseReturnValue:
    """The whole day with what is wrong with it; empty: one press begins it."""
    summit = the_summit(summit_id)
    sessions = sessions_of(summit)
    return render_template(
        "summits/programme/index.html",
        summit=summit,
        sessions=sessions,
        findings=check([_slot(each) for each in sessions], *(hours_of(summit) or (None, None))),
        kind_words=KIND_WORDS,
        has_day=when_of(summit.engagement) is not None,
        opens=day_openers({each.id: each.starts_at for each in sessions}),
        release=latest_release(summit),
        untold=len(preview_programme(summit).differences),
    )


@summits.post("/summits/<int:summit_id>/programme/starter")
@allow(Access.MANAGER)
def programme_starter(summit_id: int) -> ResponseReturnValue:
    """The usual order of a day, to be changed from there."""
    summit = the_summit(summit_id)
    try:
        begin_with_starter(summit)
    except RuleBroken as refused:
        flash(refused.message, "error")
    else:
        commit()
        flash("The usual order of a day. Change each part as you need it.", "success")
    return redirect(url_for("summits.programme", summit_id=summit.id), code=303)


@summits.route("/summits/<int:summit_id>/programme/parts/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def programme_add(summit_id: int) -> ResponseReturnValue:
    """A new part of the programme."""
    summit = the_summit(summit_id)
    form = SessionForm()
    form.choose(summit.rooms, _days(summit))
    if request.method != "POST" or not form.validate() or form.draft is None:
        return _session_page(summit, form, None)
    try:
        session = add_session(summit, form.draft)
    except RuleBroken as refused:
        form.refuse(refused)
        return _session_page(summit, form, None)
    commit()
    flash(f"Added: “{session.title}”.", "success")
    return redirect(url_for("summits.programme", summit_id=summit.id), code=303)


@summits.route("/summits/<int:summit_id>/programme/parts/<int:part_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def programme_change(summit_id: int, part_id: int) -> ResponseReturnValue:
    """Change one part."""
    summit = the_summit(summit_id)
    session = session_of(summit, part_id) or abort(404)
    form = SessionForm.of(session)
    form.choose(summit.rooms, _days(summit))
    if request.method != "POST" or not form.validate() or form.draft is None:
        return _session_page(summit, form, session)
    try:
        change_session(session, form.draft)
    except RuleBroken as refused:
        form.refuse(refused)
        return _session_page(summit, form, session)
    commit()
    flash(f"Saved: “{session.title}”.", "success")
    return redirect(url_for("summits.programme", summit_id=summit.id), code=303)


@summits.post("/summits/<int:summit_id>/programme/parts/<int:part_id>/remove")
@allow(Access.MANAGER)
def programme_remove(summit_id: int, part_id: int) -> ResponseReturnValue:
    """Take a part out; gone already is the same."""
    summit = the_summit(summit_id)
    session = session_of(summit, part_id)
    if session is not None:
        flash(f"Removed: “{session.title}”.", "success")
        remove_session(session)
        commit()
    return redirect(url_for("summits.programme", summit_id=summit.id), code=303)


@summits.route("/summits/<int:summit_id>/programme/parts/<int:part_id>/workshops/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def programme_add_workshop(summit_id: int, part_id: int) -> ResponseReturnValue:
    """One more workshop at the same time."""
    summit = the_summit(summit_id)
    session = session_of(summit, part_id) or abort(404)
    if session.kind is not SessionKind.WORKSHOPS:
        abort(404)
    form = WorkshopForm()
    form.choose(summit.rooms)
    if request.method != "POST" or not form.validate() or form.draft is None:
        return _workshop_page(summit, form, session, None)
    try:
        workshop = add_workshop(session, form.draft)
    except RuleBroken as refused:
        form.refuse(refused)
        return _workshop_page(summit, form, session, None)
    commit()
    flash(f"Added: workshop {workshop.letter}, {workshop.title}.", "success")
    return redirect(url_for("summits.programme", summit_id=summit.id), code=303)


@summits.route("/summits/<int:summit_id>/programme/workshops/<int:workshop_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def programme_workshop(summit_id: int, workshop_id: int) -> ResponseReturnValue:
    """Change one workshop; fewer seats remove nobody."""
    summit = the_summit(summit_id)
    workshop = workshop_of(summit, workshop_id) or abort(404)
    form = WorkshopForm.of(workshop)
    form.choose(summit.rooms)
    if request.method != "POST" or not form.validate() or form.draft is None:
        return _workshop_page(summit, form, workshop.session, workshop)
    try:
        change_workshop(workshop, form.draft)
    except RuleBroken as refused:
        form.refuse(refused)
        return _workshop_page(summit, form, workshop.session, workshop)
    commit()
    flash(f"Saved: workshop {workshop.letter}, {workshop.title}.", "success")
    return redirect(url_for("summits.programme", summit_id=summit.id), code=303)


@summits.post("/summits/<int:summit_id>/programme/workshops/<int:workshop_id>/remove")
@allow(Access.MANAGER)
def programme_remove_workshop(summit_id: int, workshop_id: int) -> ResponseReturnValue:
    """Take a workshop out; gone already is the same."""
    summit = the_summit(summit_id)
    workshop = workshop_of(summit, workshop_id)
    if workshop is not None:
        flash(f"Removed: workshop {workshop.letter}, {workshop.title}.", "success")
        remove_workshop(workshop)
        commit()
    return redirect(url_for("summits.programme", summit_id=summit.id), code=303)


@summits.get("/summits/<int:summit_id>/programme.ics")
@allow(Access.VIEWER)
def programme_calendar(summit_id: int) -> ResponseReturnValue:
    """The released programme for a colleague's calendar, without anybody's seat."""
    summit = the_summit(summit_id)
    release = latest_release(summit) or abort(404)
    headers = {"Content-Disposition": 'attachment; filename="programme.ics"'}
    feed = programme_feed(summit.engagement, content_of(release).sessions)
    return Response(feed, content_type=CONTENT_TYPE, headers=headers)


def _session_page(summit: Summit, form: SessionForm, session: Session | None) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    facts = {"summit": summit, "form": form, "session": session, "days": _days(summit)}
    return render_template("summits/programme/session.html", **facts), status


def _workshop_page(
    summit: Summit, form: WorkshopForm, session: Session, workshop: Workshop | None
) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    facts = {"summit": summit, "form": form, "session": session, "workshop": workshop}
    return render_template("summits/programme/workshop.html", **facts), status


def _days(summit: Summit) -> Sequence[date]:
    """The summit's days; without a date there is none to put a session on, and the page says so."""
    when = when_of(summit.engagement)
    if when is None:
        abort(redirect(url_for("summits.programme", summit_id=summit.id), code=303))
    first, last = days_of_time(when)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _slot(session: Session) -> Slot:
    rooms = [session.room, *(each.room for each in session.workshops)]
    return Slot(
        title=session.title,
        kind=session.kind,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        rooms=tuple(each.name for each in rooms if each is not None),
        workshops=len(session.workshops),
    )
