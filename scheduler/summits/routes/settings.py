"""What the office sets for a summit."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.almanac.queries import bank_holidays
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.summits.forms.summit import SettingsForm
from scheduler.summits.queries.checklist import day_of
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.timeline import due_days
from scheduler.summits.service.settings import change_settings, settings_of


@summits.route("/summits/<int:summit_id>/settings", methods=["GET", "POST"])
@allow(Access.MANAGER)
def settings(summit_id: int) -> ResponseReturnValue:
    """Outcomes, access, deadlines, what is asked of those who come."""
    summit, form, now = the_summit(summit_id), SettingsForm(), utc_now()
    form.offer()
    if not form.is_submitted():
        form.fill(settings_of(summit))
    elif form.validate():
        try:
            change_settings(summit, form.draft(local_day(now)), now=now)
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            flash("Saved.", "success")
            return redirect(url_for("summits.overview", summit_id=summit_id), code=303)
    day = day_of(summit)
    usual = due_days(day, summit.timeline, bank_holidays()) if day else {}
    facts = {"summit": summit, "form": form, "usual": usual}
    return render_template("summits/settings.html", **facts), 422 if form.is_submitted() else 200
