"""Plan a series from its first engagement; change or cancel all that come later. Each one is an engagement."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from blinker import Signal

from scheduler.audit.service import record
from scheduler.core.clock import from_local, is_clear_wall_time, to_local
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words
from scheduler.engagements.calendar import draft_of, when_of
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement, EngagementSeries, SeriesOccurrence
from scheduler.engagements.queries import principals_for_update
from scheduler.engagements.queries.series import later_siblings, occurrence_of
from scheduler.engagements.queries.told import was_told
from scheduler.engagements.rules import (
    OFF_THE_DIARY,
    OVER,
    USUAL_TELLING,
    EngagementDraft,
    EngagementStatus,
    SeriesUnit,
    Telling,
    next_revision,
    unclear_time_words,
)
from scheduler.engagements.rules.series import rule_words
from scheduler.engagements.rules.spans import days_of_time
from scheduler.engagements.service.clashes import ClashFound
from scheduler.engagements.service.engagements import cancel_engagement, edit_engagement, plan_engagement
from scheduler.engagements.service.identity import fresh_uid
from scheduler.ical.event import AllDay, Timed

entry_formed = Signal()
"""Sender: the EngagementSeries, flushed; its meetings have become one repeating entry, each with its RECURRENCE-ID."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One later occurrence: the day that the rule gives it, and the one on which it takes place."""

    recurs_on: date
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDraft:
    """The rule, the later occurrences that are wanted, and whether partners' calendars hold them as one entry."""

    unit: SeriesUnit
    every: int
    later: Sequence[Planned]
    as_one_entry: bool = False
    clash_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterChange:
    """What becomes of all later ones; None leaves it. `starts` and `ends` are wall times of the same day."""

    title: str | None = None
    hours: tuple[time, time] | None = None
    place_text: str | None = None
    clash_reason: str = ""

    @property
    def changes_anything(self) -> bool:
        """A reason alone changes nothing."""
        return any(each is not None for each in (self.title, self.hours, self.place_text))


class SeriesClash(ClashFound):
    """One of ours cannot be there on one of the days; every obstacle names it."""

    def __init__(self, on: date, clash: ClashFound) -> None:
        day = day_words(on, weekday=True)
        super().__init__([replace(each, words=f"{day}: {each.words}") for each in clash.found])


def repeat_engagement(first: Engagement, draft: SeriesDraft, *, now: datetime) -> EngagementSeries:
    """The series with `first` at its head; every later one is agreed.

    As one entry all carry the first one's UID, unless somebody was told of it before: then it stays as it is known.

    Raises RuleBroken, and ClashFound for the first day on which one of ours cannot be there while no reason is given.
    """
    principals_for_update([each.id for each in first.principals])
    when = _check(first, draft)
    stamp = now.replace(microsecond=0)
    series = EngagementSeries(
        uid=first.uid if draft.as_one_entry and not was_told(first) else fresh_uid(),
        unit=draft.unit,
        every=draft.every,
        as_one_entry=draft.as_one_entry,
        created_at=stamp,
    )
    db.session.add(series)
    _place(series, first, days_on(when, _first_on(first)))
    for planned in draft.later:
        made = _plan(first, days_on(when, planned.on), draft.clash_reason, now)
        _place(series, made, days_on(when, planned.recurs_on))
    db.session.flush()
    if series.as_one_entry:
        _form_entry(series, now)
    words = rule_words(_first_on(first), draft.unit, draft.every)
    summary = f"Planned as a series: {first.title}, {words}, {count_words(len(draft.later) + 1, 'time')}"
    record("engagement.repeated", "engagement", first.id, summary)
    return series


def change_later(
    engagement: Engagement, change: LaterChange, *, now: datetime, telling: Telling = USUAL_TELLING
) -> list[Engagement]:
    """An ordinary edit of each that comes later by the rule. Raises RuleBroken and ClashFound; then none is changed."""
    _lock(engagement)
    later = later_siblings(engagement, now)
    for each in later:
        try:
            edit_engagement(each, _changed(each, change), now=now, telling=telling)
        except ClashFound as clash:
            raise SeriesClash(_first_on(each), clash) from clash
    return later


def cancel_later(
    engagement: Engagement, reason: str, *, now: datetime, telling: Telling = USUAL_TELLING
) -> list[Engagement]:
    """Cancel each that comes later; the engagement itself stays."""
    _lock(engagement)
    later = later_siblings(engagement, now)
    for each in later:
        cancel_engagement(each, reason, now=now, telling=telling)
    return later


def days_on(when: Timed | AllDay, on: date) -> Timed | AllDay:
    """The same hours by the wall clock on another day. Raises RuleBroken where the clocks skip or repeat them."""
    if isinstance(when, AllDay):
        return AllDay(on, on + (when.last_on - when.first_on))
    starts, ends = to_local(when.starts_at), to_local(when.ends_at)
    last_on = on + (ends.date() - starts.date())
    return Timed(_instant(on, starts.time()), _instant(last_on, ends.time()))


def _instant(on: date, at: time) -> datetime:
    if not is_clear_wall_time(on, at):
        raise RuleBroken(unclear_time_words(datetime.combine(on, at)))
    return from_local(on, at)


def _check(first: Engagement, draft: SeriesDraft) -> Timed | AllDay:
    when = when_of(first)
    if when is None:
        raise RuleBroken("Give the engagement a day first: the others are counted from it.")
    if first.status in OFF_THE_DIARY | OVER:
        raise RuleBroken("It does not take place any more, so it cannot be repeated.")
    if occurrence_of(first) is not None:
        raise RuleBroken("It is part of a series already.")
    if not draft.later:
        raise RuleBroken("Tick at least one more day.", "days")
    if draft.as_one_entry and isinstance(when, AllDay):
        raise RuleBroken("What lasts whole days cannot be one repeating entry. Leave the box empty.", "as_one_entry")
    days = [each.on for each in draft.later]
    if len({*days, _first_on(first)}) <= len(days):
        raise RuleBroken("A day is on the list twice. Change one of them.", "days")
    return when


def _first_on(engagement: Engagement) -> date:
    first_on = first_day_of(engagement)
    assert first_on is not None
    return first_on


def _plan(first: Engagement, when: Timed | AllDay, clash_reason: str, now: datetime) -> Engagement:
    draft = replace(
        draft_of(first),
        when=when,
        status=EngagementStatus.AGREED if first.status is EngagementStatus.AGREED else None,
        reply_by_at=None,  # of the first one's day
        clash_reason=clash_reason,
    )
    try:
        return plan_engagement(draft, now=now)
    except ClashFound as clash:
        raise SeriesClash(days_of_time(when)[0], clash) from clash


def _place(series: EngagementSeries, engagement: Engagement, recurs: Timed | AllDay) -> None:
    recurs_at = recurs.starts_at if isinstance(recurs, Timed) else from_local(recurs.first_on, time.min)
    series.occurrences.append(SeriesOccurrence(engagement=engagement, recurs_at=recurs_at))


def _form_entry(series: EngagementSeries, now: datetime) -> None:
    """What calendars show of them reads differently from now on, the first one's too."""
    first = series.occurrences[0].engagement
    if first.uid == series.uid:
        first.revised_at = next_revision(first.revised_at, now)
        db.session.flush()
    entry_formed.send(series)


def _lock(engagement: Engagement) -> None:
    principals_for_update([each.id for each in engagement.principals])


def _changed(engagement: Engagement, change: LaterChange) -> EngagementDraft:
    draft = draft_of(engagement)
    if change.title is not None and clean_line(change.title):
        draft = replace(draft, title=change.title)
    if change.hours is not None and isinstance(draft.when, Timed):
        on = to_local(draft.when.starts_at).date()
        starts, ends = change.hours
        last_on = on + timedelta(days=ends <= starts)
        draft = replace(draft, when=Timed(_instant(on, starts), _instant(last_on, ends)))
    if change.place_text is not None:
        draft = replace(draft, place_text=change.place_text)
    return replace(draft, clash_reason=change.clash_reason or engagement.clash_reason)
