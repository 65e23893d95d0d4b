"""What may be put into a principal's diary: hours, limits, where days begin, leave."""

from collections.abc import Collection, Mapping
from dataclasses import field
from datetime import date, time

from blinker import Signal
from sqlalchemy import select

from scheduler.almanac.models import Layer
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.core.wording import day_span_words, list_words, time_range_words
from scheduler.engagements.models import Absence, Principal, PrincipalDiary, PrincipalHours
from scheduler.engagements.queries.principals import principals_for_update
from scheduler.engagements.rules.seen import check_mark
from scheduler.stakeholders.models import Place

diary_changed = Signal()
"""Sender: the Principal whose hours, base, buffer or leave changed, flushed."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_BUFFER = 240
LONGEST_ABSENCE_DAYS = 366
MOST = 50
"""No limit that somebody means is higher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryDraft:
    """`hours` by weekday (0 is Monday), a missing one is free of work; none at all: the office's hours."""

    hours: Mapping[int, tuple[time, time]] = field(default_factory=dict)
    base_place_id: int | None = None
    buffer_minutes: int = 15
    day_limit: int = 3
    week_limit: int = 8
    evening_limit: int = 1
    layer_ids: Collection[int] = ()
    """Busy calendars that count for this principal only."""


def change_diary(principal: Principal, draft: DiaryDraft, *, seen: str | None = None) -> None:
    """Take over what the draft says. Raises RuleBroken naming the field, or VersionConflict."""
    _check(draft)
    principals_for_update([principal.id])
    before = diary_facts(principal)
    check_mark(before, seen)
    principal.diary = principal.diary or PrincipalDiary()
    principal.diary.base_place = db.session.get(Place, draft.base_place_id) if draft.base_place_id else None
    for name in ("buffer_minutes", "day_limit", "week_limit", "evening_limit"):
        setattr(principal.diary, name, getattr(draft, name))
    _set_hours(principal, draft.hours)
    layers = select(Layer).where(Layer.id.in_(draft.layer_ids)).order_by(Layer.name)
    principal.layers = list(db.session.scalars(layers))
    db.session.flush()
    details = {"before": before, "after": diary_facts(principal)}
    record("principal.diary", "principal", principal.id, f"Hours and limits: {principal.title}", details=details)
    diary_changed.send(principal)


def add_absence(principal: Principal, first_on: date, last_on: date, words: str) -> Absence:
    """Leave or illness, both days included; engagements in it stay, and the page lists them. Raises RuleBroken."""
    if last_on < first_on:
        raise RuleBroken("The last day is before the first.", "last_on")
    if (last_on - first_on).days >= LONGEST_ABSENCE_DAYS:
        raise RuleBroken("Enter a year at most, and add the rest as another.", "last_on")
    absence = Absence(first_on=first_on, last_on=last_on, words=clean_line(words)[:120])
    principal.absences.append(absence)
    db.session.flush()
    _note(principal, absence, "added")
    return absence


def remove_absence(absence: Absence) -> None:
    """They are there after all."""
    principal = absence.principal
    principal.absences.remove(absence)
    db.session.flush()
    _note(principal, absence, "removed")


def diary_facts(principal: Principal) -> dict[str, object]:
    """What the log keeps, in words."""
    diary = principal.diary
    hours = [f"{WEEKDAYS[each.weekday]} {time_range_words(each.starts, each.ends)}" for each in principal.hours]
    facts: dict[str, object] = {
        "Hours": list_words(hours) or "the office's",
        "Own calendars": [layer.name for layer in principal.layers],
    }
    if diary is not None:
        facts |= {
            "Days begin at": diary.base_place.name if diary.base_place else "",
            "Minutes kept free": diary.buffer_minutes,
            "Most a day, a week, evenings a week": [diary.day_limit, diary.week_limit, diary.evening_limit],
        }
    return facts


def _check(draft: DiaryDraft) -> None:
    for weekday, (starts, ends) in draft.hours.items():
        if ends <= starts:
            raise RuleBroken("The day ends before it begins.", WEEKDAYS[weekday].casefold())
    if not 0 <= draft.buffer_minutes <= LONGEST_BUFFER:
        raise RuleBroken(f"Enter a number of minutes from 0 to {LONGEST_BUFFER}.", "buffer_minutes")
    for name, least in (("day_limit", 1), ("week_limit", 1), ("evening_limit", 0)):
        if not least <= getattr(draft, name) <= MOST:
            raise RuleBroken(f"Enter a number from {least} to {MOST}.", name)


def _set_hours(principal: Principal, hours: Mapping[int, tuple[time, time]]) -> None:
    """Row by row, so that a weekday that stays is no new row beside the old one."""
    stored = {each.weekday: each for each in principal.hours}
    for weekday, (starts, ends) in hours.items():
        row = stored.pop(weekday, None)
        if row is None:
            principal.hours.append(PrincipalHours(weekday=weekday, starts=starts, ends=ends))
        else:
            row.starts, row.ends = starts, ends
    for row in stored.values():
        principal.hours.remove(row)


def _note(principal: Principal, absence: Absence, what: str) -> None:
    """The reason stays out of the log, which is kept for longer than leave is of interest."""
    days = day_span_words(absence.first_on, absence.last_on)
    record(f"absence.{what}", "principal", principal.id, f"Away ({what}): {principal.title}, {days}")
    diary_changed.send(principal)
