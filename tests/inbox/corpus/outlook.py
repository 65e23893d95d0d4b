"""Answers as Outlook for the desktop, outlook.com and Exchange write them: no ORGANIZER, base64, Windows's zones."""

from collections.abc import Callable
from datetime import timedelta

from scheduler.inbox.rules.vocabulary import Doubt, MailKind
from tests.inbox.corpus.facts import CorpusMail, Facts, triage
from tests.inbox.corpus.writing import Piece, calendar, local, mail, multi, page, piece, text, utc

EXCHANGE = "Microsoft Exchange Server 2010"
ZONE = [
    "BEGIN:VTIMEZONE", "TZID:GMT Standard Time",
    "BEGIN:STANDARD", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0000",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "END:STANDARD",
    "BEGIN:DAYLIGHT", "DTSTART:16010101T010000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT",
    "END:VTIMEZONE",
]  # fmt: skip
HEADERS = ("Thread-Topic: Quarterly meeting", "X-MS-Has-Attach:", "X-MS-TNEF-Correlator:", "Accept-Language: en-GB")


def exchange(
    facts: Facts,
    partstat: str,
    *,
    subject: str,
    comment: str = "",
    method: str = "REPLY",
    shift: timedelta = timedelta(),
    attendee_more: str = "",
    zone: tuple[str, list[str]] = ("GMT Standard Time", ZONE),
) -> str:
    """The calendar part; Exchange gives the attendee's row first and has no ORGANIZER in a REPLY."""
    name, block = zone
    lines = [
        *block,
        "BEGIN:VEVENT",
        f"ATTENDEE;PARTSTAT={partstat};CN={facts.attendee_name}{attendee_more}:mailto:{facts.attendee}",
        f"COMMENT;LANGUAGE=en-GB:{comment}\\n",
        f"UID:{facts.uid}",
        f"SUMMARY;LANGUAGE=en-GB:{subject}",
        f"DTSTART;TZID={name}:{local(facts.starts_at + shift)}",
        f"DTEND;TZID={name}:{local(facts.ends_at + shift)}",
        "CLASS:PUBLIC",
        "PRIORITY:5",
        f"DTSTAMP:{utc(facts.stamped_at)}",
        "TRANSP:OPAQUE",
        "STATUS:CONFIRMED",
        f"SEQUENCE:{facts.sequence}",
        "LOCATION;LANGUAGE=en-GB:Committee room\\, County Hall",
        "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
        "X-MICROSOFT-CDO-OWNERAPPTID:-1031874811",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
        "X-MICROSOFT-CDO-INSTTYPE:0",
        *([f"X-MS-OLK-ORIGINALSTART:{utc(facts.starts_at)}"] if shift else []),
        "END:VEVENT",
    ]
    return calendar(*lines, method=method, program=EXCHANGE)


def with_parts(words: str, content: str, method: str = "REPLY") -> Piece:
    """Text, a page and the calendar side by side."""
    invite = piece(f'text/calendar; charset="utf-8"; method={method}', content, encoding="base64")
    return multi("alternative", text(words, encoding="base64"), page(words or "&nbsp;"), invite)


def answer(partstat: str, subject: str, comment: str = "") -> Callable[[Facts], bytes]:
    """A REPLY by desktop Outlook over Exchange."""
    return lambda facts: mail(
        facts,
        with_parts(comment, exchange(facts, partstat, subject=facts.summary, comment=comment)),
        subject=subject,
        headers=HEADERS,
    )


def com_answer(partstat: str, subject: str) -> Callable[[Facts], bytes]:
    """A REPLY by outlook.com: the calendar alone is the mail."""
    return lambda facts: mail(
        facts,
        piece(
            "text/calendar; method=REPLY; charset=utf-8", exchange(facts, partstat, subject=subject), encoding="base64"
        ),
        subject=subject,
    )


def counter(facts: Facts) -> bytes:
    content = exchange(
        facts, "TENTATIVE", subject="New time", method="COUNTER", shift=timedelta(hours=2), comment="I sit on Planning"
    )
    return mail(facts, with_parts("I sit on Planning", content, "COUNTER"), subject="New Time Proposed: Quarterly")


def counter_in_a_zone_of_its_own(facts: Facts) -> bytes:
    own = [line.replace("GMT Standard Time", "Customized Time Zone") for line in ZONE]
    content = exchange(
        facts, "TENTATIVE", subject="", method="COUNTER", shift=timedelta(hours=2), zone=("Customized Time Zone", own)
    )
    return mail(facts, with_parts("", content, "COUNTER"), subject="New Time Proposed: Quarterly")


def exchange_2003(facts: Facts) -> bytes:
    """It sends “propose new time” as a tentative REPLY that holds the new time."""
    content = exchange(facts, "TENTATIVE", subject="", shift=timedelta(hours=2))
    return mail(facts, with_parts("", content), subject="New Time Proposed: Quarterly")


def rule(facts: Facts) -> bytes:
    """Accepted by a rule: marked as a robot's, and yet an answer."""
    return mail(
        facts,
        with_parts("", exchange(facts, "ACCEPTED", subject="")),
        subject="Accepted: Quarterly",
        headers=("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "Precedence: bulk"),
    )


def by_the_pa(facts: Facts) -> bytes:
    """A delegate of the mailbox answers: SENT-BY in the row, Sender in the mail."""
    content = exchange(facts, "ACCEPTED", subject="", attendee_more=f';SENT-BY="MAILTO:{facts.pa}"')
    return mail(facts, with_parts("", content), subject="Accepted: Quarterly", headers=(f"Sender: <{facts.pa}>",))


def winmail(facts: Facts) -> bytes:
    data = b"\x78\x9f\x3e\x22" + bytes(range(256)) * 3
    packed = piece(
        'application/ms-tnef; name="winmail.dat"',
        data,
        encoding="base64",
        more=('Content-Disposition: attachment; filename="winmail.dat"',),
    )
    return mail(facts, multi("mixed", text(""), packed), subject="Accepted: Quarterly")


def _one(name: str, build: Callable[[Facts], bytes], *partstats: str, **more: object) -> CorpusMail:
    return CorpusMail(name=name, build=build, kind=MailKind.CALENDAR, partstats=partstats, **more)  # type: ignore[arg-type]


OUTLOOK = [
    _one("outlook accepts", answer("ACCEPTED", "Accepted: Quarterly"), "ACCEPTED"),
    _one("outlook accepts tentatively", answer("TENTATIVE", "Tentative: Quarterly"), "TENTATIVE"),
    _one("outlook declines with a comment", answer("DECLINED", "Declined: Quarterly", "Full Council that day"),
         "DECLINED", words="Full Council that day"),
    _one("outlook in German", answer("ACCEPTED", "=?utf-8?B?WnVnZXNhZ3Q6IEdlc3Byw6RjaA==?="), "ACCEPTED"),
    _one("outlook in Welsh", answer("DECLINED", "=?utf-8?Q?Gwrthodwyd=3A_Cyfarfod_=C5=B5?="), "DECLINED"),
    _one("outlook proposes another time", counter, "TENTATIVE", method="COUNTER", moves_time=True,
         words="I sit on Planning"),
    _one("outlook proposes in a zone of its own", counter_in_a_zone_of_its_own, "TENTATIVE", method="COUNTER",
         moves_time=True),
    _one("outlook.com accepts", com_answer("ACCEPTED", "Accepted: Quarterly"), "ACCEPTED"),
    _one("outlook.com declines", com_answer("DECLINED", "Declined: Quarterly"), "DECLINED"),
    _one("exchange 2003 proposes by a reply", exchange_2003, "TENTATIVE", moves_time=True),
    _one("exchange accepts by a rule", rule, "ACCEPTED"),
    _one("exchange accepts through the pa", by_the_pa, "ACCEPTED"),
    CorpusMail(name="outlook packs its answer into winmail.dat", build=winmail, kind=MailKind.LETTER,
               expected_outcome=triage(Doubt.ATTACHMENT)),
]  # fmt: skip
