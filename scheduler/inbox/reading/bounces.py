"""Delivery reports: in the standard's form (RFC 3464), and as the mail servers wrote them that never took it up."""

import re
from collections.abc import Iterable, Iterator

from scheduler.core.text import clean_line
from scheduler.inbox.reading.headers import Headers, decoded, identifiers, plain_address
from scheduler.inbox.reading.parts import Parsed, Part, headers_of
from scheduler.inbox.reading.values import Bounce

MOST_BOUNCES = 50
LONGEST_WORDS = 500
LONGEST_ID = 254
MOST_TEXT = 50_000
ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_BY_CLASS = {"2": "delivered", "4": "delayed", "5": "failed"}
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b", re.ASCII)
_ADDRESS = re.compile(r"[^\s@:;,<>()\[\]\"']{1,120}@[A-Za-z0-9.-]{1,200}")
_ROBOT = re.compile(
    r"(mailer-daemon|postmaster|mailerdaemon|microsoftexchange[0-9a-f]*|mail delivery sub)", re.IGNORECASE
)
_PHRASES = (
    "this is the qmail-send program",
    "created automatically by mail delivery software",
    "message that you sent (has not yet been|could not be) delivered",
    "delivery to the following recipients? (failed|has been delayed)",
    "did not reach (some or all of )?the (intended )?recipient",
    "delivery has failed to these recipients",
    "(wasn['’]t|was not|couldn['’]t be|could not be) (able to be )?delivered",
    "undeliver(able|ed) mail",
    "delivery status notification",
    "message delayed",
)
_SAID = re.compile("|".join(_PHRASES).replace(" ", r"\s+"), re.IGNORECASE)
_DELAYED = re.compile(
    r"(has not yet been delivered|delayed|will (keep|continue) trying|no action is required)", re.IGNORECASE
)
_COPY = re.compile(
    r"""^-{2,}\s*(below\sthis\sline|this\sis\sa\scopy|original\smessage|a\scopy\sof|forwarded|begin).*$
    | ^received:\s.*$ | ^content-type:\s*message/rfc822.*$ | ^BEGIN:VCALENDAR""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


def bounces_of(parsed: Parsed) -> tuple[Bounce, ...]:
    """One for each recipient that a delivery report speaks of; none when the mail is no such report."""
    standard = [each for each in parsed.parts if each.type == "message/delivery-status" and not each.is_inside]
    if standard:
        found = [bounce for part in standard for bounce in _standard(part, _original_id(parsed))]
    elif is_report(parsed, "delivery-status") or _is_old_fashioned(parsed):
        found = _old_fashioned(parsed)
    else:
        return ()
    return tuple(dict.fromkeys(found))[:MOST_BOUNCES]


def is_report(parsed: Parsed, kind: str) -> bool:
    """Whether the mail as a whole is a report of a kind (RFC 6522)."""
    if any(each.type == f"message/{kind}" and not each.is_inside for each in parsed.parts):
        return True
    return parsed.type.type == "multipart/report" and parsed.type.parameter("report-type").lower() == kind


def _standard(part: Part, original: str) -> Iterator[Bounce]:
    groups = [headers_of(each) for each in part.within()]
    envelope = next((each.first("original-envelope-id") for each in groups if each.has("original-envelope-id")), "")
    for group in groups:
        recipient = _typed(group.first("original-recipient")) or _typed(group.first("final-recipient"))
        if not recipient:
            continue
        status = _STATUS.search(group.first("status") or group.first("diagnostic-code"))
        code = status[1] if status else ""
        yield Bounce(
            recipient=recipient,
            action=_action(group.token("action"), code),
            status=code,
            words=decoded(group.first("diagnostic-code").partition(";")[2])[:LONGEST_WORDS],
            original_message_id=original,
            envelope_id=decoded(envelope)[:LONGEST_ID],
        )


def _typed(value: str) -> str:
    """“rfc822; anna@example.org” or its like."""
    kind, semicolon, address = value.partition(";")
    return plain_address(address if semicolon else kind)


def _action(given: str, status: str) -> str:
    return given if given in ACTIONS else _BY_CLASS.get(status[:1], "failed")


def _original_id(parsed: Parsed) -> str:
    """Message-ID of the mail that the report is about, from the copy that it brings along."""
    for part in parsed.parts:
        if part.type in {"message/rfc822", "message/global"}:
            given: Iterable[str] = (headers_of(each).first("message-id") for each in part.within())
        elif part.type in {"text/rfc822-headers", "message/global-headers"}:
            given = [_written_id(part.text()), *(headers_of(each).first("message-id") for each in part.within())]
        else:
            continue
        for value in given:
            if found := identifiers(value):
                return found[0]
    return ""


def _written_id(text: str) -> str:
    found = re.search(r"^message-id:\s*(<[^<>\s]{1,250}>)", text[:MOST_TEXT], re.IGNORECASE | re.MULTILINE)
    return next(iter(identifiers(found[1])), "") if found else ""


def _is_old_fashioned(parsed: Parsed) -> bool:
    """From a mail server, to nobody's return address, and in the words of one."""
    headers = parsed.headers
    is_robot = headers.first("return-path").strip() == "<>" or bool(_ROBOT.search(headers.first("from")))
    if headers.has("x-failed-recipients"):
        return is_robot
    return is_robot and bool(_SAID.search(_text(parsed)) or _SAID.search(decoded(headers.first("subject"))))


def _text(parsed: Parsed) -> str:
    """The first text of the mail, and after it nothing."""
    texts = (each for each in parsed.parts if each.type in {"text/plain", "text/html"} and not each.is_inside)
    first = next(texts, None)
    return first.text()[:MOST_TEXT] if first else ""


def _old_fashioned(parsed: Parsed) -> list[Bounce]:
    text = _text(parsed)
    copy = _COPY.search(text)
    told = text[: copy.start()] if copy else text
    status = _STATUS.search(told)
    is_delayed = bool(_DELAYED.search(told)) and not re.search("permanent", told, re.IGNORECASE)
    code = status[1] if status else ""
    return [
        Bounce(
            recipient=recipient,
            action="delayed" if is_delayed else _action("", code if code[:1] == "5" else ""),
            status=code,
            words=clean_line(re.sub("<[^<>]{0,200}>", _kept_address, told))[:LONGEST_WORDS],
            original_message_id=_original_id(parsed) or _written_id(text),
        )
        for recipient in _failed_recipients(parsed.headers, told)
    ]


def _kept_address(found: re.Match[str]) -> str:
    return found[0] if "@" in found[0] else " "


def _failed_recipients(headers: Headers, told: str) -> list[str]:
    """As a header names them; else as qmail does, at the start of a line; else the first address that is not ours."""
    named = ",".join(headers.all("x-failed-recipients"))
    ours = {plain_address(each) for each in _ADDRESS.findall(headers.first("to") + " " + headers.first("from"))}
    lines = re.findall(r"^<([^<>\s]{3,254})>:", told, re.MULTILINE)
    written = [plain_address(each) for each in _ADDRESS.findall(named) or lines or _ADDRESS.findall(told)]
    found = [each for each in dict.fromkeys(written) if each and each not in ours]
    return found if named or lines else found[:1]
