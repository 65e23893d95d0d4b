"""The blueprint and what its templates may call."""

from flask import Blueprint

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access

forward_plan = Blueprint("forward_plan", __name__)


@forward_plan.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER}
