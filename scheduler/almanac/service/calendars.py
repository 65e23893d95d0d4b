"""Layers whose days come from a calendar: a file that was brought, or an address that is asked every day.

Reading takes seconds and a stranger's server: `read_brought` and `read_address` touch no database, so that the caller
can end its transaction first.
"""

import logging
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from scheduler.almanac.models import Layer, LayerEntry
from scheduler.almanac.queries.layers import subscribed_layers
from scheduler.almanac.rules import LayerSource
from scheduler.almanac.rules.marks import Period
from scheduler.almanac.service.reading import read_calendar
from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.outside import CannotFetch, Outside, current_outside
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words

MOST_UPLOADED = 1024 * 1024
LOOKS_BACK, LOOKS_AHEAD = timedelta(days=31), timedelta(days=731)
ACCEPT = "text/calendar, application/ics, */*;q=0.1"
LONGEST_PROBLEM = 300

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How much of a calendar the office wants: titles only when it asks for them."""

    keeps_titles: bool = False
    counts_free: bool = False


def read_brought(data: bytes, reading: Reading, today: date) -> list[Period]:
    """The busy times of a calendar that somebody brought. Raises RuleBroken naming the field `file`."""
    if len(data) > MOST_UPLOADED:
        raise RuleBroken("The file is larger than 1 MB. Export a shorter time from the calendar.", "file")
    try:
        return _read(data, reading, today)
    except RuleBroken as refused:
        raise RuleBroken(refused.message, "file") from refused


def read_address(address: str, reading: Reading, today: date, outside: Outside) -> list[Period]:
    """The busy times behind an address. Raises RuleBroken naming the field `address`."""
    try:
        return _read(outside.fetch(address, accept=ACCEPT), reading, today)
    except CannotFetch as error:
        raise RuleBroken(str(error), "address") from error
    except RuleBroken as refused:
        raise RuleBroken(refused.message, "address") from refused


def take_brought(layer: Layer, periods: list[Period], reading: Reading, *, now: datetime) -> None:
    """The layer's days are those of a file from now on."""
    layer.source, layer.address = LayerSource.UPLOAD, ""
    _take(layer, periods, reading, now)
    summary = f"Read {count_words(len(periods), 'busy time')} into {layer.name} from a file"
    record("layer.calendar_read", "layer", layer.id, summary)


def take_address(layer: Layer, address: str, periods: list[Period], reading: Reading, *, now: datetime) -> None:
    """The layer's days are those of an address, asked again every day. Its host is logged, the rest may be a secret."""
    layer.source, layer.address = LayerSource.ADDRESS, address.strip()
    _take(layer, periods, reading, now)
    summary = f"Subscribed {layer.name} to a calendar of {host_of(layer)}: {count_words(len(periods), 'busy time')}"
    record("layer.calendar_subscribed", "layer", layer.id, summary)


def refresh_layer(layer: Layer, *, now: datetime, outside: Outside) -> bool:
    """Ask a subscribed address again; on failure the old days stay and the layer says why. Commits before it asks."""
    layer_id, address = layer.id, layer.address
    reading = Reading(keeps_titles=layer.keeps_titles, counts_free=layer.counts_free)
    commit()
    problem, periods = "", []
    try:
        periods = read_address(address, reading, local_day(now), outside)
    except RuleBroken as refused:
        problem = refused.message
    fresh = db.session.get(Layer, layer_id)
    if fresh is None or fresh.address != address:
        return False  # removed or changed meanwhile
    if problem:
        fresh.fetch_problem = problem[:LONGEST_PROBLEM]
        logger.warning("the calendar of layer %s was not read: %s", layer_id, problem)
    else:
        _take(fresh, periods, reading, now)
    commit()
    return not problem


def refresh_every_layer(now: datetime) -> None:
    """The worker's daily round."""
    for layer_id in [layer.id for layer in subscribed_layers()]:
        layer = db.session.get(Layer, layer_id)
        if layer is not None:
            refresh_layer(layer, now=now, outside=current_outside())


def host_of(layer: Layer) -> str:
    """Of a subscribed address the part that is no secret."""
    return urlsplit(layer.address).hostname or ""


def _read(data: bytes, reading: Reading, today: date) -> list[Period]:
    first_on, last_on = today - LOOKS_BACK, today + LOOKS_AHEAD
    periods = read_calendar(data, first_on, last_on, keeps_titles=reading.keeps_titles, counts_free=reading.counts_free)
    if not periods:
        message = f"The calendar holds no busy time between {day_words(first_on)} and {day_words(last_on)}."
        raise RuleBroken(f"{message} If its entries are marked “free”, tick “Count entries marked free”.")
    return periods


def _take(layer: Layer, periods: list[Period], reading: Reading, now: datetime) -> None:
    """Replace every day of the layer."""
    layer.keeps_titles, layer.counts_free = reading.keeps_titles, reading.counts_free
    layer.fetched_at, layer.fetch_problem = now, ""
    layer.entries = [
        LayerEntry(first_on=each.first_on, last_on=each.last_on, starts=each.starts, ends=each.ends, words=each.words)
        for each in periods
    ]
    db.session.flush()
