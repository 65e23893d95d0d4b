"""The days of a layer: typed in one by one, or written down by a template."""

from collections.abc import Iterable

from scheduler.almanac.models import Layer, LayerEntry
from scheduler.almanac.rules import LayerSource
from scheduler.almanac.rules.drafts import check_period
from scheduler.almanac.rules.marks import Period
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.wording import count_words, day_words

SUBJECT = "layer"
LONGEST_WORDS = 200
READ_IN = frozenset({LayerSource.UPLOAD, LayerSource.ADDRESS})


def add_period(layer: Layer, period: Period) -> LayerEntry:
    """One more period. Raises RuleBroken naming the field."""
    require_own_days(layer)
    check_period(period)
    entry = _entry(layer, period)
    db.session.add(entry)
    db.session.flush()
    _log("added", layer, f"Added to {layer.name}: {_words(period)}")
    return entry


def change_period(entry: LayerEntry, period: Period) -> LayerEntry:
    """Other days, times or words. Raises RuleBroken naming the field."""
    require_own_days(entry.layer)
    check_period(period)
    before = _words(period_of(entry))
    entry.first_on, entry.last_on, entry.starts, entry.ends = (
        period.first_on,
        period.last_on,
        period.starts,
        period.ends,
    )
    entry.words = clean_line(period.words)[:LONGEST_WORDS]
    db.session.flush()
    _log("changed", entry.layer, f"Changed in {entry.layer.name}: {before} is now {_words(period)}")
    return entry


def remove_period(entry: LayerEntry) -> None:
    """Take one period away. Raises RuleBroken for a layer whose days come from a calendar."""
    require_own_days(entry.layer)
    _log("removed", entry.layer, f"Removed from {entry.layer.name}: {_words(period_of(entry))}")
    entry.layer.entries.remove(entry)
    db.session.flush()


def fill_layer(layer: Layer, periods: Iterable[Period], source_words: str) -> int:
    """Add those that the layer does not have yet; how many. Raises RuleBroken as `add_period` does."""
    require_own_days(layer)
    present = {period_of(entry) for entry in layer.entries}
    fresh = [period for period in periods if period not in present]
    for period in fresh:
        check_period(period)
        layer.entries.append(_entry(layer, period))
    if fresh:
        layer.source = LayerSource.TEMPLATE
        layer.source_words = layer.source_words or clean_line(source_words)
    db.session.flush()
    if fresh:
        _log("filled", layer, f"Added {count_words(len(fresh), 'period')} to {layer.name} from a template")
    return len(fresh)


def period_of(entry: LayerEntry) -> Period:
    """An entry as a plain value."""
    return Period(
        first_on=entry.first_on, last_on=entry.last_on, starts=entry.starts, ends=entry.ends, words=entry.words
    )


def require_own_days(layer: Layer) -> None:
    """Raises RuleBroken for a layer whose days come from a calendar: the next reading would undo it."""
    if layer.source in READ_IN:
        raise RuleBroken(
            f"The days of {layer.name} come from a calendar. Change them there, or make a layer of your own."
        )


def _entry(layer: Layer, period: Period) -> LayerEntry:
    return LayerEntry(
        layer_id=layer.id,
        first_on=period.first_on,
        last_on=period.last_on,
        starts=period.starts,
        ends=period.ends,
        words=clean_line(period.words)[:LONGEST_WORDS],
    )


def _words(period: Period) -> str:
    days = day_words(period.first_on)
    if period.last_on != period.first_on:
        days = f"{days} to {day_words(period.last_on)}"
    return f"{period.words}, {days}" if period.words else days


def _log(action: str, layer: Layer, summary: str) -> None:
    record(f"layer.days_{action}", SUBJECT, layer.id, summary)
