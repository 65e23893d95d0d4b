"""Past engagements as everybody may see them, made anew of the records each time."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import func, select

from scheduler.audit.models import AuditHead
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OVER, Handling, PlaceKind
from scheduler.engagements.rules.spans import days_of_time
from scheduler.ical.calendar import CalendarHeader, wrap
from scheduler.ical.event import CalendarEvent, Transparency
from scheduler.ical.render import render_event
from scheduler.records.rules.people import Came
from scheduler.reports.models import Publishing
from scheduler.reports.queries.registers_held import Held, held_with_others, roles_by_home
from scheduler.reports.queries.registers_meetings import format_words
from scheduler.reports.queries.registers_names import name_filter
from scheduler.reports.rules.public import (
    EARLIEST,
    FEED_LENGTH,
    PublicEntry,
    kinds_shown,
    part_of,
    public_uid,
    shown_period,
    title_of,
)
from scheduler.reports.rules.registers import RegisterPeriod, register_year
from scheduler.reports.rules.registers_names import NameFilter

SLOT_SECONDS = 300
SUBSTITUTE = "a substitute for the {seat}"


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry and the engagement that it tells of."""

    held: Held
    entry: PublicEntry


def publishing() -> Publishing | None:
    """What the office chose; None: nothing is public."""
    return db.session.get(Publishing, 1)


def public_setting() -> Publishing | None:
    """The setting while it is switched on."""
    setting = publishing()
    return setting if setting is not None and setting.is_public else None


def shown_in(setting: Publishing, asked: RegisterPeriod, now: datetime) -> list[Shown]:
    """The newest first; nothing before it is over and its days have passed, nothing OFFICIAL-SENSITIVE."""
    whole = shown_period(setting.from_on, setting.days_after, local_day(now))
    period = part_of(whole, asked) if whole is not None else None
    if whole is None or period is None:
        return []
    names = name_filter()
    found = held_with_others(period, now, kinds_shown(setting.kinds))
    return [Shown(each, _entry(each, names)) for each in reversed(found) if _last_day(each) <= whole.until_on]


def years_shown(setting: Publishing, today: date) -> list[int]:
    """The financial years, by the one in which they begin, from the first engagement held until now."""
    over = select(func.min(Engagement.starts_at), func.min(Engagement.starts_on))
    over = over.where(Engagement.status.in_(OVER), Engagement.handling == Handling.OFFICIAL)
    first_at, first_on = db.session.execute(over).one()
    days = [local_day(first_at)] if first_at is not None else []
    days += [first_on] if first_on is not None else []
    earliest = min(max(min(days, default=today), setting.from_on or EARLIEST), today)
    return list(range(register_year(today).from_on.year, register_year(earliest).from_on.year - 1, -1))


def calendar_mark(setting: Publishing, now: datetime) -> tuple[object, ...]:
    """Changes whenever the calendar may: every change is logged, and time only counts by the day or five minutes."""
    logged = db.session.scalar(select(AuditHead.last_hash).where(AuditHead.id == 1))
    engagements = db.session.execute(select(func.count(), func.sum(Engagement.version), func.max(Engagement.uid))).one()
    slot = int(now.timestamp()) // SLOT_SECONDS if not setting.days_after else 0
    return (setting.version, logged, tuple(engagements), local_day(now), slot)


def public_calendar(setting: Publishing, office_name: str, now: datetime) -> bytes:
    """The last year as iCalendar: entries with UIDs of their own that take nobody's time."""
    today = local_day(now)
    shown = shown_in(setting, RegisterPeriod(today - FEED_LENGTH, today), now)
    name = f"Meetings held by the {office_name.removeprefix('The ').removeprefix('the ')}"
    header = CalendarHeader(name=name, description="By role and organisation, after they took place.", colour="teal")
    return wrap(header, (render_event(each) for each in _events(shown)))


def _events(shown: list[Shown]) -> Iterator[CalendarEvent]:
    for each in reversed(shown):
        engagement, record = each.held.engagement, each.held.record
        when = when_of(engagement)
        assert when is not None
        written_at = record.written_at if record is not None else None
        revised_at = max(engagement.revised_at, written_at or engagement.revised_at).replace(microsecond=0)
        yield CalendarEvent(
            uid=public_uid(engagement.uid),
            sequence=engagement.sequence,
            stamped_at=revised_at,
            created_at=revised_at,
            modified_at=revised_at,
            when=when,
            summary=title_of(each.entry),
            description="\n".join(_description(each.entry)),
            location=each.entry.place,
            transparency=Transparency.TRANSPARENT,
        )


def _description(entry: PublicEntry) -> Iterator[str]:
    if entry.ours:
        yield f"From us: {', '.join(entry.ours)}"
    if entry.partners:
        yield f"With: {'; '.join(entry.partners)}"


def _entry(held: Held, names: NameFilter) -> PublicEntry:
    ours = dict.fromkeys(names.told(each.role).words for each in held.ours if each.principal_id is not None)
    partners = (_partner(home, people, names) for home, people in roles_by_home(held.theirs) if home)
    place = _place(held.engagement)
    return PublicEntry(held.on, format_words(held.engagement), tuple(ours), tuple(partners), place)


def _partner(home: str, people: list[Came], names: NameFilter) -> str:
    seats = dict.fromkeys(_seat(each) for each in people)
    told = ", ".join(names.told(seat).words for seat in seats if seat)
    return f"{home} ({told})" if told else home


def _seat(came: Came) -> str:
    """The title of a seat of our list; what somebody typed about who came for it stays in the office."""
    return SUBSTITUTE.format(seat=came.seat) if came.is_substitute and came.seat else came.seat


def _place(engagement: Engagement) -> str:
    if engagement.place_kind is PlaceKind.ONLINE:
        return "Online"
    place = engagement.place
    return ", ".join(part for part in (place.name, place.town) if part) if place is not None else ""


def _last_day(held: Held) -> date:
    when = when_of(held.engagement)
    assert when is not None
    return days_of_time(when)[1]
