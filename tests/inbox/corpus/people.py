"""What people write themselves, and what others invite us to: nothing of it is an answer that a program gave."""

from collections.abc import Callable

from scheduler.inbox.rules.vocabulary import Doubt, MailKind
from tests.inbox.corpus.facts import TAKEN, CorpusMail, Facts, Outcomes, triage
from tests.inbox.corpus.writing import calendar, enclosed, event, mail, multi, our_calendar, our_mail, page, piece, text


def letter(facts: Facts) -> bytes:
    words = (
        "Dear all,\r\n\r\nI can come, but only until half past ten.\r\n\r\nAnna\r\n-- \r\nCllr Anna Larch\r\n\r\n"
        f"On 14 Sep 2026, at 09:30, {facts.office_name}\r\n<{facts.office}> wrote:\r\n\r\n"
        "> You are invited.\r\n> Yes or no?\r\n"
    )
    return mail(facts, text(words, encoding="quoted-printable"))


def page_above_the_quote(facts: Facts) -> bytes:
    markup = (
        "<html><head><style>p{color:red}</style></head><body><p>We shall be <b>three</b> &amp; a driver.</p>"
        '<div id="appendonsend"></div><hr><div><b>From:</b> The office<br>You are invited.</div></body></html>'
    )
    return mail(facts, piece("text/html; charset=utf-8", markup, encoding="quoted-printable"))


def german(facts: Facts) -> bytes:
    words = f"Gern, wir kommen zu zweit.\r\n\r\nAm 14.09.2026 um 09:30 schrieb {facts.office}:\r\n> Einladung\r\n"
    return mail(facts, text(words))


def with_our_calendar(facts: Facts) -> bytes:
    """Answered with the attachments kept: the calendar in it is our own."""
    invite = piece('text/calendar; method=REQUEST; name="invite.ics"', our_calendar(facts), encoding="base64")
    return mail(facts, multi("mixed", text("Who else is coming?"), invite))


def with_our_mail(facts: Facts) -> bytes:
    return mail(facts, multi("mixed", text("Is this genuine?"), enclosed(our_mail(facts))), reply_to=None)


def with_archive(facts: Facts) -> bytes:
    packed = piece('application/zip; name="papers.zip"', b"PK\x03\x04" + bytes(60), encoding="base64",
                   more=('Content-Disposition: attachment; filename="papers.zip"',))  # fmt: skip
    return mail(facts, multi("mixed", text("The papers as promised."), packed))


def with_papers(facts: Facts) -> bytes:
    paper = piece('application/pdf; name="Agenda.pdf"', b"%PDF-1.7", encoding="base64",
                  more=('Content-Disposition: attachment; filename="Agenda.pdf"',))  # fmt: skip
    return mail(facts, multi("mixed", multi("alternative", text("The agenda."), page("The agenda.")), paper))


def theirs(facts: Facts, method: str, *more: str) -> str:
    """Somebody else's meeting, to which they ask us."""
    lines = [
        each.replace(facts.uid, "040000008200E00074C5B7101A82E00800000000").replace(
            f"ORGANIZER:mailto:{facts.office}", f"ORGANIZER;CN=Borough:mailto:{facts.attendee}"
        )
        for each in event(facts, f"ATTENDEE;RSVP=TRUE:mailto:{facts.office}", *more)
    ]
    return calendar(*lines, method=method, program="Microsoft Exchange Server 2010")


def foreign(method: str, subject: str, *more: str, headers: tuple[str, ...] = ()) -> Callable[[Facts], bytes]:
    """A scheduling message that asks or tells us something."""

    def build(facts: Facts) -> bytes:
        invite = piece(
            f"text/calendar; method={method}; charset=utf-8", theirs(facts, method, *more), encoding="base64"
        )
        tree = multi("alternative", text("You are invited to our open day."), invite)
        return mail(facts, tree, subject=subject, headers=headers, reply_to=None)

    return build


def _letter(name: str, build: Callable[[Facts], bytes], words: str, outcome: Outcomes) -> CorpusMail:
    return CorpusMail(name=name, build=build, kind=MailKind.LETTER, words=words, expected_outcome=outcome)


ROBOT = ("Auto-Submitted: auto-generated",)
LETTER = triage(Doubt.LETTER)
PEOPLE = [
    _letter("a letter", letter, "only until half past ten", LETTER),
    _letter("a letter above the quote", page_above_the_quote, "We shall be three & a driver.", LETTER),
    _letter("a letter in German", german, "Gern, wir kommen zu zweit.", LETTER),
    _letter("a letter with our calendar", with_our_calendar, "Who else is coming?", LETTER),
    _letter("a letter with our mail", with_our_mail, "Is this genuine?", LETTER),
    _letter("a letter with an archive", with_archive, "The papers as promised.", triage(Doubt.ATTACHMENT)),
    _letter("a letter with papers", with_papers, "The agenda.", LETTER),
    *(
        CorpusMail(name=name, build=build, kind=MailKind.INVITATION, partstats=("",), method=method,
                   expected_outcome=outcome)
        for name, method, outcome, build in (
            ("somebody invites us", "REQUEST", TAKEN, foreign("REQUEST", "Open day")),
            ("a robot invites us", "REQUEST", TAKEN, foreign("REQUEST", "Open day", headers=ROBOT)),
            ("somebody calls off what we do not know", "CANCEL", triage(Doubt.INVITATION),
             foreign("CANCEL", "Cancelled: Open day", "STATUS:CANCELLED")),
            ("somebody publishes", "PUBLISH", TAKEN, foreign("PUBLISH", "Open days", "RRULE:FREQ=SECONDLY")),
        )
    ),
]  # fmt: skip
