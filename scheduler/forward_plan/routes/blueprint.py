"""The blueprint and what its templates may call."""

from flask import Blueprint, request, url_for

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access

forward_plan = Blueprint("forward_plan", __name__)

PAGES = (
    ("Who have we met?", "forward_plan.board"),
    ("Pledges", "forward_plan.pledges"),
    ("Year planner", "forward_plan.year"),
    ("Proposed plans", "forward_plan.proposals"),
    ("Dates on offer", "invitations.dates_on_offer"),
    ("Releases", "forward_plan.releases"),
)
"""The plan's pages beside one another; dates on offer are invited to elsewhere, and belong to the same work."""


@forward_plan.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER}


@forward_plan.app_template_global()
def plan_pages() -> list[tuple[str, str, bool]]:
    """Text, address and whether it is the page being read."""
    return [(text, url_for(endpoint), endpoint == request.endpoint) for text, endpoint in PAGES]
