"""The date slips: the same entry in every calendar, everybody is asked again, what was counted to it moves along."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from scheduler.almanac.queries import bank_holidays
from scheduler.core.clock import from_local, local_day, to_local
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import draft_of, when_of
from scheduler.engagements.rules import EngagementStatus, Telling
from scheduler.engagements.rules.spans import DAY, days_of_time
from scheduler.engagements.service import edit_engagement, postpone_engagement
from scheduler.ical.event import AllDay, Timed
from scheduler.summits.models import (
    Agency,
    AssessmentRequest,
    PlannedWave,
    Session,
    Summit,
)
from scheduler.summits.queries.checklist import day_of
from scheduler.summits.rules.timeline import Step, kept_distance
from scheduler.summits.service.chapters import explain_change
from scheduler.summits.service.settings import END_OF_REPLY_DAY, ask_until, tick_step, untick_step

OF_A_DAY = (Step.HOSTS_APPROVE, Step.NUMBERS, Step.JOINING)
"""Ticks by hand that say something of the old day only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipDraft:
    """Another day, or words for one that nobody knows yet; and why, for the record."""

    reason: str
    when: Timed | AllDay | None = None
    date_words: str = ""
    message: str = ""
    """What partners read in the mail."""
    is_urgent: bool = False
    hosts_agree: bool = False
    clash_reason: str = ""
    clashes_seen: frozenset[str] | None = None


def slip(summit: Summit, draft: SlipDraft, *, now: datetime) -> None:
    """Give the summit its new day, or take the old one off the diary until it is known.

    Whoever was told is mailed, whoever had answered is asked again; places stay held until they answer. Raises
    RuleBroken, and ClashFound while a clash has no reason.
    """
    if not clean_line(draft.reason):
        raise RuleBroken("Enter the reason: it stands in the summit’s history, and the Panel may ask.", "reason")
    known = len(summit.chapters)
    if draft.when is None:
        _open(summit, draft, now)
    else:
        _move(summit, draft, draft.when, now)
    words = draft.date_words if draft.when is None else None
    explain_change(summit, known, draft.reason, words, now=now)
    if draft.when is not None and draft.hosts_agree:
        tick_step(summit, Step.HOSTS_APPROVE, is_needed=True, note="agreed to the new day", now=now)


def follow_day(summit: Summit, was_on: date | None, *, now: datetime) -> None:
    """Everything that is counted to the day keeps its distance in working days; the programme moves by itself.

    The first day that a copied summit gets is where its sessions are put.
    """
    day = day_of(summit)
    if day is None or day == was_on:
        return
    if was_on is None:
        _place_sessions(summit, day)
        return
    _move_deadlines(summit, was_on, day, now)
    for step in OF_A_DAY:
        untick_step(summit, step)


def _open(summit: Summit, draft: SlipDraft, now: datetime) -> None:
    if not clean_line(draft.date_words):
        message = "Enter what is known of the new date, for example “end of October”, or “not known yet”."
        raise RuleBroken(message, "date_words")
    if day_of(summit) is not None:
        telling = Telling(words=clean_line(draft.message), is_urgent=draft.is_urgent)
        postpone_engagement(summit.engagement, draft.reason, now=now, telling=telling)


def _move(summit: Summit, draft: SlipDraft, when: Timed | AllDay, now: datetime) -> None:
    engagement, was = summit.engagement, when_of(summit.engagement)
    if day_of(summit) is not None and when == was:
        raise RuleBroken("It is at that time already. Enter another day or other times.", "day")
    meant = replace(
        draft_of(engagement),
        when=when,
        status=EngagementStatus.AGREED,
        reply_by_at=_reply_by(summit, was, when, now),
        clash_reason=draft.clash_reason,
        clashes_seen=draft.clashes_seen,
    )
    edit_engagement(engagement, meant, now=now, telling=Telling(words=draft.message, is_urgent=draft.is_urgent))


def _reply_by(summit: Summit, was: Timed | AllDay | None, when: Timed | AllDay, now: datetime) -> datetime | None:
    """The end of the day until which answers are awaited, as far from the new day as from the old."""
    engagement = summit.engagement
    counted = summit.answers_until_on or (local_day(engagement.reply_by_at) if engagement.reply_by_at else None)
    if counted is None:
        return None
    on = counted if was is None else _kept(counted, days_of_time(was)[0], days_of_time(when)[0], now)
    return None if on is None else from_local(on, END_OF_REPLY_DAY)


def _kept(deadline: date, was_on: date, is_on: date, now: datetime) -> date | None:
    """None when it would be past: nobody could keep it."""
    moved = kept_distance(deadline, was_on, is_on, bank_holidays())
    return moved if moved >= local_day(now) else None


def _move_deadlines(summit: Summit, was_on: date, day: date, now: datetime) -> None:
    due = summit.assessments_due_on
    if summit.answers_until_on is not None:
        summit.answers_until_on = _kept(summit.answers_until_on, was_on, day, now)
    if due is not None:
        summit.assessments_due_on = _kept(due, was_on, day, now)
    for request in _requests(summit):
        request.due_on = kept_distance(request.due_on, was_on, day, bank_holidays())
    for wave in _unsent_waves(summit):
        if wave.planned_on is not None:
            wave.planned_on = kept_distance(wave.planned_on, was_on, day, bank_holidays())
    db.session.flush()
    if summit.answers_until_on is not None:
        ask_until(summit.engagement, summit.answers_until_on, now=now)


def _place_sessions(summit: Summit, day: date) -> None:
    """By whole days, so that the first of them is on the day; times of day stay."""
    sessions = list(db.session.scalars(select(Session).where(Session.summit_id == summit.id).order_by(Session.id)))
    if not sessions:
        return
    first_on = min(local_day(session.starts_at) for session in sessions)
    for session in sessions:
        session.starts_at, session.ends_at = (
            _on_day(at, (day - first_on).days) for at in (session.starts_at, session.ends_at)
        )
    db.session.flush()


def _on_day(at: datetime, days: int) -> datetime:
    """The same time of day so many days later, though the clocks change in between."""
    local = to_local(at)
    return from_local(local.date() + days * DAY, local.time())


def _requests(summit: Summit) -> Iterable[AssessmentRequest]:
    query = select(AssessmentRequest).join(Agency).where(Agency.summit_id == summit.id)
    return db.session.scalars(query.order_by(AssessmentRequest.id))


def _unsent_waves(summit: Summit) -> Iterable[PlannedWave]:
    query = select(PlannedWave).where(PlannedWave.summit_id == summit.id, PlannedWave.sent_at.is_(None))
    return db.session.scalars(query.order_by(PlannedWave.position))
