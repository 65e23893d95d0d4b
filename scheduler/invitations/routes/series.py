"""Invite whoever is invited to one meeting of a series to all that come later."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from scheduler.accounts.ceiling import asked_again, ceiling_of
from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.engagements.models import Engagement, EngagementSeries
from scheduler.engagements.queries import engagement_of
from scheduler.invitations.queries import live_invitations, live_links
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.service.series import invite_to_later


@invitations.app_template_global()
def series_panel(engagement: Engagement, series: EngagementSeries, later: list[Engagement]) -> Markup:
    """The button on the series' page, for those who may press it and where one mail can tell of all."""
    if not series.as_one_entry or not later or role_of_request() < Access.MANAGER:
        return Markup("")
    mails = sum(len(live_links(each)) for each in live_invitations(engagement))
    html = render_template(
        "invitations/series_panel.html", engagement=engagement, later=later, mails=mails, ceiling=ceiling_of(mails)
    )
    return Markup(html)  # noqa: S704 - a template of ours, escaped there


@invitations.post("/engagements/<int:engagement_id>/series/invite")
@allow(Access.MANAGER)
def invite_series(engagement_id: int) -> ResponseReturnValue:
    """One mail an address for all later ones."""
    back = redirect(url_for("engagements.series", engagement_id=engagement_id), code=303)
    engagement = engagement_of(engagement_id)
    if engagement is None:
        return back
    mails = sum(len(live_links(each)) for each in live_invitations(engagement))
    if asked := asked_again(ceiling_of(mails), request.form):
        flash(asked.error, "error")
        return back
    try:
        made = invite_to_later(engagement, now=utc_now())
    except RuleBroken as refused:
        db.session.rollback()
        flash(refused.message, "error")
        return back
    commit()
    flash(
        f"{count_words(len(made), 'invitation')} made, one mail an address." if made else "All are invited already.",
        "success",
    )
    return back
