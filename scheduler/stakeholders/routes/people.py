"""A person: their page, their form."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.stakeholders.forms.posts import PersonForm
from scheduler.stakeholders.models import Person
from scheduler.stakeholders.queries import records
from scheduler.stakeholders.routes.blueprint import blueprint, done, form_page, found, saved, today
from scheduler.stakeholders.service import add_person, change_person


@blueprint.get("/people/<int:person_id>")
@allow(Access.VIEWER)
def person(person_id: int) -> ResponseReturnValue:
    """What do they hold now, what did they hold before?"""
    record = found(Person, person_id)
    namesakes = [each for each in records.people_named(record.name) if each is not record]
    return render_template(
        "stakeholders/person.html",
        person=record,
        tenures=records.tenures_of_person(record),
        namesakes=namesakes,
        today=today(),
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_person() -> ResponseReturnValue:
    """Add a person who holds no post yet."""
    form = PersonForm()
    if form.validate_on_submit() and (record := saved(form, lambda: add_person(form.draft()))):
        return done(f"{record.full_name} is added.", url_for(".person", person_id=record.id))
    return form_page(form, "Add a person", ("Partners", url_for(".overview", show="people")))


@blueprint.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_person(person_id: int) -> ResponseReturnValue:
    """Change a person's name or addresses."""
    record = found(Person, person_id)
    form = PersonForm(obj=record)
    address = url_for(".person", person_id=person_id)
    if form.validate_on_submit() and saved(
        form, lambda: change_person(record, form.draft(), version=form.seen_version)
    ):
        return done(f"{record.full_name} is saved.", address)
    back = (record.full_name, address)
    return form_page(form, f"Change {record.full_name}", back, lambda: PersonForm(None, obj=record))
