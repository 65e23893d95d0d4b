"""The blueprint, and what its pages share."""

from datetime import date
from functools import partial

from flask import Blueprint, abort

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access
from scheduler.core.clock import local_day, utc_now
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.queries import due_of, evidence_day, evidence_words, owner_words, undertaking_by_id
from scheduler.undertakings.rules.dates import due_words, is_late, is_to_be_reviewed
from scheduler.undertakings.rules.vocabulary import KIND_WORDS, STATE_KEYS, STATE_WORDS, UndertakingState

undertakings = Blueprint("undertakings", __name__)

PAGE = "/evidence/undertakings/<int:undertaking_id>"


@undertakings.context_processor
def words_of_undertakings() -> dict[str, object]:
    """What the templates of undertakings call; pages offer only what the reader may do."""
    return {
        "may_change": role_of_request() >= Access.MANAGER,
        "due_of": due_of,
        "due_words": lambda each: due_words(each.state, due_of(each), today()),
        "is_late": lambda each: is_late(each.state, due_of(each), today()),
        "is_to_be_reviewed": lambda each: is_to_be_reviewed(each.review_on, today()),
        "is_open": lambda each: each.state is UndertakingState.OPEN,
        "owner_words": owner_words,
        "evidence_words": partial(evidence_words, for_office=True),
        "evidence_day": evidence_day,
        "kind_words": KIND_WORDS,
        "state_words": STATE_WORDS,
        "state_keys": STATE_KEYS,
    }


def the_undertaking(undertaking_id: int) -> Undertaking:
    """It, or the page that says that there is none."""
    return undertaking_by_id(undertaking_id) or abort(404)


def today() -> date:
    """The office's day."""
    return local_day(utc_now())
