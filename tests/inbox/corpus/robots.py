"""What robots send: out of office in five languages, read receipts, lists, and our own mail that comes round."""

from collections.abc import Callable

from scheduler.inbox.rules.vocabulary import MailKind
from tests.inbox.corpus.facts import SET_ASIDE, CorpusMail, Facts
from tests.inbox.corpus.writing import enclosed, mail, multi, our_calendar, our_mail, page, piece, text

AWAY = {
    "English": ("Automatic reply: Invitation", "I am out of the office until Monday. I accept no meetings by mail.",
                ("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All")),
    "Welsh": ("=?utf-8?Q?Ateb_awtomatig=3A_Gwahoddiad?=", "Rwyf allan o'r swyddfa tan ddydd Llun.",
              ("X-Auto-Response-Suppress: All",)),
    "German": ("Automatische Antwort: Einladung", "Ich bin bis Montag außer Haus.",
               ("Auto-Submitted: auto-replied (vacation)",)),
    "French": ("=?iso-8859-1?Q?R=E9ponse_automatique_=3A_invitation?=", "Je suis absente jusqu'à lundi.",
               ("X-Autoreply: yes", "Precedence: auto_reply")),
    "Polish": ("=?utf-8?B?T2Rwb3dpZWTFuiBhdXRvbWF0eWN6bmE=?=", "Jestem poza biurem do poniedziałku.",
               ("X-Autorespond: Zaproszenie", "Precedence: bulk")),
}  # fmt: skip


def away(language: str) -> Callable[[Facts], bytes]:
    """An out-of-office text as programs of that country send it."""
    subject, words, headers = AWAY[language]
    return lambda facts: mail(
        facts, multi("alternative", text(words, encoding="base64"), page(words)), subject=subject, headers=headers
    )


def vacation_with_our_calendar(facts: Facts) -> bytes:
    """A vacation program that sends the whole mail back with its words."""
    invite = piece("text/calendar; method=REQUEST", our_calendar(facts), encoding="base64")
    tree = multi("mixed", text("I am away."), enclosed(our_mail(facts)), invite)
    return mail(facts, tree, headers=("Auto-Submitted: auto-replied",))


def ticket(facts: Facts) -> bytes:
    return mail(
        facts, text("Your request has been given the number 4711."), name="Service desk",
        headers=("Return-Path: <>", "X-Auto-Response-Suppress: DR"),
    )  # fmt: skip


def read_receipt(facts: Facts) -> bytes:
    said = (
        "Reporting-UA: mail.borough.example.org; Thunderbird\r\n"
        f"Final-Recipient: rfc822;{facts.attendee}\r\nOriginal-Message-ID: {facts.message_id}\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n"
    )
    head = our_mail(facts).partition(b"\r\n\r\n")[0] + b"\r\n"
    tree = multi(
        "report", text("The mail was displayed."), piece("message/disposition-notification", said),
        piece("text/rfc822-headers", head), more="; report-type=disposition-notification",
    )  # fmt: skip
    return mail(facts, tree, subject="Read: Invitation")


def deleted_unread(facts: Facts) -> bytes:
    """Exchange's receipt, in the form that has no headers of ours."""
    said = (
        f"Final-Recipient: RFC822;{facts.attendee}\r\nDisposition: automatic-action/MDN-sent-automatically; deleted\r\n"
    )
    tree = multi(
        "report", multi("alternative", text("Deleted without being read"), page("Deleted")),
        piece("message/disposition-notification", said), more="; report-type=disposition-notification",
    )  # fmt: skip
    return mail(facts, tree, subject="Not read: Invitation", headers=("Auto-Submitted: auto-replied",))


def list_echo(facts: Facts) -> bytes:
    """A list to which somebody forwarded our mail; our own calendar is in it."""
    invite = piece("text/calendar; method=REQUEST", our_calendar(facts))
    headers = ("List-Id: <clerks.lists.example.org>", "Precedence: list", "Sender: <clerks@lists.example.org>")
    return mail(facts, multi("mixed", text("FYI"), invite), headers=headers, sender=facts.stranger, reply_to=None)


def newsletter(facts: Facts) -> bytes:
    return mail(
        facts, text("What is on in October."), headers=("Precedence: bulk",), sender=facts.stranger, reply_to=None
    )


def loop(facts: Facts) -> bytes:
    """Our own mail, delivered to ourselves by somebody's rule."""
    return b"Delivered-To: " + facts.office.encode() + b"\r\n" + our_mail(facts)


def _robot(name: str, build: Callable[[Facts], bytes], kind: MailKind = MailKind.AUTOMATIC) -> CorpusMail:
    return CorpusMail(name=name, build=build, kind=kind, expected_outcome=SET_ASIDE)


ROBOTS = [
    *(_robot(f"out of office in {language}", away(language)) for language in AWAY),
    _robot("a vacation program sends our calendar back", vacation_with_our_calendar),
    _robot("a ticket system answers", ticket),
    _robot("a read receipt", read_receipt, MailKind.READ_RECEIPT),
    _robot("a receipt for what was deleted unread", deleted_unread, MailKind.READ_RECEIPT),
    _robot("a list echoes our invitation", list_echo),
    _robot("a newsletter", newsletter),
    _robot("our own mail comes round", loop, MailKind.LOOP),
]
