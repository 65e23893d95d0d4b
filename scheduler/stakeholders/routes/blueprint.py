"""The blueprint, and what its views share: the day, a record or 404, one way to save."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.stakeholders.forms.fields import RecordForm
from scheduler.stakeholders.models import Area, Body, Organisation, Person, Place, Post, PostGroup, Tenure
from scheduler.stakeholders.queries import records
from scheduler.stakeholders.rules.loose_ends import LooseEnd
from scheduler.stakeholders.service import asked_for_loose_ends

blueprint = Blueprint("stakeholders", __name__, url_prefix="/partners")

Model = TypeVar("Model", Area, Body, Organisation, Person, Place, Post, PostGroup, Tenure)
Saved = TypeVar("Saved")


@blueprint.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER}


def today() -> date:
    """The office's present day."""
    return local_day(utc_now())


def found(model: type[Model], record_id: int) -> Model:
    """The record of an address, or the 404 page."""
    record = records.find(model, record_id)
    if record is None:
        abort(404)
    return record


def loose_ends(home: Organisation | Body) -> list[LooseEnd]:
    """What the features above still have to decide about it, for those who may."""
    if role_of_request() < Access.MANAGER:
        return []
    return [end for _receiver, ends in asked_for_loose_ends.send(home) for end in ends]


def saved(form: RecordForm, change: Callable[[], Saved]) -> Saved | None:
    """What the service stored; None when it refuses or somebody was quicker, and the form then says so."""
    try:
        stored = change()
        commit()
    except RuleBroken as error:
        db.session.rollback()
        form.refuse(error)
    except VersionConflict:
        db.session.rollback()
        form.overtaken = True
    else:
        return stored
    return None


def done(message: str, address: str) -> ResponseReturnValue:
    """Say what was stored on the page that shows it."""
    flash(message, "success")
    return redirect(address, code=303)


def form_page(
    form: RecordForm, title: str, back: tuple[str, str], stored: Callable[[], RecordForm] | None = None, **facts: Any
) -> ResponseReturnValue:
    """The page of a form; 409 with what is stored now when somebody was quicker, 422 when something is wrong."""
    changed: list[tuple[str, str]] = []
    if form.overtaken and stored is not None:
        fresh = stored()
        changed = form.differs_from(fresh)
        form.version.data = fresh.version.data
    status = 409 if form.overtaken else 422 if form.errors else 200
    page = render_template("stakeholders/form.html", form=form, title=title, back=back, changed=changed, **facts)
    return page, status
