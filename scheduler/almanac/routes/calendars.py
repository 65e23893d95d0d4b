"""A layer's days from somebody else's calendar."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from scheduler.almanac.forms.calendars import CalendarForm
from scheduler.almanac.models import Layer
from scheduler.almanac.routes.blueprint import almanac, done, form_page, found, present_day, saved
from scheduler.almanac.rules import LayerSource
from scheduler.almanac.rules.marks import Period
from scheduler.almanac.service import read_address, read_brought, refresh_layer, take_address, take_brought
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.outside import current_outside
from scheduler.core.wording import count_words

LEDE = "The calendar's busy times take the place of all days that the layer has now."


@almanac.route("/almanac/layers/<int:layer_id>/calendar", methods=["GET", "POST"])
@allow(Access.MANAGER)
def calendar(layer_id: int) -> ResponseReturnValue:
    """Bring a file, or subscribe to an address."""
    layer = found(Layer, layer_id)
    form, back = CalendarForm.of(layer), (layer.name, url_for(".layer", layer_id=layer_id))
    if form.validate_on_submit():
        periods = _read(form)
        if periods is not None and saved(form, lambda: _take(found(Layer, layer_id), form, periods)):
            return done(f"{count_words(len(periods), 'busy time')} read.".capitalize(), back[1])
    return form_page(form, f"Read a calendar into {back[0]}", back, lede=LEDE, button="Read the calendar")


@almanac.post("/almanac/layers/<int:layer_id>/calendar/refresh")
@allow(Access.MANAGER)
def refresh(layer_id: int) -> ResponseReturnValue:
    """Ask a subscribed address now."""
    layer = found(Layer, layer_id)
    if layer.source is not LayerSource.ADDRESS:
        flash("This layer has no subscribed calendar.", "error")
    elif refresh_layer(layer, now=utc_now(), outside=current_outside()):
        flash("The calendar was read again.", "success")
    else:
        flash("The calendar could not be read. The old days stay.", "error")
    return redirect(url_for(".layer", layer_id=layer_id), code=303)


def _read(form: CalendarForm) -> list[Period] | None:
    """The busy times; none when the calendar is refused, which the form then says."""
    commit()  # a stranger's server may take seconds: nobody else's writing waits for it
    try:
        if form.has_file:
            return read_brought(form.file.data.read(), form.reading, present_day())
        return read_address(form.address.data or "", form.reading, present_day(), current_outside())
    except RuleBroken as refused:
        form.refuse(refused)
        return None


def _take(layer: Layer, form: CalendarForm, periods: list[Period]) -> None:
    if form.has_file:
        take_brought(layer, periods, form.reading, now=utc_now())
    else:
        take_address(layer, form.address.data or "", periods, form.reading, now=utc_now())
