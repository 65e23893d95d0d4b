"""The blueprint, and what its views share: the day, a record or 404, one way to save."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from scheduler.accounts.sessions import role_of_request
from scheduler.almanac.models import Layer, LayerEntry, Town
from scheduler.core.access import Access
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.stakeholders.forms.fields import RecordForm

almanac = Blueprint("almanac", __name__)

Model = TypeVar("Model", Layer, LayerEntry, Town)


@almanac.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER}


def present_day() -> date:
    """The office's present day."""
    return local_day(utc_now())


def found(model: type[Model], record_id: int) -> Model:
    """The record of an address, or the 404 page."""
    record = db.session.get(model, record_id)
    if record is None:
        abort(404)
    return record


def saved(form: RecordForm, change: Callable[[], object]) -> bool:
    """Whether the service stored it; when it refuses, the form says why."""
    try:
        change()
        commit()
    except RuleBroken as refused:
        db.session.rollback()
        form.refuse(refused)
        return False
    return True


def done(message: str, address: str) -> ResponseReturnValue:
    """Say what was stored on the page that shows it."""
    flash(message, "success")
    return redirect(address, code=303)


def form_page(form: RecordForm, heading: str, back: tuple[str, str], **facts: Any) -> ResponseReturnValue:
    """The page of a form; 422 when something is wrong. `back` is a name and an address."""
    page = render_template("almanac/form.html", form=form, heading=heading, back=back, **facts)
    return page, 422 if form.errors or form.form_errors else 200
