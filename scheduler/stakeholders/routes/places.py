"""Places and partnership areas: lists that the office edits."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.stakeholders.forms.homes import AreaForm, PlaceForm
from scheduler.stakeholders.models import Area, Place
from scheduler.stakeholders.queries import records
from scheduler.stakeholders.routes.blueprint import blueprint, done, form_page, found, saved, today
from scheduler.stakeholders.service import add_area, add_place, change_place, remove_area, rename_area


@blueprint.get("/places")
@allow(Access.VIEWER)
def places() -> ResponseReturnValue:
    """Where do people meet?"""
    return render_template("stakeholders/places.html", places=records.places(), today=today())


@blueprint.route("/places/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_place() -> ResponseReturnValue:
    """Add a place."""
    form = PlaceForm()
    if form.validate_on_submit() and (record := saved(form, lambda: add_place(form.draft()))):
        return done(f"{record.name} is added.", url_for(".places"))
    return form_page(form, "Add a place", ("Places", url_for(".places")))


@blueprint.route("/places/<int:place_id>/edit", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_place(place_id: int) -> ResponseReturnValue:
    """Change a place, or end it when people moved away."""
    record = found(Place, place_id)
    form = PlaceForm(obj=record)
    if form.validate_on_submit() and saved(form, lambda: change_place(record, form.draft(), version=form.seen_version)):
        return done(f"{record.name} is saved.", url_for(".places"))
    homes = records.homes_of_place(record)
    back = ("Places", url_for(".places"))
    return form_page(form, f"Change {record.name}", back, lambda: PlaceForm(None, obj=record), homes=homes)


@blueprint.get("/areas")
@allow(Access.VIEWER)
def areas() -> ResponseReturnValue:
    """The partnership areas in the office's own order."""
    return render_template("stakeholders/areas.html", areas=records.areas())


@blueprint.route("/areas/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_area() -> ResponseReturnValue:
    """Add a partnership area."""
    form = AreaForm()
    if form.validate_on_submit() and (record := saved(form, lambda: add_area(form.name.data))):
        return done(f"{record.name} is added.", url_for(".areas"))
    return form_page(form, "Add a partnership area", ("Partnership areas", url_for(".areas")))


@blueprint.route("/areas/<int:area_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_area(area_id: int) -> ResponseReturnValue:
    """Another name for an area."""
    record = found(Area, area_id)
    form = AreaForm(obj=record)
    if form.validate_on_submit() and saved(
        form, lambda: rename_area(record, form.name.data, version=form.seen_version)
    ):
        return done("The area is saved.", url_for(".areas"))
    back = ("Partnership areas", url_for(".areas"))
    return form_page(form, f"Rename {record.name}", back, lambda: AreaForm(None, obj=record))


@blueprint.post("/areas/<int:area_id>/remove")
@allow(Access.MANAGER)
def remove(area_id: int) -> ResponseReturnValue:
    """Take an unused area off the list."""
    record = found(Area, area_id)
    form = AreaForm(obj=record)
    if saved(form, lambda: remove_area(record)):
        return done("The area is removed.", url_for(".areas"))
    return form_page(form, f"Rename {record.name}", ("Partnership areas", url_for(".areas")))
