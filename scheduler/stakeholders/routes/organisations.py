"""An organisation: its page, its form."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.stakeholders.forms.fields import record_choices
from scheduler.stakeholders.forms.homes import OrganisationForm
from scheduler.stakeholders.models import Organisation
from scheduler.stakeholders.queries import directory, records
from scheduler.stakeholders.queries.successions import predecessors_of, successors_of
from scheduler.stakeholders.routes.blueprint import blueprint, done, form_page, found, loose_ends, saved, today
from scheduler.stakeholders.service import add_organisation, change_organisation


@blueprint.get("/organisations/<int:organisation_id>")
@allow(Access.VIEWER)
def organisation(organisation_id: int) -> ResponseReturnValue:
    """Who sits where in it today, and how are they reached?"""
    record = found(Organisation, organisation_id)
    return render_template(
        "stakeholders/organisation.html",
        organisation=record,
        seats=directory.seats_of(records.posts_at(record), today()),
        bodies=records.bodies_covering(record),
        successors=successors_of(record),
        predecessors=predecessors_of(record),
        loose_ends=loose_ends(record),
        today=today(),
    )


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_organisation() -> ResponseReturnValue:
    """Add an organisation."""
    form = _form(None)
    if form.validate_on_submit() and (record := saved(form, lambda: add_organisation(form.draft()))):
        return done(f"{record.name} is added.", url_for(".organisation", organisation_id=record.id))
    return form_page(form, "Add an organisation", ("Partners", url_for(".overview")))


@blueprint.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_organisation(organisation_id: int) -> ResponseReturnValue:
    """Change an organisation, or end it and name its successor."""
    record = found(Organisation, organisation_id)
    form = _form(record)
    address = url_for(".organisation", organisation_id=organisation_id)
    if form.validate_on_submit() and saved(
        form, lambda: change_organisation(record, form.draft(), version=form.seen_version)
    ):
        return done(f"{record.name} is saved.", address)
    return form_page(form, f"Change {record.name}", (record.name, address), lambda: _form(record, stored=True))


def _form(record: Organisation | None, *, stored: bool = False) -> OrganisationForm:
    form = OrganisationForm(None, obj=record) if stored else OrganisationForm(obj=record)
    form.area_id.choices = record_choices(records.areas())
    form.place_id.choices = record_choices(records.places())
    return form
