"""The blueprint, and what its pages share."""

from flask import Blueprint, abort
from flask_login import current_user

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access
from scheduler.core.text import clean_line
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import invitation_by_id
from scheduler.incoming.queries.words import (
    DECISION_WORDS,
    asked_words,
    goes_words,
    host_words,
    outcome_words,
    when_words,
)

incoming = Blueprint("incoming", __name__)


@incoming.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do; and how an invitation is put in words."""
    return {"may_change": role_of_request() >= Access.MANAGER, **WORDS}


WORDS: dict[str, object] = {
    "decision_words": DECISION_WORDS,
    "asked_words": asked_words,
    "goes_words": goes_words,
    "host_words": host_words,
    "outcome_words": outcome_words,
    "invited_when": when_words,
}


def invitation_or_404(incoming_id: int) -> IncomingInvitation:
    """The invitation, or no such page."""
    return invitation_by_id(incoming_id) or abort(404)


def acting() -> str:
    """Who decides, as the log and the page name them."""
    return clean_line(current_user.name or current_user.email)
