"""A series as calendars hold it: one repeating entry with its exceptions, or each occurrence as an entry of its own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.core.clock import local_day
from scheduler.core.wording import count_words
from scheduler.engagements.calendar import calendar_event
from scheduler.engagements.models import Engagement, EngagementSeries, SeriesOccurrence
from scheduler.engagements.queries.series import EntryPlace
from scheduler.engagements.rules import Detail, SeriesUnit
from scheduler.engagements.rules.series import by_day, rule_starts, rule_words
from scheduler.ical.calendar import bundle, single
from scheduler.ical.event import CalendarEvent, Status, Timed
from scheduler.ical.render import render_event
from scheduler.ical.series import (
    Exceptional,
    Frequency,
    Recurrence,
    Series,
    exception_file,
    render_exception,
    series_components,
)

EventOf = Callable[[Engagement], CalendarEvent]
USUAL_LENGTH = timedelta(hours=1)
"""Of the rule when its first meeting has become one of whole days: every meeting tells its own."""
FREQUENCY = {SeriesUnit.WEEK: Frequency.WEEKLY, SeriesUnit.MONTH: Frequency.MONTHLY}


def words_of_series(found: EngagementSeries) -> str:
    """“every Tuesday, 12 times”."""
    first_on = local_day(found.occurrences[0].recurs_at)
    times = count_words(len(found.occurrences), "time")
    return f"{rule_words(first_on, found.unit, found.every)}, {times}"


def calendar_of_series(series: EngagementSeries) -> bytes:
    """The file to keep of the whole series; what is cancelled is left out of a repeating entry."""
    alone = [render_event(titled(each.engagement)) for each in series.occurrences if not each.is_in_entry]
    kept = [each for each in series.occurrences if each.is_in_entry]
    if not kept:
        return bundle(alone)
    return bundle([*alone, *series_components(repeating(series, kept), exceptions_of(series, kept))])


def entry_file(event: CalendarEvent, place: EntryPlace | None) -> bytes:
    """One engagement to keep; of a repeating entry the occurrence, so that it takes its place and is no second one."""
    return single(event) if place is None else exception_file(at_place(event, place))


def render_at(event: CalendarEvent, place: EntryPlace | None) -> bytes:
    """The VEVENT that feeds join."""
    return render_event(event) if place is None else render_exception(at_place(event, place))


def at_place(event: CalendarEvent, place: EntryPlace) -> Exceptional:
    """An occurrence under the series' UID."""
    return Exceptional(event=replace(event, uid=place.uid), recurs_at=place.recurs_at)


def titled(engagement: Engagement) -> CalendarEvent:
    """An occurrence as the office's own file shows it."""
    return calendar_event(engagement, Detail.TITLE)


def repeating(series: EngagementSeries, kept: Sequence[SeriesOccurrence], event_of: EventOf = titled) -> Series:
    """One entry for these occurrences as they were planned: the rule never changes, so neither does its SEQUENCE."""
    master = _master(series, kept, event_of)
    rule = recurrence(series.unit, series.every, series.occurrences[0].recurs_at, kept[-1].recurs_at)
    return Series(master=master, rule=rule, left_out=_left_out(series, kept))


def recurrence(unit: SeriesUnit, every: int, first_at: datetime, last_at: datetime) -> Recurrence:
    """The rule until one of its starts; `first_at` is the very first: a later “fourth Friday” may be a last one."""
    return Recurrence(frequency=FREQUENCY[unit], every=every, last_at=last_at, by_day=by_day(local_day(first_at), unit))


def exceptions_of(
    series: EngagementSeries, kept: Sequence[SeriesOccurrence], event_of: EventOf = titled
) -> list[Exceptional]:
    """Those of them that do not read as the rule says."""
    master = _master(series, kept, event_of)
    found = [at_place(event_of(each.engagement), EntryPlace(series.uid, each.recurs_at)) for each in kept]
    return [each for each in found if _differs(each, master)]


def _master(series: EngagementSeries, kept: Sequence[SeriesOccurrence], event_of: EventOf) -> CalendarEvent:
    """At the start that the rule gives the first one, for as long as it lasts now."""
    event, length = event_of(kept[0].engagement), USUAL_LENGTH
    if isinstance(event.when, Timed):
        length = event.when.ends_at - event.when.starts_at
    when = Timed(kept[0].recurs_at, kept[0].recurs_at + length)
    return replace(event, uid=series.uid, when=when, sequence=0, status=Status.CONFIRMED)


def _left_out(series: EngagementSeries, kept: Sequence[SeriesOccurrence]) -> list[datetime]:
    """The starts that the rule gives and nobody wanted."""
    starts = {each.recurs_at for each in kept}
    given = rule_starts(series.unit, series.every, series.occurrences[0].recurs_at, max(starts))
    return [each for each in given if each >= min(starts) and each not in starts]


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
