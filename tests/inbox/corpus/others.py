"""Answers of Thunderbird, Zimbra, Nextcloud, Evolution, KOrganizer and Notes, each in its own manner."""

from collections.abc import Callable
from datetime import timedelta

from scheduler.inbox.rules.vocabulary import Doubt, MailKind, Outcome
from tests.inbox.corpus.facts import TAKEN, CorpusMail, Facts, Outcomes
from tests.inbox.corpus.outlook import ZONE
from tests.inbox.corpus.writing import Piece, attendee, calendar, event, local, mail, multi, piece, text, utc

CALENDAR = "text/calendar; charset=utf-8; method=REPLY"
THUNDERBIRD = "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN"
ZIMBRA = "Zimbra-Calendar-Provider"
NEXTCLOUD = "-//Sabre//Sabre VObject 4.5.4//EN"


def thunderbird(partstat: str, *more: str, encoding: str = "8bit") -> Callable[[Facts], bytes]:
    """Mixed > (text, calendar, calendar as attachment)."""

    def build(facts: Facts) -> bytes:
        row = attendee(facts, partstat, more=";ROLE=REQ-PARTICIPANT")
        content = calendar(*event(facts, row, f"X-MOZ-RECEIVED-SEQUENCE:{facts.sequence}", *more), program=THUNDERBIRD)
        name = ('Content-Disposition: attachment; filename="invite.ics"',)
        tree = multi(
            "mixed",
            multi("alternative", text("Anna Larch hat geantwortet."), piece(CALENDAR, content, encoding=encoding)),
            piece('application/ics; name="invite.ics"', content, encoding="base64", more=name),
        )
        return mail(facts, tree, subject="Invitation Reply (Accepted): Quarterly")

    return build


def zimbra(partstat: str, method: str = "REPLY") -> Callable[[Facts], bytes]:
    """The zone under a name of its own; in a COUNTER the new time."""

    def build(facts: Facts) -> bytes:
        shift = timedelta(hours=2 if method == "COUNTER" else 0)
        name = "(GMT) Greenwich Mean Time - Dublin / Edinburgh / Lisbon / London"
        times = (
            f'DTSTART;TZID="{name}":{local(facts.starts_at + shift)}',
            f'DTEND;TZID="{name}":{local(facts.ends_at + shift)}',
        )
        zone = [line.replace("GMT Standard Time", name) for line in ZONE]
        content = calendar(*zone, *event(facts, attendee(facts, partstat), times=times), method=method, program=ZIMBRA)
        invite = piece(f'text/calendar; charset=utf-8; method={method}; name="meeting.ics"', content, encoding="7bit")
        return mail(facts, multi("alternative", text("Yes"), invite), subject="Accept: Quarterly")

    return build


def nextcloud(partstat: str, more: str = "") -> Callable[[Facts], bytes]:
    """alternative, with the calendar attached; SCHEDULE-STATUS and a language in the row."""

    def build(facts: Facts) -> bytes:
        row = attendee(facts, partstat, more=f";LANGUAGE=de{more}")
        content = calendar(*event(facts, row, "REQUEST-STATUS:2.0;Success"), program=NEXTCLOUD)
        invite = piece(
            "text/calendar; method=REPLY; charset=UTF-8",
            content,
            encoding="quoted-printable",
            more=("Content-Disposition: attachment; filename=event.ics",),
        )
        return mail(facts, multi("mixed", text("Anna Larch hat zugesagt"), invite), subject="Re: Quarterly")

    return build


def plain(content: Callable[[Facts], Piece], **more: str) -> Callable[[Facts], bytes]:
    """A mail that is nothing but one part."""
    return lambda facts: mail(facts, content(facts), **more)  # type: ignore[arg-type]


def reply(facts: Facts, row: str = "", *more: str, method: str = "REPLY", end: str = "\r\n") -> str:
    return calendar(*event(facts, row or attendee(facts, "ACCEPTED"), *more), method=method, end=end)


def evolution(facts: Facts) -> Piece:
    name = "/freeassociation.sourceforge.net/Europe/London"
    times = (f"DTSTART;TZID={name}:{local(facts.starts_at)}", f"DTEND;TZID={name}:{local(facts.ends_at)}")
    return piece(CALENDAR, calendar(*event(facts, attendee(facts, "ACCEPTED"), times=times)), encoding="base64")


def notes(facts: Facts) -> Piece:
    """Latin-1 by its own word."""
    content = reply(facts, attendee(facts, "DECLINED"), "COMMENT:Bürgermeister übernimmt").encode("latin-1")
    return piece("text/calendar; charset=ISO-8859-1; method=REPLY", content)


def refresh(facts: Facts) -> Piece:
    lines = ["BEGIN:VEVENT", f"UID:{facts.uid}", f"DTSTAMP:{utc(facts.stamped_at)}", f"ORGANIZER:mailto:{facts.office}"]
    row = f"ATTENDEE:mailto:{facts.attendee}"
    return piece("text/calendar; method=REFRESH", calendar(*lines, row, "END:VEVENT", method="REFRESH"))


def delegates(facts: Facts) -> Piece:
    """RFC 5546 3.2.2.3: the reply names the deputy, whose own row comes along."""
    row = attendee(facts, "DELEGATED", more=f';DELEGATED-TO="mailto:{facts.deputy}"')
    deputy = (
        f'ATTENDEE;CN=Rhys Gwern;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:{facts.attendee}":mailto:{facts.deputy}'
    )
    return piece(CALENDAR, reply(facts, row, deputy))


def deputy_answers(facts: Facts) -> bytes:
    row = f'ATTENDEE;CN=Rhys Gwern;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:{facts.attendee}":mailto:{facts.deputy}'
    return mail(facts, piece(CALENDAR, reply(facts, row)), sender=facts.deputy, name="Rhys Gwern")


DEPUTY: Outcomes = ((Outcome.TRIAGE, Doubt.DEPUTY),)


def _one(
    name: str, build: Callable[[Facts], bytes], partstat: str, *, words: str = "", outcome: Outcomes = TAKEN,
    after: tuple[str, ...] = (), moves: bool = False, method: str = "REPLY",
) -> CorpusMail:  # fmt: skip
    return CorpusMail(
        name=name, build=build, kind=MailKind.CALENDAR, partstats=(partstat,), words=words, method=method,
        expected_outcome=outcome, after=after, moves_time=moves,
    )  # fmt: skip


OTHERS = [
    _one("thunderbird accepts", thunderbird("ACCEPTED"), "ACCEPTED"),
    _one(
        "thunderbird declines with a comment",
        thunderbird("DECLINED", "COMMENT:Dwi i ffwrdd\\, ŵyl y banc"),
        "DECLINED",
        words="Dwi i ffwrdd, ŵyl y banc",
    ),
    _one("thunderbird accepts in small letters", thunderbird("accepted", encoding="quoted-printable"), "ACCEPTED"),
    _one("zimbra accepts", zimbra("ACCEPTED"), "ACCEPTED"),
    _one("zimbra declines", zimbra("DECLINED"), "DECLINED"),
    _one("zimbra proposes another time", zimbra("TENTATIVE", "COUNTER"), "TENTATIVE", method="COUNTER", moves=True),
    _one("nextcloud accepts", nextcloud("ACCEPTED"), "ACCEPTED"),
    _one("nextcloud declines", nextcloud("DECLINED", ";SCHEDULE-STATUS=1.2"), "DECLINED"),
    _one("evolution accepts", plain(evolution), "ACCEPTED"),
    _one("notes declines in latin-1", plain(notes), "DECLINED", words="Bürgermeister übernimmt"),
    _one("a program asks for the latest state", plain(refresh), "", method="REFRESH"),
    _one("a program delegates", plain(delegates), "DELEGATED", outcome=DEPUTY),
    _one("the deputy answers", deputy_answers, "ACCEPTED", outcome=DEPUTY),
]
