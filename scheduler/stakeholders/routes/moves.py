"""Where an organisation or a body sits, sat and will sit."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.wording import day_words
from scheduler.stakeholders.forms.fields import RecordForm, record_choices
from scheduler.stakeholders.forms.homes import MoveForm
from scheduler.stakeholders.models import Body, HomePlace, Organisation, Place
from scheduler.stakeholders.queries import place_on, records
from scheduler.stakeholders.routes.blueprint import blueprint, done, found, loose_ends, saved, today
from scheduler.stakeholders.service.moves import move_home, take_back_move

KINDS = "<any(organisations, bodies):kind>/<int:home_id>"


@blueprint.route(f"/{KINDS}/moves", methods=["GET", "POST"])
@allow(Access.MANAGER)
def moves(kind: str, home_id: int) -> ResponseReturnValue:
    """Say that it moves, and see what is planned at the old seat."""
    home = found_home(kind, home_id)
    form = MoveForm()
    form.place_id.choices = record_choices(records.places(), "Choose")
    if form.validate_on_submit() and saved(form, lambda: _move(home, form)):
        place, from_on = found(Place, form.place_id.data), form.from_on.data
        return done(f"{home.name} moves to {place.name} on {day_words(from_on)}.", _address(kind, home_id))
    return _page(kind, home, form), 422 if form.errors or form.form_errors else 200


@blueprint.post(f"/{KINDS}/moves/<int:move_id>/take-back")
@allow(Access.MANAGER)
def take_back(kind: str, home_id: int, move_id: int) -> ResponseReturnValue:
    """The move is off, or was entered wrongly."""
    home, form = found_home(kind, home_id), MoveForm()
    move = next((each for each in home.moves if each.id == move_id), None)
    if move is None:
        abort(404)
    form.place_id.choices = record_choices(records.places(), "Choose")
    if saved(form, lambda: _take_back(home, move)):
        return done("The move is taken back.", _address(kind, home_id))
    return _page(kind, home, form), 422


def found_home(kind: str, home_id: int) -> Organisation | Body:
    """The organisation or body of an address, or the 404 page."""
    return found(Organisation, home_id) if kind == "organisations" else found(Body, home_id)


def _move(home: Organisation | Body, form: MoveForm) -> bool:
    move_home(home, found(Place, form.place_id.data), from_on=form.from_on.data, now=utc_now())
    return True


def _take_back(home: Organisation | Body, move: HomePlace) -> bool:
    take_back_move(home, move, now=utc_now())
    return True


def _address(kind: str, home_id: int) -> str:
    return url_for(".moves", kind=kind, home_id=home_id)


def _page(kind: str, home: Organisation | Body, form: RecordForm) -> str:
    return render_template(
        "stakeholders/moves.html",
        kind=kind,
        home=home,
        form=form,
        seat=place_on(home, today()),
        loose_ends=loose_ends(home),
        today=today(),
    )
