"""The blueprint and what its templates may call."""

from flask import Blueprint, current_app, url_for

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access

forward_plan = Blueprint("forward_plan", __name__)

PAGES = (
    ("Year planner", "forward_plan.year"),
    ("Proposed plans", "forward_plan.proposals"),
    ("Releases", "forward_plan.releases"),
)
"""The feature's other pages, as the board offers them."""


@forward_plan.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER, "plan_pages": _plan_pages()}


def _plan_pages() -> list[tuple[str, str]]:
    return [(text, url_for(endpoint)) for text, endpoint in PAGES if endpoint in current_app.view_functions]
