"""Calendars that bodies publish: asked every day, their coming meetings taken in, those that vanish called off.

Asking takes seconds and a stranger's server: it touches no database, so that the caller can end its transaction first.
"""

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.outside import CannotFetch, Outside, current_outside
from scheduler.core.text import clean_line
from scheduler.engagements.rules.spans import DAY
from scheduler.ical.replies import ItipEvent
from scheduler.incoming.models import BodyCalendar
from scheduler.incoming.queries.calendars import body_calendars, brought_by, is_known, mark_of
from scheduler.incoming.rules.arrivals import Arrival, Carrier, arrival_of, first_day
from scheduler.incoming.rules.vocabulary import Way
from scheduler.incoming.service.arriving import take
from scheduler.incoming.service.reading import read_published
from scheduler.stakeholders.models import Body
from scheduler.stakeholders.rules.search import search_words

LOOKS_AHEAD = timedelta(days=366)
ACCEPT = "text/calendar, application/ics, */*;q=0.1"
LONGEST_PROBLEM = 300

logger = logging.getLogger(__name__)


def subscribe(body: Body, address: str, only_with: str, events: list[ItipEvent], *, now: datetime) -> BodyCalendar:
    """Read a calendar from now on; `events` are what it holds. Its host is logged, the rest may be a secret."""
    address = address.strip()
    if is_known(body.id, address):
        raise RuleBroken("This calendar is read already.", "address")
    calendar = BodyCalendar(body=body, body_id=body.id, address=address, only_with=clean_line(only_with)[:120])
    db.session.add(calendar)
    db.session.flush()
    record("incoming.subscribed", "body", body.id, f"Reads a calendar of {host_of(calendar)} for {body.name}")
    take_meetings(calendar, events, now=now)
    return calendar


def unsubscribe(calendar: BodyCalendar) -> None:
    """Ask it no more; the invitations that it brought stay."""
    record("incoming.unsubscribed", "body", calendar.body_id, f"Reads a calendar of {host_of(calendar)} no more")
    db.session.delete(calendar)
    db.session.flush()


def fetch_meetings(address: str, *, now: datetime, outside: Outside) -> list[ItipEvent]:
    """The coming year's meetings behind an address. Raises RuleBroken naming the field `address`."""
    today = local_day(now)
    try:
        return read_published(outside.fetch(address, accept=ACCEPT), today, today + LOOKS_AHEAD)
    except CannotFetch as error:
        raise RuleBroken(str(error), "address") from error
    except RuleBroken as refused:
        raise RuleBroken(refused.message, "address") from refused


def take_meetings(calendar: BodyCalendar, events: list[ItipEvent], *, now: datetime) -> None:
    """Take in what is new, changed or gone."""
    calendar.fetched_at, calendar.problem = now, ""
    arrivals = [_arrival(calendar, event) for event in events]
    for each in arrivals:
        if _counts(calendar, each, now):
            take(each, now=now)
    for each in _gone(calendar, arrivals, now):
        take(each, now=now)
    db.session.flush()


def refresh(calendar: BodyCalendar, *, now: datetime, outside: Outside) -> bool:
    """Ask again; on failure what we have stays, and the calendar says why. Commits before it asks."""
    calendar_id, address = calendar.id, calendar.address
    commit()
    problem, events = "", []
    try:
        events = fetch_meetings(address, now=now, outside=outside)
    except RuleBroken as refused:
        problem = refused.message
    fresh = db.session.get(BodyCalendar, calendar_id)
    if fresh is None or fresh.address != address:
        return False  # removed or changed meanwhile
    if problem:
        fresh.problem = problem[:LONGEST_PROBLEM]
        logger.warning("the calendar %s of a body was not read: %s", calendar_id, problem)
    else:
        take_meetings(fresh, events, now=now)
    commit()
    return not problem


def refresh_all(now: datetime) -> None:
    """The worker's daily round."""
    for calendar_id in [each.id for each in body_calendars()]:
        calendar = db.session.get(BodyCalendar, calendar_id)
        if calendar is not None:
            refresh(calendar, now=now, outside=current_outside())


def host_of(calendar: BodyCalendar) -> str:
    """The part of its address that is no secret."""
    return urlsplit(calendar.address).hostname or ""


def _arrival(calendar: BodyCalendar, event: ItipEvent) -> Arrival:
    arrival = arrival_of(event, Carrier(way=Way.CALENDAR, reference=""))
    reference = f"{mark_of(calendar)}{arrival.uid}:{arrival.recurrence_id}"[:300]
    return replace(arrival, reference=reference, body_id=calendar.body_id)


def _gone(calendar: BodyCalendar, shown: list[Arrival], now: datetime) -> list[Arrival]:
    """Ends of what stood there and does so no more, from tomorrow to before the last that is there still.

    Many drop what has begun today; further ahead it may not have been read. So an emptied calendar ends nothing.
    """
    last_on = max((day for each in shown if (day := first_day(each.when))), default=date.min)
    references = {each.reference for each in shown}
    return [
        Arrival(
            way=Way.CALENDAR,
            reference=each.copies[0].reference,
            title=each.title,
            body_id=calendar.body_id,
            uid=each.uid,
            recurrence_id=each.recurrence_id,
            sequence=each.sequence,
            is_cancelled=True,
        )
        for each in brought_by(calendar, local_day(now) + DAY, last_on)
        if references.isdisjoint(copy.reference for copy in each.copies)
    ]


def _counts(calendar: BodyCalendar, arrival: Arrival, now: datetime) -> bool:
    """Still to come, and by its title one of those that the office wants."""
    day = first_day(arrival.when)
    wanted = set(search_words(calendar.only_with)) if calendar.only_with else set()
    return day is not None and day >= local_day(now) and wanted <= set(search_words(arrival.title))
