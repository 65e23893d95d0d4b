"""Looks for mail that breaks the reading, guided by which lines of code each try reaches (atheris on libFuzzer).

    python -m tests.storms.fuzz_reading FOLDER SECONDS [further options of libFuzzer]

It starts from the corpus, keeps what it finds in FOLDER (also a mail that breaks something, as `crash-…`, `oom-…` or
`timeout-…`), and ends with an error at the first uncaught exception, at 256 MB, or when one mail takes ten seconds.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import atheris

MEGABYTES = 256
SECONDS_A_MAIL = 10
LARGEST = 64 * 1024
INSTRUMENTED = ["scheduler.ical", "scheduler.inbox.reading", "email", "icalendar"]

for name in [each for each in sys.modules if each.partition(".")[0] == "email"]:
    del sys.modules[name]  # the fuzzer's own imports brought it along, unseen
with atheris.instrument_imports(include=INSTRUMENTED):
    import icalendar  # noqa: F401 - or it would come in late and unseen

    from scheduler.ical.replies import read_itip
    from scheduler.inbox.reading.mail import read_mail
    from scheduler.inbox.reading.parts import parse
    from scheduler.inbox.reading.values import as_json, from_json

from tests.inbox.corpus import CORPUS, Facts  # noqa: E402 - after what is watched

WORDS = [
    *("BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE"),
    *("BEGIN:STANDARD", "END:STANDARD", "METHOD:REPLY", "METHOD:COUNTER", "UID:", "SEQUENCE:", "DTSTAMP:", "COMMENT:"),
    *("ATTENDEE;PARTSTAT=ACCEPTED:mailto:", ";DELEGATED-TO=", ";SENT-BY=", ";EMAIL=", "DTSTART;TZID=", "DURATION:P"),
    *("RECURRENCE-ID:", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZOFFSETTO:+0100", "20261006T090000Z", "00010101"),
    *("Content-Type: ", "multipart/mixed; boundary=", "multipart/report; report-type=delivery-status", "text/calendar"),
    *("message/rfc822", "message/delivery-status", "; charset=", "; method=", "; name*0*=utf-8''", "; filename*1="),
    *("Content-Transfer-Encoding: ", "base64", "quoted-printable", "8bit", "x-uuencode", "utf-16", "utf-7", "punycode"),
    *("From: ", "To: ", "Subject: ", "=?utf-8?b?", "=?iso-8859-1?q?", "?=", "Message-ID: <", "Date: ", "References: "),
    *("Authentication-Results: ", "dmarc=pass", "header.from=", "Auto-Submitted: ", "Precedence: ", "Return-Path: <>"),
    *("Final-Recipient: rfc822;", "Action: failed", "Status: 5.1.1", "X-Failed-Recipients: ", "winmail.dat", ".zip"),
]


def try_one(data: bytes) -> None:
    """Nothing may escape, and what comes out must be plain enough to keep."""
    read_itip(data)
    found = read_mail(data)
    kept = json.dumps(as_json(found))
    assert from_json(json.loads(kept)) == found
    assert all(_is_plain(each) for each in _texts(as_json(found)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _is_plain(text: str) -> bool:
    """A database takes it: no lone surrogate, no NUL, not too long."""
    return "\x00" not in text and bool(text.encode() or True) and len(text) <= 2_000


def main(folder: Path, seconds: int, options: list[str]) -> None:
    """Seed the folder and try until the time is over."""
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(CORPUS):
        raw = mail.build(Facts())
        (seeds / f"{number:03}.eml").write_bytes(raw)
        for place, part in enumerate(parse(raw).parts):
            if part.type == "text/calendar":  # bare, for a fuzzer cannot see through base64
                (seeds / f"{number:03}-{place}.ics").write_bytes(part.data())
    words = folder / "words.txt"
    words.write_text("".join(f'"{each}"\n' for each in WORDS))
    arguments = [
        *(str(folder / "found"), str(seeds), f"-artifact_prefix={folder}/", f"-dict={words}"),
        *(f"-max_total_time={seconds}", f"-rss_limit_mb={MEGABYTES}", f"-timeout={SECONDS_A_MAIL}"),
        *(f"-max_len={LARGEST}", "-print_final_stats=1"),
    ]
    (folder / "found").mkdir(exist_ok=True)
    atheris.Setup([sys.argv[0], *arguments, *options], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
