"""One answer as it is kept: who it is for, what it says, and enough of it to act on later."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from scheduler.core.addresses import address_key
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.ical.event import Timed
from scheduler.ical.replies import ItipAttendee, ItipEvent
from scheduler.invitations.rules import Authority, PartStat, StandIn

NAME_LENGTH = 200
ADDRESS_LENGTH = 254
ROLE_UNKNOWN = "role not given"
LOWEST_BAND = 5
ANSWERS = frozenset(PartStat) - {PartStat.NEEDS_ACTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The attendee whose answer it is, and what beside the columns of its row is needed; instants in ISO 8601."""

    attendee: str = ""
    name: str = ""
    partstat: str = ""
    sent_by: str = ""
    deputy_name: str = ""
    deputy_address: str = ""
    delegated_from: str = ""
    starts_at: str = ""
    ends_at: str = ""
    recurs_at: str = ""
    problem: str = ""
    """Why it could not be taken, in plain words."""

    @property
    def answer(self) -> PartStat | None:
        """None for a missing or unknown PARTSTAT, and for “needs action”, which answers nothing."""
        return next((each for each in ANSWERS if each == self.partstat), None)

    @property
    def proposed(self) -> Timed | None:
        """The time that a COUNTER asks for."""
        if not self.starts_at or not self.ends_at:
            return None
        return Timed(datetime.fromisoformat(self.starts_at), datetime.fromisoformat(self.ends_at))

    def as_json(self) -> dict[str, Any]:
        """For the row; empty parts are left out."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Heard":
        """As it was kept."""
        return cls(**kept)


def heard(event: ItipEvent, *, sender: str, expected: frozenset[str]) -> Heard:
    """The answer in one VEVENT. Of several attendees it is the one we invited, else the sender, else the first."""
    attendee = _speaker(event.attendees, sender, expected)
    said = Heard(recurs_at=event.recurs_at.isoformat() if event.recurs_at else "")
    if isinstance(event.when, Timed):
        said = replace(said, starts_at=event.when.starts_at.isoformat(), ends_at=event.when.ends_at.isoformat())
    if attendee is None:  # “EMAIL=” or ATTENDEE were left out: whoever wrote answers for themselves
        return replace(said, attendee=sender)
    deputy = attendee.delegated_to[0] if attendee.delegated_to else ""
    return replace(
        said,
        attendee=address_key(attendee.address)[:ADDRESS_LENGTH],
        name=clean_line(attendee.name)[:NAME_LENGTH],
        partstat=attendee.partstat.strip().upper()[:40],
        sent_by=address_key(attendee.sent_by)[:ADDRESS_LENGTH],
        deputy_address=address_key(deputy)[:ADDRESS_LENGTH],
        deputy_name=_name_of(deputy, event.attendees) if deputy else "",
        delegated_from=address_key(attendee.delegated_from[0])[:ADDRESS_LENGTH] if attendee.delegated_from else "",
    )


def cautious_stand_in(said: Heard) -> StandIn:
    """A deputy of whom only a name is known counts as little as a substitute can, until the office has asked."""
    name = said.deputy_name or said.deputy_address or "Somebody else, not named"
    return StandIn(name, ROLE_UNKNOWN, LOWEST_BAND, Authority.NONE, said.deputy_address)


def _speaker(attendees: tuple[ItipAttendee, ...], sender: str, expected: frozenset[str]) -> ItipAttendee | None:
    """Programs copy the whole list of attendees, and a delegate travels along; one row says whose answer it is."""
    by_key = {address_key(each.address): each for each in reversed(attendees)}
    if sender in by_key and sender in expected:
        return by_key[sender]
    invited = next((each for each in attendees if address_key(each.address) in expected), None)
    return invited or by_key.get(sender) or (attendees[0] if attendees else None)


def _name_of(address: str, attendees: tuple[ItipAttendee, ...]) -> str:
    key = address_key(address)
    named = (clean_line(each.name) for each in attendees if address_key(each.address) == key)
    return (next(named, "") or address)[:NAME_LENGTH]
