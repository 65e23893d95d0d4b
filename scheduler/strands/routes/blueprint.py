"""The blueprint, and what its pages share."""

from flask import Blueprint, abort

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access
from scheduler.strands.models import Strand
from scheduler.strands.queries import strand_by_id

strands = Blueprint("strands", __name__)


@strands.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER}


def strand_or_404(strand_id: int) -> Strand:
    """The strand of the address, or the plain page that there is none."""
    return strand_by_id(strand_id) or abort(404)
