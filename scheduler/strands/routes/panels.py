"""What the pages of engagements and partners show of strands and priorities."""

from flask import render_template
from markupsafe import Markup

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access
from scheduler.engagements.models import Engagement
from scheduler.stakeholders.models import Body, Organisation
from scheduler.strands.queries import priorities_of, strands_about, strands_of
from scheduler.strands.routes.blueprint import strands


@strands.app_template_global()
def strand_facts(engagement: Engagement) -> Markup:
    """Two facts of an engagement, with the way to change them."""
    html = render_template(
        "strands/_facts.html",
        engagement=engagement,
        strands=strands_of(engagement),
        priorities=priorities_of(engagement),
        may_change=role_of_request() >= Access.MANAGER,
    )
    return Markup(html)  # noqa: S704  # a template's output, escaped there


@strands.app_template_global()
def strand_file(home: Organisation | Body) -> Markup:
    """The strands about a partner; nothing without one."""
    about = strands_about(home)
    return Markup(render_template("strands/_file.html", about=about)) if about else Markup("")  # noqa: S704  # the same
