"""Whatever arrives is read within bounds, and what was left out is told."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.inbox.reading import apart
from scheduler.inbox.reading.apart import NoReader, read_apart
from scheduler.inbox.reading.mail import read_mail
from scheduler.inbox.reading.parts import (
    DAMAGED,
    TOO_BIG,
    TOO_DEEP,
    TOO_MANY_HEADERS,
    TOO_MANY_LINES,
    TOO_MANY_PARTS,
)
from scheduler.inbox.reading.values import ReadMail, Unreadable, as_json, from_json
from scheduler.inbox.rules.vocabulary import MailKind
from tests.inbox.corpus import CORPUS, Facts
from tests.inbox.corpus.doubtful import answering
from tests.inbox.corpus.writing import Piece, attendee, calendar, enclosed, event, mail, multi, our_mail, piece, text

FACTS = Facts()
GOOD = answering(FACTS)


def reply(partstat: str = "ACCEPTED", number: int = 0) -> Piece:
    return piece("text/calendar", calendar(*event(FACTS, attendee(FACTS, partstat), f"X-NUMBER:{number}")))


def nested(depth: int) -> Piece:
    content = reply()
    for _ in range(depth):
        content = multi("mixed", content)
    return content


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (GOOD + b"x" * 11_000_000, TOO_BIG),
        (GOOD + b"a\n" * 600_000, TOO_MANY_LINES),
        (mail(FACTS, multi("mixed", reply(), *[text("x")] * 300)), TOO_MANY_PARTS),
        (GOOD.replace(b"MIME-Version", b"X-A: 1\r\n" * 600 + b"X-B: 1\r\nMIME-Version", 1), TOO_MANY_HEADERS),
    ],
    ids=["bytes", "lines", "parts", "headers"],
)
def test_too_much_is_left_out_and_told(raw: bytes, problem: str):
    found = read_mail(raw)
    assert problem in found.problems
    if problem != TOO_MANY_HEADERS:  # the type of the only part was among the headers left out
        assert found.kind is MailKind.CALENDAR


def test_parts_may_lie_ten_deep():
    assert read_mail(mail(FACTS, nested(9))).kind is MailKind.CALENDAR
    deeper = read_mail(mail(FACTS, nested(40)))
    assert TOO_DEEP in deeper.problems
    assert deeper.kind is MailKind.LETTER


def test_twenty_calendars_are_read_and_each_answer_once():
    many = mail(FACTS, multi("mixed", *(reply(number=number) for number in range(30))))
    assert len(read_mail(many).answers) == 1
    assert any("more than 20 calendar files" in each for each in read_mail(many).problems)


def test_mails_within_mails_within_a_report_are_no_answers():
    inner = mail(FACTS, multi("mixed", reply(), enclosed(our_mail(FACTS))))
    status = piece(
        "message/delivery-status", f"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822;{FACTS.attendee}\r\n"
    )
    found = read_mail(mail(FACTS, multi("report", text(""), status, enclosed(inner))))
    assert (found.kind, found.answers) == (MailKind.DELIVERY, ())


HEADERS = [
    b"Content-Type: multipart/mixed; boundary=" + b";" * 50_000,
    b'Content-Type: text/calendar; charset="' + b"\xff\xfe" * 500,
    b"Content-Type: text/calendar; charset=unicode_escape",
    b"Content-Type: text/plain; charset=base64_codec",
    b"Content-Type: text/plain; charset=us\x00ascii",
    b"Content-Type: text/plain; name*=zip''%78; name*1*=x; name*99999999999999999999=y",
    b"Content-Type: message/external-body; access-type=url",
    b"Content-Type: multipart/digest; boundary=\xe9",
    b"Content-Transfer-Encoding: x-uuencode",
    b"From: " + b"(" * 5_000,
    b"From: =?utf-8?b?" + b"A" * 4_001 + b"?= <anna@example.org>",
    b"From: =?punycode?q?a-b-c?= <anna@example.org>",
    b"To: " + b'"' * 4_001,
    b"Subject: =?utf-7?q?+2AA-?=",
    b"Subject: \xff\xfe\x00\xe9",
    b"Date: Fri, 99 Foo 99999 99:99:99 +9999",
    b"Date: Mon, 01 Jan 0001 00:00:00 +2359",
    b"Authentication-Results: " + b"(" * 4_000 + b"; dmarc=pass",
    b"References: " + b"<" * 4_000,
    b"Disposition: \x00",
    b": nameless",
    b" continued from nothing",
]


@pytest.mark.parametrize("header", HEADERS, ids=lambda each: each[:40].decode("latin-1"))
def test_no_header_line_stops_the_reading(header: bytes):
    found = read_mail(header + b"\r\nMessage-ID: <1@example.org>\r\n\r\nBEGIN:VCALENDAR\r\nx\xff")
    assert from_json(json.loads(json.dumps(as_json(found)))) == found
    assert "\x00" not in json.dumps(as_json(found), ensure_ascii=False)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail_of_some_kind(data: bytes):
    found = read_mail(data)
    assert from_json(json.loads(json.dumps(as_json(found)))) == found


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CORPUS), st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=6)), max_size=8))
def test_a_damaged_mail_of_the_corpus_is_read(corpus_mail, damages):
    raw = bytearray(corpus_mail.build(FACTS))
    for place, junk in damages:
        at = int(place * len(raw))
        raw[at : at + 4] = junk
    found = read_mail(bytes(raw))
    assert from_json(json.loads(json.dumps(as_json(found)))) == found


def test_a_mail_that_the_library_cannot_take_apart_is_told(monkeypatch):
    """No such mail is known; the next version of Python may bring one."""

    def breaks(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("email.feedparser.BytesFeedParser.close", breaks)
    assert DAMAGED in read_mail(GOOD).problems


@pytest.mark.parametrize("corpus_mail", CORPUS, ids=lambda each: each.name)
def test_values_travel_as_json(corpus_mail):
    found = read_mail(corpus_mail.build(FACTS))
    assert from_json(json.loads(json.dumps(as_json(found)))) == found


def test_the_child_reads_as_we_do():
    raws = [each.build(FACTS) for each in CORPUS]
    assert read_apart(raws) == [read_mail(raw) for raw in raws]


@pytest.fixture
def poisoned_child(monkeypatch, tmp_path):
    """A reader that a mail with a certain word kills, hangs or swells, on top of the real one."""
    program = tmp_path / "poisoned.py"
    program.write_text(
        "import os, time\n"
        "from scheduler.inbox.reading import reading_child as child\n"
        "read = child.read_mail\n"
        "def poisoned(raw):\n"
        "    if b'X-Poison: kill' in raw: os.kill(os.getpid(), 9)\n"
        "    if b'X-Poison: hang' in raw: time.sleep(60)\n"
        "    if b'X-Poison: spin' in raw: \n        while True: pass\n"
        "    if b'X-Poison: swell' in raw: bytearray(600 * 1024 * 1024)\n"
        "    return read(raw)\n"
        "child.read_mail = poisoned\n"
        "child.SECONDS = 1\n"
        "child.main()\n"
    )
    monkeypatch.setattr(apart, "CHILD", (apart.CHILD[0], str(program)))
    monkeypatch.setenv("PYTHONPATH", ".")


@pytest.mark.parametrize("poison", ["kill", "hang", "spin", "swell"])
def test_a_poisoned_mail_is_unreadable_alone(poisoned_child, poison: str):
    bad = b"X-Poison: " + poison.encode() + b"\r\n" + GOOD
    first, second, third = read_apart([GOOD, bad, GOOD], seconds=5 if poison == "spin" else 3)
    assert isinstance(first, ReadMail)
    assert first == third
    assert isinstance(second, Unreadable)
    assert second.reason.endswith("Look at the mail itself.")


def test_a_reader_that_does_not_start_is_no_mail_s_fault(monkeypatch):
    monkeypatch.setattr(apart, "CHILD", (apart.CHILD[0], "-c", "raise SystemExit(1)"))
    with pytest.raises(NoReader):
        read_apart([GOOD])


def test_the_largest_mails_stay_within_a_quarter_of_a_gigabyte():
    """The most that our bounds let through: the child may take no more beside what Python and the libraries take."""
    part = b"--b\r\nContent-Type: text/plain\r\n\r\n" + b"y\n" * 300 + b"\r\n"
    huge = [
        GOOD + b"a\n" * 250_000 + b"z" * 9_000_000,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 4_000,
        b"Content-Type: text/html\r\n\r\n" + b"<p " * 3_000_000,
        b"Content-Type: text/plain\r\n\r\n" + "ŵ".encode() * 5_000_000,
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QkVH" * 2_500_000,
        b"Subject: " + b"=?utf-8?q?=C5=B5?= " * 500_000 + b"\r\n\r\n",
    ]
    assert all(isinstance(each, ReadMail) for each in read_apart(huge))
