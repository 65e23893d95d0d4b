"""The blueprint, and what its pages share."""

from flask import Blueprint

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access

undertakings = Blueprint("undertakings", __name__)


@undertakings.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER}
