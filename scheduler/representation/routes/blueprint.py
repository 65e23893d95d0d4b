"""The blueprint, and what its pages share."""

from datetime import date

from flask import Blueprint, abort

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access
from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.rules import Handling
from scheduler.representation.models import Representation
from scheduler.representation.queries.due import rhythm_of
from scheduler.representation.queries.seats import seat_of, seat_words
from scheduler.representation.queries.waiting import not_invited_words
from scheduler.representation.rules.attendance import SAT_STATES, SAT_WORDS
from scheduler.representation.rules.reporting import owed_words
from scheduler.representation.rules.seats import authority_words
from scheduler.representation.rules.seniority import BAND_WORDS
from scheduler.representation.rules.vocabulary import CAPACITY_WORDS

representation = Blueprint("representation", __name__)

REGISTER = "/evidence/representation"
SEAT = f"{REGISTER}/<int:representation_id>"


@representation.context_processor
def words_of_seats() -> dict[str, object]:
    """What the templates of representation call; pages offer only what the reader may do."""
    return {
        "may_change": role_of_request() >= Access.MANAGER,
        "seat_words": seat_words,
        "capacity_words": CAPACITY_WORDS,
        "authority_words": authority_words,
        "band_words": BAND_WORDS,
        "sat_words": SAT_WORDS,
        "sat_states": SAT_STATES,
        "rhythm_of": rhythm_of,
        "day_of": first_day_of,
        "not_invited_words": not_invited_words,
        "owed_words": lambda report: owed_words(report.due_on, today()),
        "is_sensitive": lambda engagement: engagement.handling is Handling.OFFICIAL_SENSITIVE,
        "today": today(),
    }


def the_seat(representation_id: int) -> Representation:
    """It, or the page that says that there is none."""
    return seat_of(representation_id) or abort(404)


def today() -> date:
    """The office's day."""
    return local_day(utc_now())
