"""The blueprint, and what its pages share."""

from flask import Blueprint, abort
from flask_security import current_user

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access
from scheduler.core.text import clean_line
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of

records = Blueprint("records", __name__)


@records.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER}


def engagement_or_404(engagement_id: int) -> Engagement:
    """The engagement of the address, or the plain page that there is none."""
    return engagement_of(engagement_id) or abort(404)


def writer() -> str:
    """Who is signed in, for “written by”."""
    return clean_line(current_user.name or current_user.email)
