"""Undertakings that wait for the office: late or due within four weeks, and those to be looked at again."""

from datetime import date, datetime

from scheduler.core.clock import local_day
from scheduler.core.waiting import Waiting
from scheduler.core.wording import day_words
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.queries.undertakings import due_of, open_undertakings, owner_words, reviews_due
from scheduler.undertakings.rules.dates import due_words, is_late, is_near
from scheduler.undertakings.rules.vocabulary import UndertakingState

TITLE_LENGTH = 90


def waiting(now: datetime) -> list[Waiting]:
    """The most urgent first; one line for each, though it be due and to be reviewed at once."""
    today = local_day(now)
    due = [each for each in open_undertakings() if is_near(each.state, due_of(each), today)]
    reviews = [each for each in reviews_due(today) if each not in due]
    return [_due(each, today) for each in due] + [_review(each, today) for each in reviews]


def _due(undertaking: Undertaking, today: date) -> Waiting:
    due = due_of(undertaking)
    mark = "▲ " if is_late(undertaking.state, due, today) else ""
    parts = [f"{mark}{due_words(undertaking.state, due, today)}", _meeting(undertaking), owner_words(undertaking)]
    return Waiting(_title(undertaking), ", ".join(part for part in parts if part), _href(undertaking), "Show evidence")


def _review(undertaking: Undertaking, today: date) -> Waiting:
    assert undertaking.review_on is not None
    said = "was to be" if undertaking.review_on < today else "is to be"
    reason = f"{said} looked at again on {day_words(undertaking.review_on)}"
    if undertaking.state is not UndertakingState.OPEN:
        reason = f"Closed; {reason}"
    return Waiting(_title(undertaking), reason[0].upper() + reason[1:], _href(undertaking), "Look again")


def _title(undertaking: Undertaking) -> str:
    words = " ".join(undertaking.words.split())
    shown = words if len(words) <= TITLE_LENGTH else f"{words[: TITLE_LENGTH - 1].rstrip()}…"
    return f"Undertaking: {shown}"


def _meeting(undertaking: Undertaking) -> str:
    return f"at {undertaking.due_engagement.title}" if undertaking.due_engagement is not None else ""


def _href(undertaking: Undertaking) -> str:
    return f"/evidence/undertakings/{undertaking.id}"
