"""A series as calendars hold it: one repeating entry with its exceptions, or each occurrence as an entry of its own."""

from collections.abc import Callable, Sequence
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

EventOf = Callable[[Engagement], CalendarEvent]
FREQUENCY = {SeriesUnit.WEEK: Frequency.WEEKLY, SeriesUnit.MONTH: Frequency.MONTHLY}


def words_of_series(found: EngagementSeries) -> str:
    """“every Tuesday, 12 times”."""
    first_on = local_day(found.occurrences[0].recurs_at)
    times = count_words(len(found.occurrences), "time")
    return f"{rule_words(first_on, found.unit, found.every)}, {times}"


def calendar_of_series(series: EngagementSeries) -> bytes:
    """The file to keep of the whole series; what is cancelled is left out of a repeating entry."""
    if series.as_one_entry:
        return series_file(repeating(series, series.occurrences), exceptions_of(series, series.occurrences))
    return bundle([render_event(calendar_event(each.engagement, Detail.TITLE)) for each in series.occurrences])


def titled(engagement: Engagement) -> CalendarEvent:
    """An occurrence as the office's own file shows it."""
    return calendar_event(engagement, Detail.TITLE)


def repeating(series: EngagementSeries, kept: Sequence[SeriesOccurrence], event_of: EventOf = titled) -> Series:
    """One entry for these occurrences as they were planned: the rule never changes, so neither does its SEQUENCE."""
    master = _master(series, kept[0], event_of)
    first_on = local_day(kept[0].recurs_at)
    rule = Recurrence(
        frequency=FREQUENCY[series.unit],
        every=series.every,
        last_at=kept[-1].recurs_at,
        by_day=by_day(first_on, series.unit),
    )
    return Series(master=master, rule=rule, left_out=_left_out(series, master, kept))


def exceptions_of(
    series: EngagementSeries, kept: Sequence[SeriesOccurrence], event_of: EventOf = titled
) -> list[Exceptional]:
    """Those of them that do not read as the rule says."""
    master = _master(series, kept[0], event_of)
    found = [exception_of(series, each, event_of) for each in kept]
    return [each for each in found if _differs(each, master)]


def exception_of(series: EngagementSeries, occurrence: SeriesOccurrence, event_of: EventOf = titled) -> Exceptional:
    """One occurrence under the series' UID."""
    event = replace(event_of(occurrence.engagement), uid=series.uid)
    return Exceptional(event=event, recurs_at=occurrence.recurs_at)


def _master(series: EngagementSeries, first: SeriesOccurrence, event_of: EventOf) -> CalendarEvent:
    """At the start that the rule gives the first one, for as long as it lasts now."""
    event = event_of(first.engagement)
    assert isinstance(event.when, Timed)
    when = Timed(first.recurs_at, first.recurs_at + (event.when.ends_at - event.when.starts_at))
    return replace(event, uid=series.uid, when=when, sequence=0, status=Status.CONFIRMED)


def _left_out(series: EngagementSeries, master: CalendarEvent, kept: Sequence[SeriesOccurrence]) -> list[datetime]:
    """The starts that the rule gives and nobody wanted."""
    starts = {each.recurs_at for each in kept}
    first_on, last_on = local_day(min(starts)), local_day(max(starts))
    if first_on == last_on:
        return []
    days = series_days(first_on, Repetition(unit=series.unit, every=series.every, until_on=last_on))
    times = [when for day in days if isinstance(when := days_on(master.when, day), Timed)]
    return [when.starts_at for when in times if when.starts_at not in starts]


def _differs(exception: Exceptional, master: CalendarEvent) -> bool:
    event = exception.event
    assert isinstance(master.when, Timed)
    length = master.when.ends_at - master.when.starts_at
    planned = Timed(exception.recurs_at, exception.recurs_at + length)
    return (event.when, event.summary, event.location, event.status) != (
        planned,
        master.summary,
        master.location,
        master.status,
    )
