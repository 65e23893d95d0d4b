"""Layers: the list, one with its days, add, change, switch, remove."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.almanac.forms.layers import LayerForm, StepForm
from scheduler.almanac.forms.templates import TEMPLATES
from scheduler.almanac.models import Layer
from scheduler.almanac.queries.layers import all_layers
from scheduler.almanac.routes.blueprint import almanac, done, form_page, found, present_day, saved
from scheduler.almanac.service import add_layer, change_layer, remove_layer, switch_layer
from scheduler.almanac.service.calendars import host_of
from scheduler.almanac.service.entries import READ_IN
from scheduler.core.access import Access, allow
from scheduler.core.db import commit
from scheduler.stakeholders.models import Organisation
from scheduler.stakeholders.queries.records import councils

HOME = "Layers"


@almanac.get("/almanac/layers")
@allow(Access.VIEWER)
def layers() -> ResponseReturnValue:
    """All of them, those that are switched off too."""
    return render_template("almanac/layers.html", layers=all_layers())


@almanac.get("/almanac/layers/<int:layer_id>")
@allow(Access.VIEWER)
def layer(layer_id: int) -> ResponseReturnValue:
    """One layer: how it counts, its days, where they come from."""
    shown = found(Layer, layer_id)
    today = present_day()
    return render_template(
        "almanac/layer.html",
        layer=shown,
        coming=[each for each in shown.entries if each.last_on >= today],
        past=[each for each in reversed(shown.entries) if each.last_on < today],
        is_read_in=shown.source in READ_IN,
        host=host_of(shown),
        templates={name: form.HEADING for name, form in TEMPLATES.items()},
    )


@almanac.route("/almanac/layers/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_layer() -> ResponseReturnValue:
    """Add one; its days come next."""
    form = LayerForm.of(None, _offered())
    stored: list[Layer] = []
    if form.validate_on_submit() and saved(form, lambda: stored.append(add_layer(form.draft()))):
        return done(f"{stored[0].name} is added. Now give it days.", url_for(".layer", layer_id=stored[0].id))
    return form_page(form, "Add a layer", (HOME, url_for(".layers")))


@almanac.route("/almanac/layers/<int:layer_id>/edit", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_layer(layer_id: int) -> ResponseReturnValue:
    """Change what it is and how much it counts."""
    shown = found(Layer, layer_id)
    form = LayerForm.of(shown, _offered(shown))
    address, name = url_for(".layer", layer_id=layer_id), shown.name
    if form.validate_on_submit() and saved(form, lambda: change_layer(shown, form.draft(), version=form.seen_version)):
        return done(f"{shown.name} is saved.", address)
    return form_page(form, f"Change {name}", (name, address))


@almanac.post("/almanac/layers/<int:layer_id>/<any('on', 'off'):state>")
@allow(Access.MANAGER)
def switch(layer_id: int, state: str) -> ResponseReturnValue:
    """Let its days count, or not, and go back to the page that asked."""
    switch_layer(found(Layer, layer_id), is_on=state == "on")
    commit()
    month = request.form.get("month", "")
    return redirect(url_for(".index", month=month) if month else url_for(".layers"), code=303)


@almanac.route("/almanac/layers/<int:layer_id>/remove", methods=["GET", "POST"])
@allow(Access.MANAGER)
def remove(layer_id: int) -> ResponseReturnValue:
    """Ask, then take it away with its days."""
    shown, form = found(Layer, layer_id), StepForm()
    name = shown.name
    if form.validate_on_submit():
        remove_layer(shown)
        commit()
        return done(f"{name} is removed.", url_for(".layers"))
    return render_template("almanac/remove.html", layer=shown, form=form)


def _offered(shown: Layer | None = None) -> list[Organisation]:
    """Councils, since their days differ, and whoever is chosen already."""
    offered = councils(present_day())
    chosen = shown.organisations if shown else []
    return [*offered, *(each for each in chosen if each not in offered)]
