"""When an undertaking is due, late, near, and to be looked at again."""

from datetime import date, timedelta

from scheduler.core.wording import count_words, day_words
from scheduler.undertakings.rules.vocabulary import UndertakingState

NEAR = timedelta(days=28)
"""A paper for the Panel leaves two weeks before the meeting and takes about as long to write."""
REVIEW_NOTICE = timedelta(days=14)


def a_year_after(day: date) -> date:
    """The same day next year; 28 February after a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def due_day(due_on: date | None, meeting_on: date | None) -> date | None:
    """The meeting's day while it has one, for it may have moved; else the day that was written down."""
    return meeting_on or due_on


def is_late(state: UndertakingState, due: date | None, today: date) -> bool:
    """Open, and its day is over."""
    return state is UndertakingState.OPEN and due is not None and due < today


def is_near(state: UndertakingState, due: date | None, today: date) -> bool:
    """Open, and late or due within four weeks."""
    return state is UndertakingState.OPEN and due is not None and due <= today + NEAR


def is_to_be_reviewed(review_on: date | None, today: date) -> bool:
    """Two weeks before its day and ever after, until somebody looked at it."""
    return review_on is not None and review_on <= today + REVIEW_NOTICE


def due_words(state: UndertakingState, due: date | None, today: date) -> str:
    """“due on 3 November 2026”, “3 days late”, or nothing."""
    if due is None or state is not UndertakingState.OPEN:
        return ""
    if due < today:
        return f"{count_words((today - due).days, 'day')} late"
    return "due today" if due == today else f"due on {day_words(due)}"


def state_as_of(state: UndertakingState, closed_on: date | None, on: date) -> UndertakingState:
    """How it stood at the end of a day: what was closed later was open then."""
    return UndertakingState.OPEN if closed_on is not None and closed_on > on else state
