"""A calendar program that keeps RFC 5546 to the letter, and a person who does what a plain mail asks."""

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar, Event

from scheduler.ical.itip import Attendee, reply


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
    entries: dict[str, Kept] = field(default_factory=dict)
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
        entry = self.entries.get(uid)
        return entry if entry is not None and not entry.is_cancelled else None

    def answer(self, uid: str, partstat: str, at: datetime) -> bytes:
        """Press a button: REPLY in Exchange's shape, without the organizer."""
        entry = self.entries[uid]
        entry.partstat = partstat
        attendee = Attendee(address=self.address, partstat=partstat)
        return reply(uid=uid, sequence=entry.sequence, stamped_at=at, attendee=attendee)

    def _asked(self, event: Event) -> None:
        if self._is_newer(event):
            people = event["ATTENDEE"]
            assert not isinstance(people, list), "somebody else's address is in it"
            assert str(people).removeprefix("mailto:") == self.address
            organizer = str(event["ORGANIZER"]).removeprefix("mailto:")
            known = self.entries.get(str(event["UID"]))
            if known is not None and known.organizer:
                assert known.organizer == organizer, "a program takes another organizer for a forgery"
            self._keep(event, str(people.params["PARTSTAT"]), organizer)

    def _imported(self, event: Event) -> None:
        """A file that its reader opens: it brings an entry with its UID up to date, which stays an invitation."""
        if self._is_newer(event):
            known = self.entries.get(str(event["UID"]))
            self._keep(event, known.partstat if known else "", known.organizer if known else "")
            entry = self.entries[str(event["UID"])]
            entry.is_of_file, entry.is_cancelled = True, str(event["STATUS"]) == "CANCELLED"

    def _ended(self, event: Event) -> None:
        """Google takes out of a calendar only what REQUEST has put in."""
        entry = self.entries.get(str(event["UID"]))
        if entry is not None and entry.organizer and self._is_newer(event):
            entry.is_cancelled, entry.sequence = True, int(event["SEQUENCE"])
            entry.stamped_at = event["DTSTAMP"].dt

    def _is_newer(self, event: Event) -> bool:
        """RFC 5546 2.1.5: by SEQUENCE, then by DTSTAMP; of two alike the later arrival."""
        entry = self.entries.get(str(event["UID"]))
        came = (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
        return entry is None or came >= (entry.sequence, entry.stamped_at)

    def _keep(self, event: Event, partstat: str, organizer: str) -> None:
        self.entries[str(event["UID"])] = Kept(
            int(event["SEQUENCE"]), event["DTSTAMP"].dt, event["DTSTART"].dt, partstat, organizer
        )


def _calendar_part(message: EmailMessage) -> bytes | None:
    """What Outlook acts on, else the file that a person opens."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return None
    content = parts[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    return content
