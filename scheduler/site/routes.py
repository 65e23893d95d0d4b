"""Public pages and files; nobody signs in for them, nothing about an engagement is on them."""

from datetime import date

from flask import Blueprint, Response, current_app, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from scheduler.accounts.queries import the_office
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.current import current_settings
from scheduler.inbox.rules.keeping import RAW_KEPT
from scheduler.keeping.queries.classes import all_rules
from scheduler.site.rules import SECURITY_TXT_PATH, closed_parts, robots_txt, security_txt
from scheduler.summits.rules.needs import USUAL_DAYS_KEPT

STARTED_ON = "SCHEDULER_STARTED_ON"
OPEN_PARTS = frozenset(
    {"feeds", "static", ".well-known", "robots.txt", "accessibility", "privacy", "meetings-held", "meetings-held.ics"}
)
STATEMENT_PREPARED_ON = date(2026, 11, 22)
"""Whoever tests the pages anew, or learns of a fault, changes the statement and this day."""

site = Blueprint("site", __name__)


@site.record
def remember_start(state: BlueprintSetupState) -> None:
    """The day this process started dates security.txt."""
    state.app.config[STARTED_ON] = local_day(utc_now())


@site.get("/accessibility")
@allow(Access.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """The statement that the Public Sector Bodies Accessibility Regulations 2018 ask for."""
    return render_template(
        "site/accessibility.html",
        office=the_office(),
        address=current_settings().base_url,
        prepared_on=STATEMENT_PREPARED_ON,
    )


@site.get("/privacy")
@allow(Access.PUBLIC)
def privacy() -> ResponseReturnValue:
    """What we keep about partners and staff, why and how long."""
    facts = {"mail_kept_days": RAW_KEPT.days, "needs_kept_days": USUAL_DAYS_KEPT}
    kept = {each.name.lower(): rule.sentence for each, rule in all_rules().items()}
    return render_template("site/privacy.html", office=the_office(), kept=kept, **facts)


@site.get(SECURITY_TXT_PATH)
@allow(Access.PUBLIC)
def security() -> ResponseReturnValue:
    """Where to report a weakness (RFC 9116)."""
    office = the_office()
    contact = office.security_contact or office.email
    return _plain(security_txt(contact, current_settings().base_url, current_app.config[STARTED_ON]))


@site.get("/robots.txt")
@allow(Access.PUBLIC)
def robots() -> ResponseReturnValue:
    """Calendar programs are welcome, search engines are not."""
    paths = [rule.rule for rule in current_app.url_map.iter_rules()]
    return _plain(robots_txt(OPEN_PARTS, closed_parts(paths, OPEN_PARTS)))


def _plain(text: str) -> Response:
    response = Response(text, mimetype="text/plain")
    response.cache_control.public = True
    response.cache_control.max_age = 3600
    return response
