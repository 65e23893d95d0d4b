"""What a meeting or a partner has to do with undertakings, for its own page."""

from flask import render_template
from markupsafe import Markup

from scheduler.engagements.models import Engagement
from scheduler.stakeholders.models import Body, Organisation
from scheduler.stakeholders.rules import BodyKind
from scheduler.undertakings.queries import concerning
from scheduler.undertakings.queries.meetings import bodies_of, undertakings_at
from scheduler.undertakings.routes.blueprint import undertakings, words_of_undertakings


@undertakings.app_template_global()
def undertaking_panel(engagement: Engagement) -> Markup:
    """Due at it, given at it, shown by it; nothing where there is none, unless it is a panel's meeting."""
    found = undertakings_at(engagement)
    is_panel = any(each.kind is BodyKind.PANEL for each in bodies_of(engagement))
    if found.is_empty and not is_panel:
        return Markup("")
    html = render_template("undertakings/_panel.html", engagement=engagement, found=found, **words_of_undertakings())
    return Markup(html)  # noqa: S704  # a template's output, escaped there


@undertakings.app_template_global()
def undertaking_file(home: Organisation | Body) -> Markup:
    """What was promised to a partner, or is due at a meeting with it or shown by one, and is open."""
    listed = concerning(home)
    if not listed:
        return Markup("")
    html = render_template("undertakings/_file.html", listed=listed, **words_of_undertakings())
    return Markup(html)  # noqa: S704  # as above
