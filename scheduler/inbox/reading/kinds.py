"""What a mail is: answers of calendar programs are looked for first, for rooms and rules answer as robots do."""

import re

from scheduler.inbox.reading.bounces import is_report
from scheduler.inbox.reading.calendars import Found
from scheduler.inbox.reading.headers import Headers, decoded
from scheduler.inbox.reading.parts import Parsed
from scheduler.inbox.reading.values import Bounce
from scheduler.inbox.rules.vocabulary import MailKind

_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_MARKS = ("x-autoreply", "x-autorespond", "x-autoresponder", "list-id", "x-auto-reply")
_SUBJECT = re.compile(
    r"(automatic reply|auto.?reply|out of (the )?office|automatische antwort|abwesenheit|réponse automatique"
    r"|odpowiedź automatyczna|autoodpowiedź|ateb awtomatig|ymateb awtomatig|allan o'r swyddfa)",
    re.IGNORECASE,
)


def kind_of(parsed: Parsed, found: Found, bounces: tuple[Bounce, ...]) -> MailKind:
    """The first of these that it is."""
    headers = parsed.headers
    tests = {
        MailKind.CALENDAR: bool(found.answers()),
        MailKind.LOOP: found.is_ours and headers.token("auto-submitted") == "auto-generated",
        MailKind.DELIVERY: bool(bounces) or is_report(parsed, "delivery-status"),
        MailKind.READ_RECEIPT: is_report(parsed, "disposition-notification"),
        MailKind.INVITATION: bool(found.invitations()),
        MailKind.AUTOMATIC: is_automatic(headers),
    }
    kind = next((kind for kind, holds in tests.items() if holds), None)
    if kind:
        return kind
    if found.forwarded_answers():
        return MailKind.CALENDAR
    return MailKind.INVITATION if found.forwarded_invitations() else MailKind.LETTER


def is_automatic(headers: Headers) -> bool:
    """Whether a robot wrote (RFC 3834 5, and what older programs set)."""
    if headers.has("auto-submitted") and headers.token("auto-submitted") != "no":
        return True
    if headers.token("precedence") in _PRECEDENCE or any(headers.has(each) for each in _MARKS):
        return True
    if headers.first("return-path").strip() == "<>":
        return True
    # Alone it proves nothing: people's programs set it too.
    return headers.has("x-auto-response-suppress") and bool(_SUBJECT.match(decoded(headers.first("subject"))))
