"""The blueprint, the summit behind an address, and the pages beside one another."""

from flask import Blueprint, abort, current_app, request, url_for

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, declared_access
from scheduler.summits.models import Summit
from scheduler.summits.queries import summit_by_id

summits = Blueprint("summits", __name__)

PAGES = (
    ("Overview", "summits.overview"),
    ("Date", "summits.date"),
    ("Waves", "summits.waves"),
    ("Places", "summits.places"),
    ("Who is coming", "summits.coming"),
    ("Attendees", "summits.attendees"),
    ("Assessments", "summits.assessments"),
    ("Programme", "summits.programme"),
    ("The day", "summits.day"),
    ("Afterwards", "summits.after"),
    ("Settings", "summits.settings"),
)
"""What a summit's pages are called, in the order of the work."""


@summits.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER}


@summits.app_template_global()
def summit_pages(summit: Summit) -> list[tuple[str, str, bool]]:
    """Text, address and whether it is the page being read, or one below it."""
    return [
        (text, url_for(endpoint, summit_id=summit.id), str(request.endpoint).startswith(endpoint))
        for text, endpoint in PAGES
        if _may_open(endpoint)
    ]


def existing_page(summit: Summit, endpoint: str) -> str:
    """Its address; empty for a page that is not for this reader."""
    return url_for(endpoint, summit_id=summit.id) if _may_open(endpoint) else ""


def _may_open(endpoint: str) -> bool:
    needs = declared_access(current_app, endpoint, "GET")
    return needs is not None and role_of_request() >= needs


def the_summit(summit_id: int) -> Summit:
    """The summit, or a 404."""
    return summit_by_id(summit_id) or abort(404)
