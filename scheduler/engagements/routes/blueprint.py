"""The blueprint, what its templates may call, and how a page finds its engagement."""

from flask import Blueprint, abort

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access
from scheduler.engagements.calendar import place_words, when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of
from scheduler.engagements.rules import STATUS_WORDS

engagements = Blueprint("engagements", __name__)

engagements.add_app_template_global(when_words, "when_words")
engagements.add_app_template_global(place_words, "place_words")
engagements.add_app_template_global(STATUS_WORDS, "STATUS_WORDS")  # type: ignore[arg-type]  # any object serves


@engagements.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER}


def engagement_or_404(engagement_id: int) -> Engagement:
    """The engagement of the address, or the plain page that there is none."""
    engagement = engagement_of(engagement_id)
    if engagement is None:
        abort(404)
    return engagement
