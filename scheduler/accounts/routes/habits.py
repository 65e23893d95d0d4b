"""The administrator's page about care with mail."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.forms.habits import HabitsForm
from scheduler.accounts.queries import find_office, mail_habits
from scheduler.accounts.service.habits import change_habits
from scheduler.core.access import Access, allow
from scheduler.core.db import commit

mail_settings = Blueprint("mail_settings", __name__)


@mail_settings.route("/settings/mail", methods=["GET", "POST"])
@allow(Access.ADMINISTRATOR)
def edit() -> ResponseReturnValue:
    """How long mail can be undone, how much leaves without asking, and what counts as a late change."""
    office = find_office() or abort(404)
    form = HabitsForm(obj=mail_habits())
    if form.validate_on_submit():
        change_habits(office, form.habits())
        commit()
        flash("The habits with mail are saved.", "success")
        return redirect(url_for("mail_settings.edit"), code=303)
    page = render_template("accounts/habits.html", form=form, office=office)
    return page, 422 if form.errors else 200
