"""Calendars that bodies publish: asked every day, their coming meetings taken in as invitations that wait.

Asking takes seconds and a stranger's server: it touches no database, so that the caller can end its transaction first.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.outside import CannotFetch, Outside, current_outside
from scheduler.core.text import clean_line
from scheduler.ical.replies import ItipEvent
from scheduler.incoming.models import BodyCalendar
from scheduler.incoming.queries.calendars import body_calendars, is_known
from scheduler.incoming.rules.arrivals import Carrier, arrival_of, first_day
from scheduler.incoming.rules.vocabulary import Way
from scheduler.incoming.service.arriving import News, take
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


def take_meetings(calendar: BodyCalendar, events: list[ItipEvent], *, now: datetime) -> int:
    """Take in what is new or changed; returns how many are new."""
    calendar.fetched_at, calendar.problem = now, ""
    carrier = Carrier(way=Way.CALENDAR, reference="")
    taken = [_take(calendar, event, carrier, now) for event in events if _counts(calendar, event, now)]
    db.session.flush()
    return taken.count(News.NEW)


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


def _take(calendar: BodyCalendar, event: ItipEvent, carrier: Carrier, now: datetime) -> News:
    arrival = arrival_of(event, carrier)
    reference = f"{calendar.id}:{arrival.uid}:{arrival.recurrence_id}"[:300]
    return take(replace(arrival, reference=reference, body_id=calendar.body_id), now=now).news


def _counts(calendar: BodyCalendar, event: ItipEvent, now: datetime) -> bool:
    """Still to come, and by its title one of those that the office wants."""
    day = first_day(event.when)
    wanted = set(search_words(calendar.only_with)) if calendar.only_with else set()
    return day is not None and day >= local_day(now) and wanted <= set(search_words(event.summary))
