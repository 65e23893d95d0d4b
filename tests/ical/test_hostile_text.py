"""Whatever people type, the calendar stays well formed, says the same, and gains no line that they wrote."""

import json
import subprocess
import sys
import unicodedata
from collections import Counter
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from scheduler.core.text import clean_line, clean_text
from tests.ical.hostile import calendar_of

ATTACKS = (
    "x\r\nATTENDEE:mailto:mallory@example.org",
    "x\nBEGIN:VALARM\nEND:VALARM",
    "x\rMETHOD:REQUEST",
    "x\u2028METHOD:REQUEST",
    "x\x85END:VEVENT",
    "x\\nMETHOD:REQUEST",
    "x\\NMETHOD:REQUEST",
    "\x00\x07\x0b\x7f",
    "\";:,\\^n^'%0A",
    "\u202eRTL \u05e9\u05dc\u05d5\u05dd \U0001f3db\ufe0f\ud800",
    "\\" * 200,
    "é" * 200,
    " " * 200,
)
PIECES = (
    "\r",
    "\n",
    "\r\n",
    "\\",
    "\\n",
    "\\N",
    ";",
    ",",
    ":",
    '"',
    "^",
    " ",
    "\t",
    "\x00",
    "\u2028",
    "é",
    "🏛",
    "\ud800",
    "END:VEVENT",
)
ANY_TEXT = st.one_of(
    st.text(st.characters()), st.lists(st.sampled_from(PIECES), max_size=80).map("".join), st.sampled_from(ATTACKS)
)


def names(ics: bytes) -> Counter[str]:
    """How often each property stands in the calendar, BEGIN and END told apart by what they open."""
    lines = ics.decode().replace("\r\n ", "").split("\r\n")[:-1]
    return Counter(line if line.startswith(("BEGIN:", "END:")) else line.partition(":")[0] for line in lines)


EXPECTED = names(calendar_of("x"))
OPTIONAL = Counter(["DESCRIPTION", "LOCATION", "X-WR-CALDESC"])


@settings(deadline=None)
@given(ANY_TEXT)
@example("x\\NMETHOD:REQUEST")
def test_any_text_comes_back_as_it_was_cleaned(text: str) -> None:
    (event,) = Calendar.from_ical(calendar_of(text)).events
    assert str(event["SUMMARY"]) == str(event.get("LOCATION", "")) == clean_line(text)
    assert str(event.get("DESCRIPTION", "")) == clean_text(text)


@settings(deadline=None)
@given(ANY_TEXT)
def test_no_text_adds_or_removes_a_property(text: str) -> None:
    found = names(calendar_of(text))
    assert found == EXPECTED if clean_text(text) else found == EXPECTED - OPTIONAL


@settings(deadline=None)
@given(ANY_TEXT)
def test_every_physical_line_is_short_valid_utf8_and_ends_in_crlf(text: str) -> None:
    *lines, after_last = calendar_of(text).split(b"\r\n")
    assert after_last == b""
    for line in lines:
        assert len(line) <= 75
        assert all(character == "\t" or unicodedata.category(character) != "Cc" for character in line.decode())


def test_without_assertions_the_bytes_are_the_same() -> None:
    texts = [*ATTACKS, *("é".join(pair) for pair in product(PIECES, repeat=2))]
    command = [sys.executable, "-O", "-m", "tests.ical.hostile"]
    child = subprocess.run(command, input=json.dumps(texts), capture_output=True, check=True, text=True)
    assert json.loads(child.stdout) == {"asserts": False, "calendars": [calendar_of(text).hex() for text in texts]}
