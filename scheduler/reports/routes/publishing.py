"""The office says what everybody may see, and looks at it first."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.current import absolute_url
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.reports.forms.publishing import PublishingForm
from scheduler.reports.models import Publishing
from scheduler.reports.queries.public import publishing, shown_in
from scheduler.reports.routes.blueprint import reports
from scheduler.reports.rules.registers import RegisterPeriod
from scheduler.reports.service.publishing import set_publishing

LOOK_BACK = timedelta(days=90)


@reports.route("/settings/publishing", methods=["GET"])
@allow(Access.ADMINISTRATOR)
def publishing_settings() -> ResponseReturnValue:
    """As it is, with what it shows of the last three months."""
    form = PublishingForm()
    form.fill(publishing())
    return _page(form)


@reports.post("/settings/publishing")
@allow(Access.ADMINISTRATOR)
def save_publishing() -> ResponseReturnValue:
    """Switch it on or off."""
    form = PublishingForm()
    if form.validate():
        try:
            set_publishing(form.draft(), seen=form.version_seen)
        except RuleBroken as refused:
            form.show(refused)
    if form.errors:
        return _page(form)
    commit()
    flash("Saved what everybody may see.", "success")
    return redirect(url_for("reports.publishing_settings"), code=303)


def _page(form: PublishingForm) -> ResponseReturnValue:
    now, setting = utc_now(), publishing() or Publishing(days_after=1, kinds=[])
    today: date = local_day(now)
    shown = shown_in(setting, RegisterPeriod(today - LOOK_BACK, today), now)
    page = render_template(
        "reports/publishing.html",
        form=form,
        setting=setting,
        shown=shown,
        address=absolute_url(url_for("reports.meetings_held")),
        calendar_address=absolute_url(url_for("reports.meetings_held_calendar")),
    )
    return page, 422 if form.errors else 200
