"""The disclosure register of meetings with others: by role and organisation, for any period."""

from collections.abc import Sequence
from datetime import datetime

from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind, PlaceKind
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import INITIATOR_WORDS
from scheduler.reports.queries.registers_held import Held, held_with_others, roles_by_home
from scheduler.reports.queries.registers_names import name_filter
from scheduler.reports.rules.registers import Register, RegisterKind, RegisterPeriod, RegisterRow
from scheduler.reports.rules.registers_names import NameFilter, Told

COLUMNS = ("Format", "From us", "With", "Purpose", "Place", "How it came about")
NOT_NOTED = "Not noted"


def meetings_register(period: RegisterPeriod, now: datetime) -> Register:
    """One row a meeting that took place."""
    names, held = name_filter(), held_with_others(period, now)
    rows = tuple(_row(each, names) for each in held)
    return Register(kind=RegisterKind.MEETINGS, period=period, columns=COLUMNS, rows=rows)


def format_words(engagement: Engagement) -> str:
    """“Meeting, in person”, “Board meeting, online”, “Call”."""
    kind = engagement.kind.capitalize()
    if engagement.kind in {EngagementKind.CALL, EngagementKind.VISIT, EngagementKind.SUMMIT}:
        return kind
    return f"{kind}, {'online' if engagement.place_kind is PlaceKind.ONLINE else 'in person'}"


def place_told(engagement: Engagement, names: NameFilter) -> Told:
    """What was typed, then the place of our list with its town: “Room 2, Parkside, Melton Mowbray”."""
    if engagement.place_kind is PlaceKind.ONLINE:
        return Told("Online", 0)
    place, typed = engagement.place, names.told(engagement.place_text)
    listed = [place.name, place.town] if place is not None else []
    words = ", ".join(dict.fromkeys(part for part in (typed.words, *listed) if part))
    return Told(words or NOT_NOTED, typed.removed)


def partners_told(people: Sequence[Came], names: NameFilter) -> Told:
    """“Blaby District Council (Leader, Chief Executive); Guest”. Names of organisations stay as they are listed."""
    parts, removed = [], 0
    for home, listed in roles_by_home(people):
        roles = [names.told(role) for role in dict.fromkeys(_role(each) for each in listed)]
        words = ", ".join(each.words for each in roles)
        parts.append(f"{home} ({words})" if home else words)
        removed += sum(each.removed for each in roles)
    return Told("; ".join(parts) or "Nobody of theirs is noted", removed)


def _role(came: Came) -> str:
    role = came.role or "role not noted"
    return f"{role} for the {came.seat}" if came.is_substitute and came.seat and came.seat != role else role


def _row(held: Held, names: NameFilter) -> RegisterRow:
    engagement = held.engagement
    told = [
        Told(format_words(engagement), 0),
        names.told(", ".join(dict.fromkeys(each.role for each in held.ours)) or NOT_NOTED),
        partners_told(held.theirs, names),
        names.told(engagement.purpose or engagement.title),
        place_told(engagement, names),
        names.told(_initiated(held)),
    ]
    return RegisterRow(engagement.id, held.on, tuple(each.words for each in told), sum(each.removed for each in told))


def _initiated(held: Held) -> str:
    record = held.record
    if record is None or record.initiated_by is None:
        return NOT_NOTED
    words = INITIATOR_WORDS[record.initiated_by]
    return f"{words}: {record.initiated_words}" if record.initiated_words else words
