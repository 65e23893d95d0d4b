"""The road from town to town."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.almanac.forms.layers import StepForm
from scheduler.almanac.forms.towns import TownForm, town_form
from scheduler.almanac.models import Town
from scheduler.almanac.queries.travel import all_towns, travel_times
from scheduler.almanac.routes.blueprint import almanac, done, form_page, found, saved
from scheduler.almanac.service import add_town, change_town, remove_town, set_minutes
from scheduler.core.access import Access, allow

LABEL = "Planning estimates; edit what you know better."


@almanac.get("/almanac/travel")
@allow(Access.VIEWER)
def travel() -> ResponseReturnValue:
    """The whole table."""
    return render_template("almanac/travel.html", towns=all_towns(), times=travel_times(), label=LABEL)


@almanac.route("/almanac/travel/towns/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_town() -> ResponseReturnValue:
    """Add a town; with coordinates it gets estimates at once."""
    form = TownForm()
    if form.validate_on_submit() and saved(form, lambda: add_town(form.draft())):
        return done(f"{form.name.data} is added.", url_for(".travel"))
    return form_page(form, "Add a town", ("Travel", url_for(".travel")))


@almanac.route("/almanac/travel/towns/<int:town_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_town(town_id: int) -> ResponseReturnValue:
    """Change a town, and what the office knows of its roads."""
    town = found(Town, town_id)
    form = town_form(town, [each for each in all_towns() if each is not town], travel_times())
    name = town.name
    if form.validate_on_submit() and saved(form, lambda: _change(town, form)):
        return done(f"{town.name} is saved.", url_for(".travel"))
    removal = {"address": url_for(".remove_town_page", town_id=town_id), "text": "Remove this town"}
    lede = f"{LABEL} Empty a box to go back to the estimate."
    return form_page(form, name, ("Travel", url_for(".travel")), lede=lede, removal=removal)


@almanac.post("/almanac/travel/towns/<int:town_id>/remove")
@allow(Access.MANAGER)
def remove_town_page(town_id: int) -> ResponseReturnValue:
    """Take a town off the table."""
    town, form = found(Town, town_id), StepForm()
    name = town.name
    if saved(form, lambda: remove_town(town)):
        return done(f"{name} is removed.", url_for(".travel"))
    return form_page(form, name, ("Travel", url_for(".travel")))


def _change(town: Town, form: TownForm) -> None:
    change_town(town, form.draft(), version=form.seen_version)
    set_minutes(town, form.minutes())
