"""Whose diaries the office keeps."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.forms import PrincipalForm
from scheduler.engagements.models import Principal
from scheduler.engagements.queries import all_principals
from scheduler.engagements.routes.blueprint import engagements
from scheduler.engagements.service import PrincipalDraft, add_principal, change_principal
from scheduler.engagements.service.principals import principal_facts


@engagements.get("/settings/principals")
@allow(Access.VIEWER)
def principals() -> ResponseReturnValue:
    """All of them, former ones too."""
    today = local_day(utc_now())
    return render_template("engagements/principals.html", principals=all_principals(), today=today)


@engagements.route("/settings/principals/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_principal() -> ResponseReturnValue:
    """Add one."""
    return _save(PrincipalForm(), "Add a principal", add_principal)


@engagements.route("/settings/principals/<int:principal_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_principal(principal_id: int) -> ResponseReturnValue:
    """Change one."""
    principal = db.session.get(Principal, principal_id)
    if principal is None:
        abort(404)
    form = PrincipalForm()
    if not form.is_submitted():
        form.fill(principal)
    heading = f"Edit “{principal.title}”"
    try:
        return _save(form, heading, lambda draft: change_principal(principal, draft, seen=form.seen.data))
    except VersionConflict:
        form.say_overtaken(principal_facts(principal))
        return render_template("engagements/principal.html", form=form, heading=heading), 409


def _save(form: PrincipalForm, heading: str, save: Callable[[PrincipalDraft], Principal]) -> ResponseReturnValue:
    if form.is_submitted() and form.validate():
        try:
            principal = save(form.draft())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            flash(f"Saved: {principal.title}.", "success")
            return redirect(url_for("engagements.principals"), code=303)
    return render_template("engagements/principal.html", form=form, heading=heading), 422 if form.errors else 200
