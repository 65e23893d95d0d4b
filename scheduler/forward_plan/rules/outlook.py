"""What comes next with a partner, in words for the board."""

from collections.abc import Mapping
from datetime import date

from scheduler.core.wording import count_words, day_words, moment_words
from scheduler.engagements.rules import EngagementStatus
from scheduler.forward_plan.rules.board import Ahead
from scheduler.forward_plan.rules.cadence import Due
from scheduler.forward_plan.rules.counting import MISS_WORDS, Meeting, Miss
from scheduler.forward_plan.rules.coverage import Standing


def outlook(standing: Standing, due: Due, on: date, offers: Mapping[int, str], *, is_by_invitation: bool) -> Ahead:
    """The next date, else what is under way, else what is missing; `offers`: dates on offer in words, by engagement."""
    if standing.ahead is not None:
        return _dated(standing.ahead, due, standing.near)
    if standing.refining is not None and not standing.is_just_over:
        return _undated(standing.refining, offers)
    return _missing(standing, due, on, is_by_invitation=is_by_invitation)


def _dated(meeting: Meeting, due: Due, near: tuple[Meeting, Miss] | None) -> Ahead:
    assert meeting.on is not None
    late = (meeting.on - due.limit_on).days
    if near is not None and near[0] is meeting:
        return Ahead(_when(meeting), _doubt(near[1]), meeting.id, meeting.on)
    return Ahead(
        _when(meeting), f"{count_words(late, 'day')} after the limit" if late > 0 else "", meeting.id, meeting.on
    )


def _when(meeting: Meeting) -> str:
    assert meeting.on is not None
    return moment_words(meeting.starts_at) if meeting.starts_at else day_words(meeting.on, weekday=True)


def _doubt(lacks: Miss) -> str:
    return f"will not count as it stands: {MISS_WORDS[lacks]}"


def _undated(meeting: Meeting, offers: Mapping[int, str]) -> Ahead:
    if meeting.id in offers:
        return Ahead(offers[meeting.id], "", meeting.id)
    if meeting.status is EngagementStatus.POSTPONED:
        return Ahead("postponed, no new date yet", meeting.reason, meeting.id, wants_dates=True)
    if meeting.status is EngagementStatus.TO_ARRANGE:
        return Ahead("to be arranged", "no dates offered yet", meeting.id, wants_dates=True)
    asked = f"{day_words(meeting.on)} asked for" if meeting.on else "dates are with the partner"
    return Ahead(asked, "", meeting.id)


def _missing(standing: Standing, due: Due, on: date, *, is_by_invitation: bool) -> Ahead:
    past = standing.unmarked
    if past is not None and past.on is not None:
        return Ahead("was it held?", f"{past.title}, {day_words(past.on)}: mark it, or move it", past.id)
    if standing.near is not None:
        return Ahead(_when(standing.near[0]), _doubt(standing.near[1]), standing.near[0].id)
    if standing.declined is not None:
        return Ahead("declined", standing.declined.reason, standing.declined.id)
    if is_by_invitation and (standing.last is None or on > due.limit_on):
        return Ahead("no invitation has come")
    if standing.last is None:
        return Ahead("nothing planned, nothing offered")
    return Ahead(f"{'due' if on <= due.ideal_on else 'was due'} by {day_words(due.ideal_on)}")
