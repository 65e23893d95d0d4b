"""Answers that are written wrongly, and yet plain to a reader: each odd in one way."""

from collections.abc import Callable

from scheduler.inbox.rules.vocabulary import MailKind
from tests.inbox.corpus.facts import CorpusMail, Facts
from tests.inbox.corpus.others import CALENDAR, plain, reply
from tests.inbox.corpus.writing import Piece, attendee, calendar, enclosed, event, mail, multi, page, piece, text, utc

Content = Callable[[Facts], Piece]


def byte_order_mark(facts: Facts) -> Piece:
    return piece(CALENDAR, b"\xef\xbb\xbf" + reply(facts).encode())


def bare_line_feeds(facts: Facts) -> Piece:
    return piece(CALENDAR, reply(facts, end="\n"), encoding="base64")


def latin_1_unannounced(facts: Facts) -> Piece:
    return piece("text/calendar; method=REPLY", reply(facts, "", "COMMENT:Grüße").encode("latin-1"))


def wrong_charset(facts: Facts) -> Piece:
    return piece("text/calendar; charset=us-ascii", reply(facts, "", "COMMENT:Grüße"))


def unknown_charset(facts: Facts) -> Piece:
    return piece("text/calendar; charset=x-mars-8", reply(facts, "", "COMMENT:Grüße"), encoding="base64")


def utf_16(facts: Facts) -> Piece:
    return piece("text/calendar; charset=utf-16", reply(facts).encode("utf-16"), encoding="base64")


def capitals(facts: Facts) -> Piece:
    row = f'ATTENDEE;CN="Larch, Anna; Cllr";PARTSTAT=ACCEPTED:MAILTO:{facts.attendee.upper()}'
    return piece("TEXT/CALENDAR; METHOD=reply", reply(facts, row, method="Reply"))


def urn(facts: Facts) -> Piece:
    return piece(CALENDAR, reply(facts, f"ATTENDEE;EMAIL={facts.attendee};PARTSTAT=ACCEPTED:urn:uuid:2f9d5c1e"))


def named_file(facts: Facts) -> Piece:
    more = ("Content-Disposition: attachment; filename*=UTF-8''Einladung%20%C3%BC.ics",)
    return multi(
        "mixed", text("Attached."), piece("application/octet-stream", reply(facts), encoding="base64", more=more)
    )


def no_organizer(facts: Facts) -> Piece:
    lines = [each for each in event(facts, attendee(facts, "ACCEPTED")) if not each.startswith("ORGANIZER")]
    return piece(CALENDAR, calendar(*lines))


def small_t_and_z(facts: Facts) -> Piece:
    times = (f"DTSTART:{utc(facts.starts_at).lower()}", f"DTEND:{utc(facts.ends_at).lower()}")
    return piece(CALENDAR, calendar(*event(facts, attendee(facts, "ACCEPTED"), times=times)))


def pasted(facts: Facts) -> Piece:
    return piece("text/plain", reply(facts))


def method_outside_only(facts: Facts) -> Piece:
    return piece(CALENDAR, reply(facts).replace("METHOD:REPLY\r\n", ""))


def not_encoded_as_announced(facts: Facts) -> Piece:
    return Piece((f"Content-Type: {CALENDAR}", "Content-Transfer-Encoding: base64"), reply(facts).encode())


def breaks_off(facts: Facts) -> Piece:
    whole = reply(facts)
    return piece(CALENDAR, whole[: whole.index("SUMMARY")])


def deep(facts: Facts) -> Piece:
    content = multi("alternative", text("Yes"), page("Yes"), piece(CALENDAR, reply(facts)))
    for _ in range(5):
        content = multi("mixed", content)
    return content


def unquoted_comma(facts: Facts) -> Piece:
    row = f"ATTENDEE;CN=Larch, Anna;RSVP;PARTSTAT=ACCEPTED:mailto:{facts.attendee}"
    return piece(CALENDAR, reply(facts, row))


def lost_padding(facts: Facts) -> Piece:
    written = piece(CALENDAR, reply(facts, "", "COMMENT:x"), encoding="base64")
    return Piece(written.headers, written.body.rstrip(b"\r\n=") + b"\r\n")


def forwarded(facts: Facts) -> bytes:
    """The PA passes on what the principal's phone sent to the PA: a mail within the mail."""
    inner = mail(facts, piece(CALENDAR, reply(facts)), verdict=None, to=facts.pa)
    return mail(facts, multi("mixed", text("See below"), enclosed(inner)), sender=facts.pa, name="Office of Cllr Larch")


ODD: dict[str, Content] = {
    "with a byte order mark": byte_order_mark,
    "with bare line feeds": bare_line_feeds,
    "in latin-1 unannounced": latin_1_unannounced,
    "in a wrong charset": wrong_charset,
    "in an unknown charset": unknown_charset,
    "in utf-16": utf_16,
    "in capitals": capitals,
    "of a person with a urn": urn,
    "in a file of no type": named_file,
    "without organizer": no_organizer,
    "with a small t and z": small_t_and_z,
    "pasted as text": pasted,
    "with its method outside only": method_outside_only,
    "not encoded as announced": not_encoded_as_announced,
    "that breaks off": breaks_off,
    "deep down": deep,
    "with an unquoted comma": unquoted_comma,
    "that lost its padding": lost_padding,
}
ODDITIES = [
    CorpusMail(name=f"a reply {name}", build=plain(content), kind=MailKind.CALENDAR, partstats=("ACCEPTED",))
    for name, content in ODD.items()
]
ODDITIES.append(
    CorpusMail(name="a reply that the pa passes on", build=forwarded, kind=MailKind.CALENDAR, partstats=("ACCEPTED",))
)
