"""A series as calendars hold it: one repeating entry with its exceptions, or each occurrence as an entry of its own."""

from dataclasses import replace
from datetime import datetime

from scheduler.core.clock import local_day
from scheduler.core.wording import count_words
from scheduler.engagements.calendar import calendar_event
from scheduler.engagements.models import Engagement, EngagementSeries, SeriesOccurrence
from scheduler.engagements.rules import Detail, SeriesUnit
from scheduler.engagements.rules.series import Repetition, by_day, rule_words, series_days
from scheduler.engagements.service.series import days_on
from scheduler.ical.calendar import bundle
from scheduler.ical.event import CalendarEvent, Status, Timed
from scheduler.ical.render import render_event
from scheduler.ical.series import Exceptional, Frequency, Recurrence, Series, series_file

FREQUENCY = {SeriesUnit.WEEK: Frequency.WEEKLY, SeriesUnit.MONTH: Frequency.MONTHLY}


def words_of_series(found: EngagementSeries) -> str:
    """“every Tuesday, 12 times”."""
    first_on = local_day(found.occurrences[0].recurs_at)
    times = count_words(len(found.occurrences), "time")
    return f"{rule_words(first_on, found.unit, found.every)}, {times}"


def calendar_of_series(series: EngagementSeries) -> bytes:
    """The file to keep of the whole series; what is cancelled is left out of a repeating entry."""
    if series.as_one_entry:
        return series_file(entry_of_series(series), exceptions_of(series))
    return bundle([render_event(calendar_event(each.engagement, Detail.TITLE)) for each in series.occurrences])


def entry_of_series(series: EngagementSeries) -> Series:
    """The repeating entry as it was planned: its rule never changes, so neither does its SEQUENCE."""
    starts = [each.recurs_at for each in series.occurrences]
    first = series.occurrences[0]
    master = replace(_event(series, first.engagement), when=_planned(first), sequence=0, status=Status.CONFIRMED)
    first_on = local_day(starts[0])
    rule = Recurrence(
        frequency=FREQUENCY[series.unit], every=series.every, last_at=starts[-1], by_day=by_day(first_on, series.unit)
    )
    return Series(master=master, rule=rule, left_out=_left_out(series, master, set(starts)))


def exceptions_of(series: EngagementSeries) -> list[Exceptional]:
    """Every occurrence that does not read as the rule says."""
    master = entry_of_series(series).master
    return [
        exception_of(series, each)
        for each in series.occurrences
        if _differs(_event(series, each.engagement), master, each)
    ]


def exception_of(series: EngagementSeries, occurrence: SeriesOccurrence) -> Exceptional:
    """One occurrence under the series' UID."""
    return Exceptional(event=_event(series, occurrence.engagement), recurs_at=occurrence.recurs_at)


def _event(series: EngagementSeries, engagement: Engagement) -> CalendarEvent:
    return replace(calendar_event(engagement, Detail.TITLE), uid=series.uid)


def _planned(occurrence: SeriesOccurrence) -> Timed:
    """At the start that the rule gives it, for as long as it lasts now."""
    engagement = occurrence.engagement
    assert engagement.starts_at is not None
    assert engagement.ends_at is not None
    return Timed(occurrence.recurs_at, occurrence.recurs_at + (engagement.ends_at - engagement.starts_at))


def _left_out(series: EngagementSeries, master: CalendarEvent, kept: set[datetime]) -> list[datetime]:
    """The starts that the rule gives and nobody wanted."""
    assert isinstance(master.when, Timed)
    first_on, last_on = local_day(min(kept)), local_day(max(kept))
    repetition = Repetition(unit=series.unit, every=series.every, until_on=last_on)
    starts = [_start(days_on(master.when, day)) for day in series_days(first_on, repetition)]
    return [each for each in starts if each not in kept]


def _start(when: object) -> datetime:
    assert isinstance(when, Timed)
    return when.starts_at


def _differs(event: CalendarEvent, master: CalendarEvent, occurrence: SeriesOccurrence) -> bool:
    assert isinstance(master.when, Timed)
    length = master.when.ends_at - master.when.starts_at
    planned = Timed(occurrence.recurs_at, occurrence.recurs_at + length)
    return (event.when, event.summary, event.location, event.status) != (
        planned,
        master.summary,
        master.location,
        master.status,
    )
