"""Every scheduling message that we send passes libical's count of RFC 5546, and says the same to every parser."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from scheduler.ical.event import CalendarEvent, Status, Timed
from scheduler.ical.itip import Attendee, Organizer, cancel, counter, decline_counter, reply, request
from scheduler.ical.timezone import LONDON_VTIMEZONE
from tests.ical.samples import ACROSS_BOTH_CHANGES, VISIT
from tests.ical.test_oracles import meant
from tests.oracles import ORACLES, libical

OFFICE = Organizer("office@example.org", "Office of the Commissioner")
LEADER = Attendee(address="rowan@example.org", name="Councillor Rowan Ashdown")
WENT = replace(LEADER, partstat="DELEGATED", delegated_to="ife@example.org")
DEPUTY = Attendee(address="ife@example.org", name="Ife Adeyemi", delegated_from="rowan@example.org")
LATER = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)

MESSAGES = {
    "invitation": request(VISIT, OFFICE, LEADER),
    "update": request(replace(VISIT, sequence=3), OFFICE, LEADER),
    "echo": request(VISIT, OFFICE, replace(LEADER, partstat="ACCEPTED")),
    "delegated": request(VISIT, OFFICE, WENT),
    "to the deputy": request(VISIT, OFFICE, DEPUTY),
    "not yet certain": request(replace(VISIT, status=Status.TENTATIVE), OFFICE, LEADER),
    "cancellation": cancel(replace(VISIT, sequence=1, status=Status.CANCELLED), OFFICE, LEADER),
    "withdrawal of one": cancel(VISIT, OFFICE, LEADER),
    "declined counter": decline_counter(uid=VISIT.uid, stamped_at=LATER, organizer=OFFICE, words="Sorry, no."),
    "reply": reply(uid=VISIT.uid, sequence=0, stamped_at=LATER, attendee=LEADER, organizer=OFFICE, comment="Late"),
    "a name that ends in a backslash": request(VISIT, OFFICE, replace(LEADER, name="Rowan\\")),
    "names and words of nothing that shows": decline_counter(
        uid=VISIT.uid, stamped_at=LATER, organizer=replace(OFFICE, name="\x07"), words="\x00"
    ),
    "counter": counter(VISIT, LEADER, OFFICE, "An hour later?"),
}


def vevent(message: bytes):
    (event,) = Calendar.from_ical(message).walk("VEVENT")
    return event


@pytest.mark.parametrize("kind", MESSAGES)
def test_libical_finds_no_breach_of_the_counts(kind: str) -> None:
    assert libical.complaints(MESSAGES[kind]) == []


BREACHES = {
    "a request without its organizer": ("invitation", b"ORGANIZER", b"X-ORGANIZER", "ORGANIZER"),
    "a request that says it is cancelled": ("invitation", b"STATUS:CONFIRMED", b"STATUS:CANCELLED", "STATUS"),
    "a request without a summary": ("update", b"SUMMARY", b"X-SUMMARY", "SUMMARY"),
    "a cancellation without SEQUENCE": ("cancellation", b"SEQUENCE", b"X-SEQUENCE", "SEQUENCE"),
    "a declined counter with an attendee": ("declined counter", b"COMMENT:", b"ATTENDEE:mailto:", "ATTENDEE"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_libical_would_notice(breach: str) -> None:
    kind, right, wrong, culprit = BREACHES[breach]
    message = MESSAGES[kind]
    assert right in message
    assert any(culprit in complaint for complaint in libical.complaints(message.replace(right, wrong)))


@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize("event", ACROSS_BOTH_CHANGES, ids=lambda event: event.uid.partition("@")[0])
def test_every_parser_reads_the_instant_that_the_office_meant(oracle: str, event: CalendarEvent) -> None:
    if oracle not in {"ical.js", "node-ical"} or event is ACROSS_BOTH_CHANGES[1]:  # a process of Node each
        message = cancel if event.status is Status.CANCELLED else request
        assert ORACLES[oracle](message(event, OFFICE, LEADER)) == {event.uid: meant(event)}


def test_there_is_one_event_one_attendee_and_our_own_time_zone() -> None:
    for message in (MESSAGES["invitation"], MESSAGES["cancellation"]):
        event = vevent(message)
        assert str(event["ATTENDEE"]) == "mailto:rowan@example.org"
        assert dict(event["ATTENDEE"].params) == {
            "CN": "Councillor Rowan Ashdown",
            "CUTYPE": "INDIVIDUAL",
            "PARTSTAT": "NEEDS-ACTION",
            "ROLE": "REQ-PARTICIPANT",
            "RSVP": "TRUE",
        }
        assert str(event["ORGANIZER"]) == "mailto:office@example.org"
        assert message.count(LONDON_VTIMEZONE) == 1


def test_a_cancellation_says_so_by_status_title_and_free_time() -> None:
    event = vevent(MESSAGES["withdrawal of one"])
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert event["SUMMARY"].startswith("CANCELLED: ")


def test_delegation_is_shown_to_both_sides() -> None:
    assert vevent(MESSAGES["delegated"])["ATTENDEE"].params["DELEGATED-TO"] == "mailto:ife@example.org"
    assert vevent(MESSAGES["to the deputy"])["ATTENDEE"].params["DELEGATED-FROM"] == "mailto:rowan@example.org"


def test_a_cancelled_event_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="METHOD:CANCEL"):
        request(replace(VISIT, status=Status.CANCELLED), OFFICE, LEADER)


@pytest.mark.parametrize(
    "name",
    [
        'Ann "the" Larch; Leader: of, all',
        "Ann\r\nATTENDEE:mailto:evil@example.org",
        "Ann\u2028X-EVIL:1",
        "^n^n",
        "😀" * 40,
        "\x00\x07",
    ],
)
def test_a_hostile_name_adds_no_property(name: str) -> None:
    honest = vevent(MESSAGES["invitation"])
    hostile = request(VISIT, Organizer("office@example.org", name), replace(LEADER, name=name))
    assert vevent(hostile).keys() == honest.keys()
    assert libical.complaints(hostile) == []
    assert all(len(line) <= 75 for line in hostile.split(b"\r\n"))


def test_a_hostile_address_adds_no_property() -> None:
    message = request(VISIT, OFFICE, replace(LEADER, address="a?b=c%0d&x#y\r\nX-EVIL:1@example.org"))
    assert "X-EVIL" not in vevent(message)
    assert str(vevent(message)["ATTENDEE"]).startswith("mailto:a%3Fb=c%250d&x%23y")


def test_the_same_message_is_the_same_bytes_on_any_day() -> None:
    moved = replace(VISIT, when=Timed(LATER, LATER.replace(hour=9)))
    assert request(moved, OFFICE, LEADER) == request(moved, OFFICE, LEADER)
