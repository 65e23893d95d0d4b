"""What comes next with a partner, in words for the board."""

from collections.abc import Mapping
from datetime import date

from scheduler.core.wording import count_words, day_words, moment_words
from scheduler.engagements.rules import EngagementStatus
from scheduler.forward_plan.rules.board import Ahead
from scheduler.forward_plan.rules.cadence import Due
from scheduler.forward_plan.rules.counting import Meeting
from scheduler.forward_plan.rules.coverage import Standing


def outlook(standing: Standing, due: Due, on: date, offers: Mapping[int, str], *, is_by_invitation: bool) -> Ahead:
    """The next date, else what is under way, else what is missing; `offers`: dates on offer in words, by engagement."""
    if standing.ahead is not None:
        return _dated(standing.ahead, due)
    if standing.refining is not None:
        return _undated(standing.refining, offers)
    return _missing(standing, due, on, is_by_invitation=is_by_invitation)


def _dated(meeting: Meeting, due: Due) -> Ahead:
    assert meeting.on is not None
    words = moment_words(meeting.starts_at) if meeting.starts_at else day_words(meeting.on, weekday=True)
    late = (meeting.on - due.limit_on).days
    why = f"{count_words(late, 'day')} after the limit" if late > 0 else ""
    return Ahead(words, why, meeting.id, meeting.on)


def _undated(meeting: Meeting, offers: Mapping[int, str]) -> Ahead:
    if meeting.id in offers:
        return Ahead(offers[meeting.id], "", meeting.id)
    if meeting.status is EngagementStatus.POSTPONED:
        return Ahead("postponed, no new date yet", meeting.reason, meeting.id)
    if meeting.status is EngagementStatus.TO_ARRANGE:
        return Ahead("to be arranged", "no dates offered yet", meeting.id)
    asked = f"{day_words(meeting.on)} asked for" if meeting.on else "dates are with the partner"
    return Ahead(asked, "", meeting.id)


def _missing(standing: Standing, due: Due, on: date, *, is_by_invitation: bool) -> Ahead:
    past, past_id = standing.unmarked, standing.unmarked.id if standing.unmarked else None
    why = f"“{past.title}” on {day_words(past.on)} is not marked as held" if past and past.on else ""
    if standing.declined is not None:
        return Ahead("declined", why or standing.declined.reason, standing.declined.id)
    if is_by_invitation and (standing.last is None or on > due.limit_on):
        return Ahead("no invitation has come", why, past_id)
    if standing.last is None:
        return Ahead("nothing planned, nothing offered", why, past_id)
    return Ahead(f"{'due' if on <= due.ideal_on else 'was due'} by {day_words(due.ideal_on)}", why, past_id)
