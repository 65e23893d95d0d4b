"""Answers as Apple Mail and iOS write them: nested, attached, quoted-printable, and no method parameter."""

from collections.abc import Callable

from scheduler.inbox.rules.vocabulary import MailKind
from tests.inbox.corpus.facts import CorpusMail, Facts
from tests.inbox.corpus.writing import attendee, calendar, event, mail, multi, page, piece, text

ATTACHED = ('Content-Disposition: attachment;\r\n\tfilename="Iris - Quarterly.ics"',)


def answer(partstat: str, *, program: str, encoding: str, comment: str = "") -> Callable[[Facts], bytes]:
    """Alternative > (text, mixed > (page, calendar as attachment, page))."""

    def build(facts: Facts) -> bytes:
        said = [f"COMMENT:{comment}"] if comment else []
        row = attendee(facts, partstat, more=f";CUTYPE=INDIVIDUAL;EMAIL={facts.attendee};SCHEDULE-STATUS=1.1")
        content = calendar(*event(facts, row, *said), program=program)
        kind = 'text/calendar;\r\n\tname="Iris - Quarterly.ics";\r\n\tx-unix-mode=0644'
        invite = piece(kind, content, encoding=encoding, more=ATTACHED)
        tree = multi("alternative", text("", encoding="7bit"), multi("mixed", page(""), invite, page("<br>")))
        return mail(facts, tree, subject="Re: Invitation: Quarterly", headers=("X-Mailer: Apple Mail (2.3774)",))

    return build


MAC = "-//Apple Inc.//macOS 14.5//EN"
PHONE = "-//Apple Inc.//iPhone OS 17.5//EN"
APPLE = [
    CorpusMail(name="apple mail accepts", build=answer("ACCEPTED", program=MAC, encoding="quoted-printable"),
               kind=MailKind.CALENDAR, partstats=("ACCEPTED",)),
    CorpusMail(name="apple mail declines", build=answer("DECLINED", program=MAC, encoding="quoted-printable"),
               kind=MailKind.CALENDAR, partstats=("DECLINED",)),
    CorpusMail(name="apple mail accepts tentatively with a comment", kind=MailKind.CALENDAR, partstats=("TENTATIVE",),
               build=answer("TENTATIVE", program=MAC, encoding="quoted-printable", comment="If the café is open"),
               words="café"),
    CorpusMail(name="iphone accepts", build=answer("ACCEPTED", program=PHONE, encoding="base64"),
               kind=MailKind.CALENDAR, partstats=("ACCEPTED",)),
]  # fmt: skip
