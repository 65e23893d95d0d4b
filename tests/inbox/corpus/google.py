"""Answers as Gmail writes them: the calendar as part and as attachment, instances of a series in UTC."""

from collections.abc import Callable
from datetime import timedelta

from scheduler.inbox.rules.vocabulary import MailKind
from tests.inbox.corpus.facts import CorpusMail, Facts
from tests.inbox.corpus.writing import Piece, calendar, event, mail, multi, page, piece, text, utc

PROGRAM = "-//Google Inc//Google Calendar 70.9054//EN"


def row(facts: Facts, partstat: str, *, guests: int = 0, comment: str = "") -> str:
    said = f';X-RESPONSE-COMMENT="{comment}"' if comment else ""
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN={facts.attendee};"
        f"X-NUM-GUESTS={guests}{said}:mailto:{facts.attendee}"
    )


def tree(content: str, words: str, method: str = "REPLY") -> Piece:
    """Mixed, with the alternatives first and the same calendar once more behind them."""
    invite = piece(f'text/calendar; charset="UTF-8"; method={method}', content, encoding="7bit")
    attached = piece(
        'application/ics; name="invite.ics"',
        content,
        encoding="base64",
        more=('Content-Disposition: attachment; filename="invite.ics"',),
    )
    return multi("mixed", multi("alternative", text(words), page(words), invite), attached)


def answer(partstat: str, *, guests: int = 0, comment: str = "") -> Callable[[Facts], bytes]:
    """A REPLY to a single meeting."""

    def build(facts: Facts) -> bytes:
        said = [f"COMMENT:{comment}"] if comment else []
        content = calendar(*event(facts, row(facts, partstat, guests=guests, comment=comment), *said), program=PROGRAM)
        words = f"{facts.attendee_name} has replied to this invitation."
        return mail(facts, tree(content, words), subject="Accepted: Quarterly @ Tue 6 Oct 2026 10am", reply_to=None)

    return build


def series(facts: Facts) -> bytes:
    """The series declined but for one day, which is named in UTC."""
    zoned = (
        f"DTSTART;TZID=Europe/London:{facts.starts_at:%Y%m%d}T100000",
        f"DTEND;TZID=Europe/London:{facts.starts_at:%Y%m%d}T110000",
    )
    master = event(facts, row(facts, "DECLINED"), "RRULE:FREQ=WEEKLY;COUNT=4", times=zoned)
    later = facts.starts_at + timedelta(days=7)
    turn = event(
        facts,
        row(facts, "ACCEPTED"),
        f"RECURRENCE-ID:{utc(later)}",
        times=(f"DTSTART:{utc(later)}", f"DTEND:{utc(later + timedelta(hours=1))}"),
    )
    return mail(facts, tree(calendar(*master, *turn, program=PROGRAM), ""), subject="Declined: Quarterly")


def counter(facts: Facts) -> bytes:
    later = timedelta(hours=2)
    times = (f"DTSTART:{utc(facts.starts_at + later)}", f"DTEND:{utc(facts.ends_at + later)}")
    content = calendar(*event(facts, row(facts, "NEEDS-ACTION"), times=times), method="COUNTER", program=PROGRAM)
    return mail(facts, tree(content, "A new time was proposed.", "COUNTER"), subject="Proposed new time: Quarterly")


GOOGLE = [
    CorpusMail(name="gmail accepts", build=answer("ACCEPTED"), kind=MailKind.CALENDAR, partstats=("ACCEPTED",)),
    CorpusMail(name="gmail accepts tentatively", build=answer("TENTATIVE"), kind=MailKind.CALENDAR,
               partstats=("TENTATIVE",)),
    CorpusMail(name="gmail declines with a note", build=answer("DECLINED", comment="I am in court"),
               kind=MailKind.CALENDAR, partstats=("DECLINED",), words="I am in court"),
    CorpusMail(name="gmail accepts with guests", build=answer("ACCEPTED", guests=2), kind=MailKind.CALENDAR,
               partstats=("ACCEPTED",)),
    CorpusMail(name="gmail answers a series", build=series, kind=MailKind.CALENDAR,
               partstats=("DECLINED", "ACCEPTED"), expected_outcome=()),
    CorpusMail(name="gmail proposes another time", build=counter, kind=MailKind.CALENDAR, partstats=("NEEDS-ACTION",),
               method="COUNTER", moves_time=True),
]  # fmt: skip
