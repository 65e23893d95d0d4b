"""A calendar program that keeps RFC 5546 to the letter, and a person who does what a plain mail asks."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Event

from scheduler.ical.itip import Attendee, reply

Key = tuple[str, datetime | None]
"""A UID, and of a repeating entry the RECURRENCE-ID in UTC."""


@dataclass
class Kept:
    """One entry as the program holds it."""

    sequence: int
    stamped_at: datetime
    starts: Any
    partstat: str = ""
    organizer: str = ""
    """Empty: it came into being as a file, and the program knows nobody to answer."""
    is_of_file: bool = False
    """What it holds now came as a file."""
    is_cancelled: bool = False


@dataclass
class CalendarProgram:
    """The calendar of one mailbox. What it does not understand it leaves alone."""

    address: str
    entries: dict[Key, Kept] = field(default_factory=dict)
    rules: dict[str, Kept] = field(default_factory=dict)
    """The repeating entries by UID, as they were when they came last; their meetings are entries."""
    forgets_exceptions: bool = False
    """A new rule replaces all that was known of the entry, as RFC 5546 lets it."""
    seen: list[str] = field(default_factory=list)

    def receive(self, message: EmailMessage) -> None:
        """Take a mail in, as often as it comes."""
        self.seen.append(str(message["Subject"]))
        part = _calendar_part(message)
        if part is None:
            return
        calendar = Calendar.from_ical(part)
        (event,) = calendar.walk("VEVENT")
        method = str(calendar.get("METHOD", ""))
        {"REQUEST": self._asked, "CANCEL": self._ended, "": self._imported}.get(method, lambda _event: None)(event)

    def live(self, uid: str) -> Kept | None:
        """The entry that its owner sees in the diary."""
        entry = self.entries.get((uid, None))
        return entry if entry is not None and not entry.is_cancelled else None

    def diary(self) -> dict[Key, datetime]:
        """Every meeting that its owner sees, and when it starts."""
        return {key: entry.starts.astimezone(UTC) for key, entry in self.entries.items() if not entry.is_cancelled}

    def answer(self, uid: str, partstat: str, at: datetime) -> bytes:
        """Press a button: REPLY in Exchange's shape, without the organizer."""
        entry = self.entries[uid, None]
        entry.partstat = partstat
        attendee = Attendee(address=self.address, partstat=partstat)
        return reply(uid=uid, sequence=entry.sequence, stamped_at=at, attendee=attendee)

    def _asked(self, event: Event) -> None:
        if self._is_newer(event):
            people = event["ATTENDEE"]
            assert not isinstance(people, list), "somebody else's address is in it"
            assert str(people).removeprefix("mailto:") == self.address
            organizer = str(event["ORGANIZER"]).removeprefix("mailto:")
            of_entry = {kept.organizer for key, kept in self.entries.items() if key[0] == str(event["UID"])} - {""}
            assert of_entry <= {organizer}, "a program takes another organizer for a forgery"
            self._keep(event, str(people.params["PARTSTAT"]), organizer)

    def _imported(self, event: Event) -> None:
        """A file that its reader opens: it brings an entry with its UID up to date, which stays an invitation."""
        if self._is_newer(event):
            known = self._known(event)
            self._keep(event, known.partstat if known else "", known.organizer if known else "")
            if (entry := self.entries.get(_key(event))) is not None:
                entry.is_of_file, entry.is_cancelled = True, str(event["STATUS"]) == "CANCELLED"

    def _ended(self, event: Event) -> None:
        """Google takes out of a calendar only what REQUEST has put in."""
        entry = self.entries.get(_key(event))
        if entry is not None and entry.organizer and self._is_newer(event):
            entry.is_cancelled, entry.sequence = True, int(event["SEQUENCE"])
            entry.stamped_at = event["DTSTAMP"].dt

    def _is_newer(self, event: Event) -> bool:
        """RFC 5546 2.1.5: by SEQUENCE, then by DTSTAMP; of two alike the later arrival."""
        entry = self._known(event)
        came = (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
        return entry is None or came >= (entry.sequence, entry.stamped_at)

    def _known(self, event: Event) -> Kept | None:
        return self.rules.get(str(event["UID"])) if "RRULE" in event else self.entries.get(_key(event))

    def _keep(self, event: Event, partstat: str, organizer: str) -> None:
        kept = Kept(int(event["SEQUENCE"]), event["DTSTAMP"].dt, event["DTSTART"].dt, partstat, organizer)
        if "RRULE" not in event:
            self.entries[_key(event)] = kept
            return
        uid = str(event["UID"])
        self.rules[uid] = kept
        starts = {each["DTSTART"].dt.astimezone(UTC) for each in recurring_ical_events.of(event).all()}
        was = {key: entry for key, entry in self.entries.items() if key[0] == uid}
        for key in was:
            del self.entries[key]
        for start in starts:
            exception = None if self.forgets_exceptions else was.get((uid, start))
            self.entries[uid, start] = exception or replace(kept, starts=start)


def _key(event: Event) -> Key:
    recurs = event.get("RECURRENCE-ID")
    return str(event["UID"]), recurs.dt.astimezone(UTC) if recurs else None


def _calendar_part(message: EmailMessage) -> bytes | None:
    """What Outlook acts on, else the file that a person opens."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return None
    content = parts[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    return content
