"""Invitations to us in the shapes of the programs that partners use: METHOD:REQUEST, its change and its end."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tests.inbox.corpus.facts import Facts
from tests.inbox.corpus.outlook import EXCHANGE, ZONE
from tests.inbox.corpus.writing import calendar, local, mail, multi, page, piece, text, utc

AUTHSERV = "mx.office.example.org"
OFFICE = "diary@office.example.org"
COMMISSIONER = "commissioner@office.example.org"
CHIEF = "chief.executive@office.example.org"
CLERK = "clerk@melton.example.org"
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One meeting as the partnership's calendar knows it."""

    uid: str = "040000008200E00074C5B7101A82E008@melton.example.org"
    sequence: int = 0
    method: str = "REQUEST"
    title: str = "Melton Community Safety Partnership, autumn meeting"
    place: str = "Parkside, committee room 2"
    starts_at: datetime = datetime(2026, 10, 13, 13, 0, tzinfo=UTC)
    stamped_at: datetime = datetime(2026, 9, 4, 8, 30, 5, tzinfo=UTC)
    organizer: str = CLERK
    attendee: str = COMMISSIONER
    to: str = COMMISSIONER
    sender: str = CLERK
    dmarc: str = "pass"
    more: tuple[str, ...] = ()

    def moved(self, by: timedelta = DAY, **changes: object) -> "Ask":
        """Their update: another day, the next SEQUENCE."""
        later = self.stamped_at + timedelta(hours=1)
        moved = {"starts_at": self.starts_at + by, "sequence": self.sequence + 1, "stamped_at": later}
        return replace(self, **moved | changes)

    def called_off(self, **changes: object) -> "Ask":
        """Their METHOD:CANCEL."""
        facts = {"method": "CANCEL", "sequence": self.sequence + 1, "more": ("STATUS:CANCELLED",)}
        return replace(self, **facts | {"stamped_at": self.stamped_at + timedelta(hours=2)} | changes)


def facts_of(ask: Ask) -> Facts:
    return Facts(
        uid=ask.uid,
        sequence=ask.sequence,
        attendee=ask.sender,
        attendee_name="Clerk to the Partnership",
        office=ask.to,
        summary=ask.title,
        starts_at=ask.starts_at,
        ends_at=ask.starts_at + timedelta(hours=2),
        stamped_at=ask.stamped_at,
        authserv_id=AUTHSERV,
    )


def escaped(words: str) -> str:
    return words.replace(",", "\\,")


def posted(ask: Ask, tree: object, subject: str) -> bytes:
    facts = facts_of(ask)
    return mail(facts, tree, subject=subject, reply_to=None, verdict=ask.dmarc, headers=(f"X-For: {ask.to}",))  # type: ignore[arg-type]


def lines(ask: Ask, *times: str) -> list[str]:
    return [
        f"UID:{ask.uid}",
        *times,
        f"DTSTAMP:{utc(ask.stamped_at)}",
        f"SEQUENCE:{ask.sequence}",
        f"LOCATION:{escaped(ask.place)}",
        *ask.more,
    ]


def outlook(ask: Ask) -> bytes:
    """Exchange: base64, Windows's zone, language tags, the place of a Teams meeting."""
    until = ask.starts_at + timedelta(hours=2)
    times = (f"DTSTART;TZID=GMT Standard Time:{local(ask.starts_at)}", f"DTEND;TZID=GMT Standard Time:{local(until)}")
    asked = f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Commissioner:mailto:{ask.attendee}"
    content = calendar(
        *ZONE,
        "BEGIN:VEVENT",
        f"ORGANIZER;CN=Clerk to the Partnership:mailto:{ask.organizer}",
        asked,
        "DESCRIPTION;LANGUAGE=en-GB:Papers follow a week before.\\n",
        f"SUMMARY;LANGUAGE=en-GB:{escaped(ask.title)}",
        *lines(ask, *times),
        "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
        "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example.org/l/meetup-join/19",
        "END:VEVENT",
        method=ask.method,
        program=EXCHANGE,
    )
    invite = piece(f'text/calendar; charset="utf-8"; method={ask.method}', content, encoding="base64")
    return posted(ask, multi("alternative", text("Papers follow."), page("Papers follow."), invite), ask.title)


def gmail(ask: Ask) -> bytes:
    """Google: the same calendar as part and as file, instants in UTC."""
    until = ask.starts_at + timedelta(hours=2)
    content = calendar(
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"ORGANIZER;CN=Clerk:mailto:{ask.organizer}",
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;"
        f"CN={ask.attendee};X-NUM-GUESTS=0:mailto:{ask.attendee}",
        f"SUMMARY:{escaped(ask.title)}",
        *lines(ask, f"DTSTART:{utc(ask.starts_at)}", f"DTEND:{utc(until)}"),
        "END:VEVENT",
        method=ask.method,
        program="-//Google Inc//Google Calendar 70.9054//EN",
    )
    invite = piece(f'text/calendar; charset="UTF-8"; method={ask.method}', content, encoding="7bit")
    attached = ('Content-Disposition: attachment; filename="invite.ics"',)
    copy = piece('application/ics; name="invite.ics"', content, encoding="base64", more=attached)
    tree = multi("mixed", multi("alternative", text("You have been invited."), invite), copy)
    return posted(ask, tree, f"Invitation: {ask.title} @ Tue 13 Oct 2026")


def apple(ask: Ask) -> bytes:
    """Apple Mail: the calendar as an attachment without a method parameter, MAILTO in capitals."""
    attached = ("Content-Disposition: attachment; filename=iCal-20260904.ics",)
    invite = piece("text/calendar; charset=utf-8", bare(ask), encoding="quoted-printable", more=attached)
    return posted(ask, multi("alternative", text(ask.title), multi("mixed", invite)), ask.title)


def bare(ask: Ask) -> str:
    """The file alone, as somebody saves or forwards it."""
    until = ask.starts_at + timedelta(hours=2)
    times = (f"DTSTART;TZID=Europe/London:{local(ask.starts_at)}", f"DTEND;TZID=Europe/London:{local(until)}")
    return calendar(
        "BEGIN:VEVENT",
        f'ORGANIZER;CN="Clerk";EMAIL="{ask.organizer}":MAILTO:{ask.organizer}',
        f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:MAILTO:{ask.attendee}",
        f"SUMMARY:{escaped(ask.title)}",
        *lines(ask, *times),
        "END:VEVENT",
        method=ask.method,
        program="-//Apple Inc.//macOS 14.5//EN",
    )


def passed_on(ask: Ask, *, by: str = CHIEF) -> bytes:
    """The file as somebody of ours forwards it to the office, with a word of their own."""
    attached = ('Content-Disposition: attachment; filename="meeting.ics"',)
    tree = multi("mixed", text("Could you deal with this?"), piece("application/ics", bare(ask), more=attached))
    return posted(replace(ask, sender=by, to=OFFICE), tree, f"FW: {ask.title}")


PROGRAMS = {"outlook": outlook, "gmail": gmail, "apple": apple}
