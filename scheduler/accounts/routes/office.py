"""The administrator's page about the office itself."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.forms.office import OfficeForm
from scheduler.accounts.queries import find_office
from scheduler.accounts.service.office import edit_office
from scheduler.core.access import Access, allow
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken

office_settings = Blueprint("office_settings", __name__)


@office_settings.route("/settings/office", methods=["GET", "POST"])
@allow(Access.ADMINISTRATOR)
def edit() -> ResponseReturnValue:
    """What the office says about itself, and when it writes."""
    office = find_office() or abort(404)
    form = OfficeForm(obj=office)
    if form.validate_on_submit():
        try:
            edit_office(office, form.draft())
        except RuleBroken as error:
            form[error.field or "name"].errors = [error.message]
        else:
            commit()
            flash("The office's settings are saved.", "success")
            return redirect(url_for("office_settings.edit"), code=303)
    return render_template("accounts/office.html", form=form), 422 if form.errors else 200
