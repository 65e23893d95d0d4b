"""The page for the door: it works without a network, and without JavaScript while there is one."""

import uuid
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from scheduler.core.access import Access, allow
from scheduler.core.clock import to_local, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.pages import STATIC, Assets
from scheduler.core.text import clean_line
from scheduler.core.wording import time_words
from scheduler.summits.forms.check_in import PersonForm, StandInForm, read_sending
from scheduler.summits.models import Summit
from scheduler.summits.queries.check_in import OnList, attendee_at, counts, door_list
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.check_in import Noted, found_by
from scheduler.summits.rules.vocabulary import CheckInKind
from scheduler.summits.service.check_in import Device, take_presses

CLOSED = "The day is closed: attendance is final. Open it again on the page “The day” to note somebody."
MOST_FOUND = 30
WORKER = "check-in-worker.js"


@summits.get("/summits/<int:summit_id>/check-in")
@allow(Access.VIEWER)
def check_in(summit_id: int) -> ResponseReturnValue:
    """Search by any part of a name or an organisation, then one button."""
    summit = the_summit(summit_id)
    listed = door_list(summit)
    sought = clean_line(request.args.get("q", ""))
    _, expected = counts(listed)
    return render_template(
        "summits/check_in/door.html",
        summit=summit,
        sought=sought,
        found=[each for each in listed if found_by(_text(each), sought)][:MOST_FOUND] if sought else [],
        there=sum(each.presence.is_there for each in listed),
        expected=expected,
        since=_since,
        new_id=lambda: str(uuid.uuid4()),
        worker_url=url_for("summits.check_in_worker"),
    )


@summits.get("/summits/<int:summit_id>/check-in/roster.json")
@allow(Access.VIEWER)
def roster(summit_id: int) -> ResponseReturnValue:
    """What a device needs to go on without a network."""
    return jsonify(_roster(the_summit(summit_id)))


@summits.post("/summits/<int:summit_id>/check-in/sync")
@allow(Access.MANAGER)
def sync_check_in(summit_id: int) -> ResponseReturnValue:
    """Take what a device noted, and answer with what every device noted."""
    summit = the_summit(summit_id)
    if summit.closed_at is not None:
        return jsonify({"trouble": CLOSED}), 409
    try:
        presses, device, sent_at = read_sending(request.get_json(silent=True))
    except (RuleBroken, ValueError) as refusal:
        return jsonify(
            {"trouble": getattr(refusal, "message", "Reload this page: the device’s clock is unclear.")}
        ), 422
    now = utc_now()
    taken = take_presses(summit, presses, Device(device, _by(), sent_at), now=now)
    commit()
    done = {"stored": taken.stored, "known": taken.known, "refused": taken.refused}
    return jsonify(_roster(summit) | done)


@summits.post("/summits/<int:summit_id>/check-in")
@allow(Access.MANAGER)
def press(summit_id: int) -> ResponseReturnValue:
    """The same by a plain form: one person, one press."""
    summit, now = the_summit(summit_id), utc_now()
    try:
        sent = {key: request.form.get(key) for key in ("id", "kind", "attendee_id")} | {"at": now.isoformat()}
        noted, _, _ = read_sending({"presses": [sent], "sent_at": now.isoformat()})
    except RuleBroken:
        abort(400)
    _take(summit, noted)
    return redirect(url_for("summits.check_in", summit_id=summit.id, q=request.form.get("q") or None), code=303)


@summits.route("/summits/<int:summit_id>/check-in/walk-in", methods=["GET", "POST"])
@allow(Access.MANAGER)
def walk_in(summit_id: int) -> ResponseReturnValue:
    """Somebody whom nobody expected."""
    summit, form = the_summit(summit_id), PersonForm()
    if form.validate_on_submit():
        _take(summit, [_named(form, CheckInKind.WALK_IN, organisation=_said(form.organisation.data))])
        return redirect(url_for("summits.check_in", summit_id=summit.id), code=303)
    form.press.data = form.press.data or str(uuid.uuid4())
    page = render_template("summits/check_in/walk_in.html", summit=summit, form=form)
    return page, 422 if form.errors else 200


@summits.route("/summits/<int:summit_id>/check-in/<int:attendee_id>/substitute", methods=["GET", "POST"])
@allow(Access.MANAGER)
def substitute_at_door(summit_id: int, attendee_id: int) -> ResponseReturnValue:
    """Somebody else came instead of one who is on the list."""
    summit, form = the_summit(summit_id), StandInForm()
    attendee = attendee_at(summit, attendee_id) or abort(404)
    if form.validate_on_submit():
        noted = _named(
            form,
            CheckInKind.SUBSTITUTE,
            attendee_id=attendee.id,
            band=int(form.band.data),
            authority=form.authority.data,
        )
        _take(summit, [noted])
        return redirect(url_for("summits.check_in", summit_id=summit.id, q=form.name.data), code=303)
    form.press.data = form.press.data or str(uuid.uuid4())
    page = render_template("summits/check_in/substitute.html", summit=summit, form=form, attendee=attendee)
    return page, 422 if form.errors else 200


@summits.get("/summits/check-in-worker.js")
@allow(Access.VIEWER)
def check_in_worker() -> ResponseReturnValue:
    """The service worker: its address says for which pages it may answer."""
    script = (STATIC / Assets().names.get(WORKER, WORKER)).read_bytes()
    headers = {"Service-Worker-Allowed": "/summits/", "Cache-Control": "no-cache"}
    return Response(script, content_type="text/javascript; charset=utf-8", headers=headers)


def _roster(summit: Summit) -> dict[str, Any]:
    """The list as devices keep it: short names, since a thousand of them travel at once."""
    return {
        "csrf": generate_csrf(),
        "closed": summit.closed_at is not None,
        "at": utc_now().isoformat(),
        "rooms": [{"id": room.id, "name": room.name} for room in summit.rooms],
        "people": [_person(each) for each in door_list(summit)],
    }


def _person(each: OnList) -> dict[str, Any]:
    return {
        "id": each.attendee_id,
        "made_by": each.made_by,
        "name": each.name,
        "role": each.role,
        "organisation": each.organisation,
        "standing": each.standing,
        "expected": each.is_expected,
        "kind": str(each.kind),
        "table": each.table,
        "workshops": each.workshops,
        "there": each.presence.is_there,
        "left": each.presence.has_left,
        "since": _since(each),
        "room": each.presence.room_id,
    }


def _since(each: OnList) -> str:
    since = each.presence.since
    return time_words(to_local(since).time()) if since else ""


def _text(each: OnList) -> str:
    return f"{each.name} {each.role} {each.organisation}"


def _named(form: PersonForm | StandInForm, kind: CheckInKind, **more: Any) -> Noted:
    now = utc_now()
    sent = {"id": form.press.data, "kind": kind, "at": now.isoformat(), "name": form.name.data, "role": form.role.data}
    try:
        (noted,), _, _ = read_sending({"presses": [sent | more], "sent_at": now.isoformat()})
    except RuleBroken:
        abort(400)
    return noted


def _take(summit: Summit, noted: list[Noted]) -> None:
    """Store one press of this very page, and say so."""
    now = utc_now()
    if summit.closed_at is not None:
        flash(CLOSED, "error")
        return
    taken = take_presses(summit, noted, Device("this page", _by(), now), now=now)
    commit()
    for reason in taken.refused.values():
        flash(reason, "error")


def _said(text: str | None) -> str:
    return text or ""


def _by() -> str:
    return clean_line(current_user.name or current_user.email)
