"""Towns and the minutes between them. A new town gets estimates from the map; what the office types replaces them."""

from collections.abc import Mapping
from typing import Any

from blinker import Signal
from sqlalchemy import select

from scheduler.almanac.models import Town, TravelTime
from scheduler.almanac.queries.travel import all_towns, facts_of_town, travel_times
from scheduler.almanac.rules.drafts import TownDraft, check_minutes, check_town
from scheduler.almanac.rules.travel import estimated_minutes, town_key
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line

SUBJECT = "town"

travel_changed = Signal()
"""Sender: the Town whose name or roads changed, flushed; or that is gone."""


def add_town(draft: TownDraft) -> Town:
    """A new town, with an estimate to every other one that has coordinates. Raises RuleBroken naming the field."""
    town = Town()
    _fill(town, draft)
    db.session.add(town)
    db.session.flush()
    _estimate(town)
    record("town.added", SUBJECT, town.id, f"Added the town {town.name}", details={"after": _facts(town)})
    travel_changed.send(town)
    return town


def change_town(town: Town, draft: TownDraft, *, version: int) -> Town:
    """Bring it to the draft; estimates follow the coordinates. Raises RuleBroken, or VersionConflict."""
    if town.version != version:
        raise VersionConflict
    before = _facts(town)
    _fill(town, draft)
    db.session.flush()
    if (before["latitude"], before["longitude"]) != (town.latitude, town.longitude):
        _estimate(town)
    details = {"before": before, "after": _facts(town)}
    record("town.changed", SUBJECT, town.id, f"Changed the town {town.name}", details=details)
    travel_changed.send(town)
    return town


def remove_town(town: Town) -> None:
    """Take it off the table with its minutes."""
    record("town.removed", SUBJECT, town.id, f"Removed the town {town.name}", details=_facts(town))
    for key, each in travel_times().items():
        if town.id in key:
            db.session.delete(each)
    db.session.flush()
    db.session.delete(town)
    db.session.flush()
    travel_changed.send(town)


def set_minutes(town: Town, minutes: Mapping[int, int | None]) -> int:
    """What the office knows of the roads from a town, by the other town's id; how many changed.

    None goes back to the estimate from the map. Raises RuleBroken.
    """
    others = {other.id: other for other in all_towns() if other.id != town.id}
    changes = {}
    for other_id in sorted(minutes.keys() & others.keys()):
        change = _set(town, others[other_id], minutes[other_id])
        if change is not None:
            changes[others[other_id].name] = change
    db.session.flush()
    if changes:
        summary = f"Changed the minutes from {town.name} to {', '.join(changes)}"
        record("travel.changed", SUBJECT, town.id, summary, details=changes)
        travel_changed.send(town)
    return len(changes)


def _set(town: Town, other: Town, minutes: int | None) -> dict[str, int | None] | None:
    """Before and after, when they differ."""
    if minutes is not None:
        check_minutes(minutes)
    stored = _stored(town, other)
    before = stored.minutes if stored else None
    if minutes is None:
        _estimate_pair(town, other, replace=True)
        renewed = _stored(town, other)
        after = renewed.minutes if renewed else None
        return {"before": before, "after": after} if after != before else None
    if stored is not None and stored.minutes == minutes:
        return None  # an estimate that nobody changed stays one
    _store(town, other, minutes, is_estimate=False)
    return {"before": before, "after": minutes}


def _estimate(town: Town) -> None:
    for other in all_towns():
        if other.id != town.id:
            _estimate_pair(town, other, replace=False)


def _estimate_pair(town: Town, other: Town, *, replace: bool) -> None:
    """Write the map's estimate; what somebody typed stays unless it is to be replaced."""
    stored = _stored(town, other)
    if stored is not None and not stored.is_estimate and not replace:
        return
    minutes = estimated_minutes(facts_of_town(town), facts_of_town(other))
    if minutes is not None:
        _store(town, other, min(minutes, 600), is_estimate=True)
    elif stored is not None:
        db.session.delete(stored)
        db.session.flush()


def _stored(town: Town, other: Town) -> TravelTime | None:
    first, second = sorted((town.id, other.id))
    wanted = select(TravelTime).where(TravelTime.first_town_id == first, TravelTime.second_town_id == second)
    return db.session.scalar(wanted)


def _store(town: Town, other: Town, minutes: int, *, is_estimate: bool) -> None:
    first, second = sorted((town.id, other.id))
    row = _stored(town, other) or TravelTime(first_town_id=first, second_town_id=second)
    row.minutes, row.is_estimate = minutes, is_estimate
    db.session.add(row)
    db.session.flush()


def _fill(town: Town, draft: TownDraft) -> None:
    check_town(draft)
    name = clean_line(draft.name)
    taken = {town_key(each.name) for each in all_towns() if each is not town}
    if town_key(name) in taken:
        raise RuleBroken(f"There is already a town called {name}.", "name")
    town.name, town.direction = name, clean_line(draft.direction)
    town.latitude, town.longitude = draft.latitude, draft.longitude


def _facts(town: Town) -> dict[str, Any]:
    return {
        "name": town.name,
        "direction": town.direction,
        "latitude": town.latitude,
        "longitude": town.longitude,
    }
