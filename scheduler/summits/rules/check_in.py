"""What presses at the door mean together: a log in any order gives one state, so devices never disagree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from scheduler.core.values import dataclass
from scheduler.invitations.rules import Authority
from scheduler.stakeholders.rules.search import fold
from scheduler.summits.rules.vocabulary import CheckInKind

MOST_PRESSES = 2_000
"""That one device may send at once: a day's worth for a thousand people."""
OLDEST = timedelta(days=2)
"""A press may be no older than this when it arrives: a clock that is further off is corrected to now."""

ARRIVALS = frozenset({CheckInKind.ARRIVED, CheckInKind.WALK_IN, CheckInKind.SUBSTITUTE})
DEPARTURES = frozenset({CheckInKind.NOT_ARRIVED, CheckInKind.LEFT})


@dataclass(frozen=True, slots=True)
class Noted:
    """One press as a device sends it: about an attendee by number, or a walk-in by the id of the press that made them.

    A walk-in brings name, role and organisation; a substitute name, role, seniority and authority.
    """

    id: str
    kind: CheckInKind
    at: datetime
    attendee_id: int | None = None
    walk_in: str = ""
    room_id: int | None = None
    name: str = ""
    role: str = ""
    organisation: str = ""
    band: int = 5
    authority: Authority = Authority.NONE

    @property
    def details(self) -> dict[str, Any]:
        """What the log keeps of a person who was named at the door."""
        named = {"name": self.name, "role": self.role, "organisation": self.organisation}
        return {key: value for key, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Press:
    """One press about one attendee; `id` is the device's."""

    id: str
    attendee_id: int
    kind: CheckInKind
    at: datetime
    room_id: int | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """Where one attendee stands: there since `since`, in a room that somebody noted, or gone."""

    is_there: bool
    since: datetime | None = None
    room_id: int | None = None
    has_left: bool = False


ABSENT = Presence(is_there=False)


def presences(presses: Iterable[Press]) -> Mapping[int, Presence]:
    """By attendee; the newest press counts, of two at the same instant the one with the greater id."""
    by_attendee: dict[int, list[Press]] = defaultdict(list)
    for press in presses:
        by_attendee[press.attendee_id].append(press)
    return {
        attendee: _presence(sorted(own, key=lambda each: (each.at, each.id))) for attendee, own in by_attendee.items()
    }


def _presence(presses: list[Press]) -> Presence:
    """Of one attendee's presses in order of time."""
    found = ABSENT
    for press in presses:
        if press.kind in ARRIVALS:
            since = found.since if found.is_there else press.at
            found = Presence(is_there=True, since=since, room_id=press.room_id or found.room_id)
        elif press.kind in DEPARTURES:
            found = Presence(is_there=False, has_left=press.kind is CheckInKind.LEFT)
        else:
            found = Presence(is_there=True, since=found.since or press.at, room_id=press.room_id)
    return found


def corrected(at: datetime, sent_at: datetime, now: datetime) -> datetime:
    """The press by our clock: the device's may be off, which shows by what it calls the moment of sending.

    Never later than `now`, and never older than OLDEST.
    """
    return max(min(at + (now - sent_at), now), now - OLDEST)


def found_by(text: str, sought: str) -> bool:
    """Whether every word that is sought is part of the text, accents and case aside; nothing sought finds nobody."""
    words, folded = fold(sought).split(), fold(text)
    return bool(words) and all(word in folded for word in words)
