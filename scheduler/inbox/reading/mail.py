"""A stranger's mail to what it says. Pure; to be run where it may hang or swell: see `apart`."""

from scheduler.ical.replies import ItipEvent
from scheduler.inbox.reading.authentication import dmarc_of
from scheduler.inbox.reading.bounces import bounces_of
from scheduler.inbox.reading.calendars import Found, calendars_of, is_calendar
from scheduler.inbox.reading.headers import (
    LONGEST_SUBJECT,
    decoded,
    message_id_of,
    recipients_of,
    references_of,
    sender_of,
    sent_at_of,
)
from scheduler.inbox.reading.kinds import kind_of
from scheduler.inbox.reading.parts import Parsed, Part, parse
from scheduler.inbox.reading.values import ReadMail
from scheduler.inbox.reading.words import words_of_html, words_of_text
from scheduler.inbox.rules.vocabulary import MailKind

MOST_ATTACHMENTS = 20
ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".cab", ".iso")
SEALING = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
WINMAIL = "The answer may be in winmail.dat, which only Outlook reads; it was not opened."
ARCHIVE = "There is an archive in the mail; it was not unpacked."
SEALED = "The mail is encrypted, or signed in a form that only its reader opens; what is in it was not read."
FORWARDED = "The answer lies in a mail that somebody passed on."
SEVERAL_SENDERS = "The mail names no sender, or more than one."


def read_mail(raw: bytes) -> ReadMail:
    """Everything that we need of a mail, whatever state it is in; what was left out is told in `problems`."""
    parsed = parse(raw)
    found = calendars_of(parsed)
    bounces = bounces_of(parsed)
    kind = kind_of(parsed, found, bounces)
    name, address = sender_of(parsed.headers)
    dmarc, dmarc_domain = dmarc_of(parsed.headers)
    return ReadMail(
        kind=kind,
        sender=address,
        sender_name=name,
        subject=decoded(parsed.headers.first("subject"))[:LONGEST_SUBJECT],
        message_id=message_id_of(parsed.headers),
        sent_at=sent_at_of(parsed.headers),
        recipients=recipients_of(parsed.headers),
        refers_to=references_of(parsed.headers),
        dmarc=dmarc,
        dmarc_domain=dmarc_domain,
        answers=_answers(kind, found),
        bounces=bounces if kind is MailKind.DELIVERY else (),
        words=_words(parsed),
        problems=_problems(parsed, found, kind, address),
        attachments=_attachments(parsed),
    )


def _answers(kind: MailKind, found: Found) -> tuple[ItipEvent, ...]:
    if kind is MailKind.CALENDAR:
        return found.answers() or found.forwarded_answers()
    return (found.invitations() or found.forwarded_invitations()) if kind is MailKind.INVITATION else ()


def _words(parsed: Parsed) -> str:
    own = [each for each in parsed.parts if not each.is_inside and not each.is_attached and not is_calendar(each)]
    for kind, words_of in (("text/plain", words_of_text), ("text/html", words_of_html)):
        for part in own:
            if part.type == kind and (words := words_of(part.text())):
                return words
    return ""


def _problems(parsed: Parsed, found: Found, kind: MailKind, sender: str) -> tuple[str, ...]:
    files = [each for each in parsed.parts if _is_file(each)]
    told = {
        WINMAIL: any(_is_winmail(each) for each in files),
        ARCHIVE: any(each.name.lower().endswith(ARCHIVES) for each in files),
        SEALED: any(each.type in SEALING for each in files),
        FORWARDED: kind is MailKind.CALENDAR and not found.answers(),
        SEVERAL_SENDERS: not sender,
    }
    return (*parsed.problems, *found.problems, *(sentence for sentence, holds in told.items() if holds))


def _is_file(part: Part) -> bool:
    """Anything that is neither the letter nor a calendar."""
    is_letter = part.type in {"text/plain", "text/html"} and not part.is_attached
    is_container = part.type.startswith(("message/", "multipart/"))
    return not (part.is_inside or is_letter or is_container or is_calendar(part))


def _is_winmail(part: Part) -> bool:
    return part.type in {"application/ms-tnef", "application/vnd.ms-tnef"} or part.name.lower() == "winmail.dat"


def _attachments(parsed: Parsed) -> tuple[str, ...]:
    names = (each.name or each.type for each in parsed.parts if _is_file(each) and (each.name or each.is_attached))
    winmail = ("winmail.dat" for each in parsed.parts if _is_file(each) and _is_winmail(each) and not each.name)
    return tuple(dict.fromkeys([*names, *winmail]))[:MOST_ATTACHMENTS]
