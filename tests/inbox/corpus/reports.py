"""Delivery reports with our own invitation inside, as seven mail servers write them; none of them is an answer."""

from collections.abc import Callable

from scheduler.inbox.rules.vocabulary import MailKind
from tests.inbox.corpus.facts import SET_ASIDE, CorpusMail, Facts
from tests.inbox.corpus.writing import Piece, enclosed, mail, multi, our_calendar, our_mail, page, piece, text

DAEMON = "mailer-daemon@mail.borough.example.org"


def status(facts: Facts, action: str, code: str, words: str) -> Piece:
    """message/delivery-status (RFC 3464)."""
    lines = [
        "Reporting-MTA: dns; mail.borough.example.org",
        "Original-Envelope-Id: 8c41f0",
        "",
        f"Original-Recipient: rfc822;{facts.attendee}",
        f"Final-Recipient: rfc822; {facts.attendee.upper()}",
        f"Action: {action}",
        f"Status: {code}",
        f"Diagnostic-Code: smtp; {words}",
        "",
    ]
    return piece("message/delivery-status", "\r\n".join(lines), encoding="7bit")


def report(facts: Facts, words: Piece, said: Piece, copy: Piece, **more: object) -> bytes:
    """multipart/report, from nobody."""
    tree = multi("report", words, said, copy, more="; report-type=delivery-status")
    headers = ("Return-Path: <>", "Auto-Submitted: auto-replied")
    return mail(
        facts, tree, sender=DAEMON, name="Mail Delivery System", headers=headers, reply_to=None,
        to=facts.envelope_sender, subject="Undelivered Mail Returned to Sender", **more,
    )  # type: ignore[arg-type]  # fmt: skip


def standard(action: str, code: str, words: str) -> Callable[[Facts], bytes]:
    """Postfix."""
    return lambda facts: report(
        facts, text("This is the mail system."), status(facts, action, code, words), enclosed(our_mail(facts))
    )


def headers_only(facts: Facts) -> bytes:
    head = our_mail(facts).partition(b"\r\n\r\n")[0] + b"\r\n"
    said = status(facts, "failed", "5.7.1", "550 5.7.1 Message rejected")
    return report(facts, text("Sorry."), said, piece("text/rfc822-headers", head))


def with_the_calendar_beside(facts: Facts) -> bytes:
    """Some gateways copy the parts of what they refuse into the report itself."""
    said = status(facts, "failed", "5.1.1", "550 5.1.1 unknown")
    tree = multi(
        "report", text("Sorry."), said, enclosed(our_mail(facts)),
        piece("text/calendar; method=REQUEST", our_calendar(facts)), more="; report-type=delivery-status",
    )  # fmt: skip
    return mail(facts, tree, sender=DAEMON, name="", headers=("Return-Path: <>",), reply_to=None)


def exchange(facts: Facts) -> bytes:
    said = status(facts, "failed", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found")
    words = page("Your message to anna.larch couldn't be delivered.")
    tree = multi("report", multi("alternative", text("Couldn't be delivered."), words), said, enclosed(our_mail(facts)),
                 more="; report-type=delivery-status")  # fmt: skip
    return mail(
        facts, tree, sender="MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@borough.example.org", name="",
        subject="Undeliverable: Invitation", headers=("X-MS-Exchange-Message-Is-Ndr:", "Content-Language: en-GB"),
    )  # fmt: skip


def gmail(facts: Facts) -> bytes:
    said = status(facts, "failed", "5.1.1", "550-5.1.1 The email account that you tried to reach does not exist.")
    return report(facts, multi("related", page("Address not found")), said, enclosed(our_mail(facts)))


def exim(facts: Facts) -> bytes:
    words = (
        "This message was created automatically by mail delivery software.\r\n\r\n"
        "A message that you sent could not be delivered to one or more of its\r\n"
        "recipients. This is a permanent error. The following address(es) failed:\r\n\r\n"
        f"  {facts.attendee}\r\n    host mail.borough.example.org: 550 5.1.1 User unknown\r\n\r\n"
        "------ This is a copy of the message, including all the headers. ------\r\n\r\n"
    ).encode() + our_mail(facts)
    headers = (f"X-Failed-Recipients: {facts.attendee}", "Auto-Submitted: auto-replied", "Return-Path: <>")
    return mail(facts, piece("text/plain; charset=us-ascii", words), sender=DAEMON, name="Mail Delivery System",
                subject="Mail delivery failed", headers=headers, reply_to=None)  # fmt: skip


def exim_waits(facts: Facts) -> bytes:
    words = (
        "This message was created automatically by mail delivery software.\r\n"
        "A message that you sent has not yet been delivered to one or more of its\r\n"
        "recipients after more than 24 hours on the queue.\r\n\r\nNo action is required on your part.\r\n\r\n"
        f"  {facts.attendee}\r\n    Delay reason: 4.4.1 connection timed out\r\n\r\n"
        f"--- The headers are: ---\r\nMessage-ID: {facts.message_id}\r\n"
    )
    headers = ("Auto-Submitted: auto-replied",)
    return mail(facts, text(words), sender=DAEMON, name="Mail Delivery System", headers=headers, reply_to=None,
                subject="Warning: message delayed 24 hours")  # fmt: skip


def qmail(facts: Facts) -> bytes:
    words = (
        "Hi. This is the qmail-send program at mail.borough.example.org.\r\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
        f"<{facts.attendee}>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n"
        "--- Below this line is a copy of the message.\r\n\r\n"
    ).encode() + our_mail(facts)
    return mail(facts, Piece((), words), sender=DAEMON, name="", subject="failure notice",
                headers=("Return-Path: <>",), reply_to=None)  # fmt: skip


def _one(name: str, build: Callable[[Facts], bytes], action: str, code: str) -> CorpusMail:
    return CorpusMail(name=name, build=build, kind=MailKind.DELIVERY, bounce=(action, code), expected_outcome=SET_ASIDE)


REPORTS = [
    _one(
        "postfix bounces", standard("failed", "5.1.1", "550 5.1.1 <x>: Recipient address rejected"), "failed", "5.1.1"
    ),
    _one("postfix waits", standard("delayed", "4.4.1", "connection timed out"), "delayed", "4.4.1"),
    _one("postfix delivered", standard("delivered", "2.0.0", "250 2.0.0 Ok"), "delivered", "2.0.0"),
    _one("a mailbox is full", standard("failed", "4.2.2", "452 4.2.2 Over quota"), "failed", "4.2.2"),
    _one("a report with headers only", headers_only, "failed", "5.7.1"),
    _one("a report with the calendar beside", with_the_calendar_beside, "failed", "5.1.1"),
    _one("exchange bounces", exchange, "failed", "5.1.10"),
    _one("gmail bounces", gmail, "failed", "5.1.1"),
    _one("exim bounces", exim, "failed", "5.1.1"),
    _one("exim waits", exim_waits, "delayed", "4.4.1"),
    _one("qmail bounces", qmail, "failed", "5.1.1"),
]
