"""One page before a meeting: on screen, printed, as PDF; and the list of those to come."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from scheduler.briefs.paper import brief_pdf
from scheduler.briefs.queries import facts_of
from scheduler.briefs.queries.waiting import coming_briefs
from scheduler.briefs.routes.blueprint import briefs, office_name, paper, stamp_of, with_names
from scheduler.briefs.rules.brief import Brief, brief_of
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of
from scheduler.engagements.rules import OFF_THE_DIARY


@briefs.app_template_global()
def brief_door(engagement: Engagement) -> Markup:
    """The way to the brief, on the engagement's own page; what is off the diary needs none."""
    if engagement.status in OFF_THE_DIARY:
        return Markup("")
    return Markup(render_template("briefs/_door.html", engagement=engagement, on=first_day_of(engagement)))  # noqa: S704  # a template's output, escaped there


@briefs.get("/engagements/briefs")
@allow(Access.VIEWER)
def coming() -> ResponseReturnValue:
    """Those of the next ten working days, and what they lack."""
    return render_template("briefs/coming.html", listed=coming_briefs(utc_now()))


@briefs.get("/engagements/<int:engagement_id>/brief")
@allow(Access.VIEWER)
def brief(engagement_id: int) -> ResponseReturnValue:
    """The page; it prints on one sheet of A4."""
    engagement = engagement_of(engagement_id) or abort(404)
    return render_template(
        "briefs/brief.html",
        engagement=engagement,
        brief=_made(engagement),
        on=first_day_of(engagement),
        with_names=with_names(),
        stamp=stamp_of(utc_now()),
    )


@briefs.get("/engagements/<int:engagement_id>/brief.pdf")
@allow(Access.VIEWER)
def brief_file(engagement_id: int) -> ResponseReturnValue:
    """The same for a tablet or the printer."""
    engagement = engagement_of(engagement_id) or abort(404)
    content = brief_pdf(_made(engagement), office=office_name(), stamp=stamp_of(utc_now()))
    return paper(content, f"brief-{engagement.id}")


def _made(engagement: Engagement) -> Brief:
    facts = facts_of([engagement], local_day(utc_now()))
    return brief_of(facts[engagement.id], with_names=with_names())
