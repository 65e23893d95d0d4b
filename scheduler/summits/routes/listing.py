"""The list of summits, a new one, and an engagement that becomes one."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of, live_principals
from scheduler.engagements.rules import EngagementKind
from scheduler.summits.forms.summit import SummitForm
from scheduler.summits.queries import summit_of
from scheduler.summits.queries.overview import listed_summits
from scheduler.summits.routes.blueprint import summits
from scheduler.summits.routes.refusals import no_clashes, shown
from scheduler.summits.service import found_summit, plan_summit


@summits.app_template_global()
def summit_door(engagement: Engagement) -> Markup:
    """On the page of an engagement: the way to its summit, or the button that plans it as one."""
    if engagement.kind is not EngagementKind.SUMMIT:
        return Markup()
    may_found = role_of_request() >= Access.MANAGER
    html = render_template(
        "summits/_door.html", engagement=engagement, summit=summit_of(engagement), may_found=may_found
    )
    return Markup(html)  # noqa: S704 - our own template, which escapes


@summits.get("/summits")
@allow(Access.VIEWER)
def index() -> ResponseReturnValue:
    """Those to come and those that were."""
    coming, past = listed_summits(local_day(utc_now()))
    return render_template("summits/listing.html", coming=coming, past=past)


@summits.route("/summits/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new() -> ResponseReturnValue:
    """Plan one, with a day or without."""
    now, clashes = utc_now(), no_clashes()
    form = SummitForm()
    form.today = local_day(now)
    form.offer(live_principals(form.today))
    if form.is_submitted() and form.validate():
        try:
            summit = plan_summit(form.draft(), now=now)
        except RuleBroken as refused:
            clashes = shown(form, refused)
        else:
            commit()
            flash("The summit is planned. Next: what it is to bring about, and its day.", "success")
            return redirect(url_for("summits.overview", summit_id=summit.id), code=303)
    status = 422 if form.is_submitted() else 200
    return render_template("summits/new.html", form=form, clashes=clashes), status


@summits.post("/engagements/<int:engagement_id>/summit")
@allow(Access.MANAGER)
def found(engagement_id: int) -> ResponseReturnValue:
    """Plan an engagement as a summit; once more only leads there."""
    engagement = engagement_of(engagement_id) or abort(404)
    try:
        summit = found_summit(engagement, now=utc_now())
    except RuleBroken as refused:
        flash(refused.message, "error")
        return redirect(url_for("engagements.detail", engagement_id=engagement_id), code=303)
    commit()
    return redirect(url_for("summits.overview", summit_id=summit.id), code=303)
