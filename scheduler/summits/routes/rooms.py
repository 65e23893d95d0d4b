"""The venue's rooms."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.db import commit
from scheduler.summits.forms.rooms import RoomForm
from scheduler.summits.models import Summit, SummitRoom
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.service.settings import add_room, change_room, remove_room


@summits.get("/summits/<int:summit_id>/rooms")
@allow(Access.VIEWER)
def settings_rooms(summit_id: int) -> ResponseReturnValue:
    """What the venue offers."""
    return render_template("summits/rooms.html", summit=the_summit(summit_id))


@summits.route("/summits/<int:summit_id>/rooms/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def settings_room_new(summit_id: int) -> ResponseReturnValue:
    """A room more."""
    summit, form = the_summit(summit_id), RoomForm()
    if form.validate_on_submit():
        room = add_room(summit, form.draft())
        return _saved(summit, f"{room.name} is listed.")
    return _shown(summit, form, None)


@summits.route("/summits/<int:summit_id>/rooms/<int:room_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def settings_room(summit_id: int, room_id: int) -> ResponseReturnValue:
    """Describe it anew."""
    summit, form = the_summit(summit_id), RoomForm()
    room = _the_room(summit, room_id)
    if not form.is_submitted():
        form.fill(room)
    elif form.validate():
        change_room(room, form.draft())
        return _saved(summit, f"{room.name} is saved.")
    return _shown(summit, form, room)


@summits.post("/summits/<int:summit_id>/rooms/<int:room_id>/remove")
@allow(Access.MANAGER)
def settings_room_remove(summit_id: int, room_id: int) -> ResponseReturnValue:
    """Take it off the list."""
    summit = the_summit(summit_id)
    room = _the_room(summit, room_id)
    name = room.name
    remove_room(room)
    return _saved(summit, f"{name} is off the list.")


def _the_room(summit: Summit, room_id: int) -> SummitRoom:
    return next((room for room in summit.rooms if room.id == room_id), None) or abort(404)


def _shown(summit: Summit, form: RoomForm, room: SummitRoom | None) -> ResponseReturnValue:
    status = 422 if form.is_submitted() else 200
    return render_template("summits/room.html", summit=summit, form=form, room=room), status


def _saved(summit: Summit, words: str) -> ResponseReturnValue:
    commit()
    flash(words, "success")
    return redirect(url_for("summits.settings_rooms", summit_id=summit.id), code=303)
