"""A body: its page, its form."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from scheduler.core.access import Access, allow
from scheduler.stakeholders.forms.fields import record_choices
from scheduler.stakeholders.forms.homes import BodyForm
from scheduler.stakeholders.models import Body
from scheduler.stakeholders.queries import directory, records
from scheduler.stakeholders.queries.successions import predecessors_of, successors_of
from scheduler.stakeholders.routes.blueprint import blueprint, done, form_page, found, loose_ends, saved, today
from scheduler.stakeholders.service import add_body, change_body


@blueprint.get("/bodies/<int:body_id>")
@allow(Access.VIEWER)
def body(body_id: int) -> ResponseReturnValue:
    """Who chairs it, what does it cover, whom does it report to?"""
    record = found(Body, body_id)
    return render_template(
        "stakeholders/body.html",
        body=record,
        seats=directory.seats_of(records.posts_at(record), today()),
        below=records.sub_bodies(record),
        successors=successors_of(record),
        predecessors=predecessors_of(record),
        loose_ends=loose_ends(record),
        today=today(),
    )


@blueprint.route("/bodies/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_body() -> ResponseReturnValue:
    """Add a body."""
    form = _form(None)
    if form.validate_on_submit() and (record := saved(form, lambda: add_body(form.draft()))):
        return done(f"{record.name} is added.", url_for(".body", body_id=record.id))
    return form_page(form, "Add a body", ("Partners", url_for(".overview", show="bodies")))


@blueprint.route("/bodies/<int:body_id>/edit", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_body(body_id: int) -> ResponseReturnValue:
    """Change a body, or end it."""
    record = found(Body, body_id)
    form = _form(record)
    address = url_for(".body", body_id=body_id)
    if form.validate_on_submit() and saved(form, lambda: change_body(record, form.draft(), version=form.seen_version)):
        return done(f"{record.name} is saved.", address)
    return form_page(form, f"Change {record.name}", (record.name, address), lambda: _form(record, stored=True))


def _form(record: Body | None, *, stored: bool = False) -> BodyForm:
    form = BodyForm(None, obj=record) if stored else BodyForm(obj=record)
    bodies = [each for each in records.live_bodies(today()) if each is not record]
    shared_by = {each.id: each for each in (*records.councils(today()), *(record.covers if record else ()))}
    form.parent_id.choices = record_choices(bodies)
    form.area_id.choices = record_choices(records.areas())
    form.place_id.choices = record_choices(records.places())
    form.covered.choices = [SelectChoice(str(each.id), each.name) for each in shared_by.values()]
    return form
