"""A partner's own programme behind their link: the page, the download and the feed, read by foreign parsers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.summits.models import Attendee
from scheduler.summits.rules.vocabulary import AttendeeKind
from scheduler.summits.service.releases import preview_programme
from scheduler.summits.service.slipping import SlipDraft, slip
from scheduler.summits.service.tables import plan_all, set_tables
from scheduler.summits.service.workshops import allocate_all, move_seat
from tests import factories
from tests.factories import NOW
from tests.oracles import ORACLES
from tests.oracles.libical import complaints
from tests.summits.planning import hours
from tests.summits.programmed import Programmed, programmed, release_mails

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def made(app) -> Programmed:
    """A guest and a stranger in workshop A, at a table; released."""
    summit = programmed()
    summit.workshop("A", room_id=summit.small.id)
    summit.guest(), summit.guest()
    allocate_all(summit.summit, keeps_seats=False)
    summit.workshop("B")
    set_tables(summit.summit, 1, 8)
    plan_all(summit.summit, keeps_seats=True)
    db.session.commit()
    return summit


def feed(client, made: Programmed, number: int = 0, query: str = "") -> bytes:
    return client.get(f"{made.path(made.invitations[number])}.ics{query}").data


def lines(ics: bytes, name: str) -> list[str]:
    unfolded = ics.decode().replace("\r\n ", "")
    return [line for line in unfolded.split("\r\n") if line.startswith((f"{name}:", f"{name};"))]


def test_before_the_first_release_the_page_says_so_and_the_feed_is_empty(client, made):
    assert "not out yet" in client.get(made.path(made.invitations[0])).text
    assert lines(feed(client, made), "UID") == []


def test_the_page_shows_their_own_seats_and_nobody_elses(client, made):
    made.release()
    page = client.get(made.path(made.invitations[0])).text
    for words in ("Welcome", "Main hall", "10am to 11am", "Workshop of A, Soar room", "Table 1"):
        assert words in page
    assert "You named no choice; there was room here." in page
    assert made.attendee(made.invitations[1]).name not in page


def test_the_venues_access_is_told_on_the_programme_and_beside_the_needs(client, made):
    made.summit.access_facts = "Step-free from the car park"
    made.release()
    address = made.path(made.invitations[0])
    assert "Step-free from the car park" in client.get(address).text
    assert "Step-free from the car park" in client.get(address.replace("/programme", "/details")).text


def test_what_is_not_released_is_not_shown(client, made):
    made.release()
    made.move_welcome(time(10, 20), time(11))
    db.session.commit()
    assert "10am to 11am" in client.get(made.path(made.invitations[0])).text


def test_each_companion_stands_there_with_a_calendar_of_their_own(client, made):
    guest = made.attendee(made.invitations[0])
    companion = Attendee(party=guest.party, kind=AttendeeKind.COMPANION, name="Ife Adeyemi", position=1)
    db.session.add(companion)
    db.session.flush()
    move_seat(made.summit, companion, made.workshops, made.workshops.workshops[1].id, is_pinned=False)
    made.release()
    assert "Ife Adeyemi: Workshop of B" in client.get(made.path(made.invitations[0])).text
    assert "Workshop B" in feed(client, made, query=f"?who={companion.id}").decode()


def test_a_strangers_calendar_is_not_had_by_their_number(client, made):
    made.release()
    stranger = made.attendee(made.invitations[1])
    path = f"{made.path(made.invitations[0])}.ics?who={stranger.id}"
    assert client.get(path).status_code == 404
    assert client.get(f"{path}0000000000000").status_code == 404


def test_every_parser_reads_the_same_hours(client, made):
    made.release()
    ics = feed(client, made)
    hours = {
        (datetime(2026, 10, 21, 9, 0, tzinfo=UTC), datetime(2026, 10, 21, 10, 0, tzinfo=UTC)),
        (datetime(2026, 10, 21, 10, 0, tzinfo=UTC), datetime(2026, 10, 21, 11, 30, tzinfo=UTC)),
    }
    for name, read in ORACLES.items():
        assert set(read(ics).values()) == hours, name
    assert complaints(ics) == []


def test_the_feed_is_a_feed(client, made):
    made.release()
    ics = feed(client, made)
    assert lines(ics, "METHOD") == lines(ics, "ATTENDEE") == lines(ics, "ORGANIZER") == []
    assert lines(ics, "REFRESH-INTERVAL") == ["REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    assert lines(ics, "SUMMARY") == ["SUMMARY:Welcome", "SUMMARY:Workshop A: Workshop of A"]
    assert any("Soar room" in line for line in lines(ics, "LOCATION"))


def test_asked_again_it_is_not_sent_again_until_the_next_release(client, made):
    made.release()
    path = f"{made.path(made.invitations[0])}.ics"
    first = client.get(path)
    again = {"If-None-Match": first.headers["ETag"]}
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        assert client.get(path, headers=again).status_code == 304
        made.move_welcome(time(10, 20), time(11))
        made.release(NOW + timedelta(days=3))
        assert client.get(path, headers=again).status_code == 200


def test_uids_stay_and_only_what_changed_has_a_later_sequence_and_stamp(client, made):
    made.release()
    before = feed(client, made)
    made.move_welcome(time(10, 20), time(11))
    made.release(LATER)
    after = feed(client, made)
    assert lines(after, "UID") == lines(before, "UID")
    assert lines(before, "SEQUENCE") == ["SEQUENCE:0", "SEQUENCE:0"]
    assert lines(after, "SEQUENCE") == ["SEQUENCE:1", "SEQUENCE:0"]
    assert lines(after, "DTSTAMP")[0] > lines(before, "DTSTAMP")[0]
    assert lines(after, "DTSTAMP")[1] == lines(before, "DTSTAMP")[1]


def test_another_workshop_raises_the_sequence_of_its_own_entry_only(client, made):
    made.release()
    stranger = feed(client, made, 1)
    guest = made.attendee(made.invitations[0])
    move_seat(made.summit, guest, made.workshops, made.workshops.workshops[1].id, is_pinned=False)
    made.release(LATER)
    assert lines(feed(client, made), "SEQUENCE") == ["SEQUENCE:0", "SEQUENCE:1"]
    assert feed(client, made, 1) == stranger


def test_a_seat_taken_away_never_lowers_a_sequence(client, made):
    made.release()
    guest = made.attendee(made.invitations[0])
    move_seat(made.summit, guest, made.workshops, made.workshops.workshops[1].id, is_pinned=False)
    made.release(LATER)
    move_seat(made.summit, guest, made.workshops, None, is_pinned=False)
    made.release(LATER + timedelta(hours=1))
    assert lines(feed(client, made), "SEQUENCE") == ["SEQUENCE:0", "SEQUENCE:2"]
    assert lines(feed(client, made), "SUMMARY")[1] == "SUMMARY:Workshops"


def test_whoever_gives_their_place_back_reads_an_empty_feed(client, made):
    made.release()
    made.apologise(made.invitations[0])
    db.session.commit()
    assert lines(feed(client, made), "UID") == []
    assert "no place at the moment" in client.get(made.path(made.invitations[0])).text


def test_a_dead_link_shows_nothing(client, made):
    made.release()
    path = made.path(made.invitations[0])
    for link in made.invitations[0].links:
        link.revoked_at = NOW
    db.session.commit()
    assert client.get(f"{path}.ics").status_code == 410
    assert client.get(path).headers["Location"].endswith(path.removesuffix("/programme"))


def test_robots_are_told_to_keep_off(client, made):
    made.release()
    for ending in ("", ".ics"):
        answer = client.get(made.path(made.invitations[0]) + ending)
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_the_offices_file_names_no_seat_and_is_there_from_the_first_release(viewer, made):
    path = f"/summits/{made.summit.id}/programme.ics"
    assert viewer.get(path).status_code == 404
    made.release()
    ics = viewer.get(path).data
    assert lines(ics, "SUMMARY") == ["SUMMARY:Welcome", "SUMMARY:Workshops"]
    assert "Table" not in ics.decode()


def slip_to(made: Programmed, day: date | None) -> None:
    when, engagement = hours(day) if day is not None else None, made.summit.engagement
    engagement.principals = engagement.principals or [factories.principal()]
    slip(made.summit, SlipDraft(when=when, date_words="" if when else "end of October", reason="Flood"), now=LATER)
    db.session.commit()


def test_when_the_date_slips_what_was_released_moves_along_without_another_mail(client, made):
    made.release()
    before, mails = feed(client, made), len(release_mails())
    made.move_welcome(time(10, 20), time(11))  # not released
    slip_to(made, date(2026, 10, 28))  # after the clocks went back
    after = feed(client, made)
    assert [line[-15:] for line in lines(after, "DTSTART;TZID=Europe/London")] == ["20261028T100000", "20261028T110000"]
    assert lines(after, "UID") == lines(before, "UID")
    assert lines(after, "SEQUENCE") == ["SEQUENCE:1", "SEQUENCE:1"]
    assert len(release_mails()) == mails
    untold = [each.words for each in preview_programme(made.summit).differences]
    assert untold == ["“Welcome”, 10:20am to 11am: was 10am to 11am"]


def test_while_there_is_no_day_the_entries_go_away_and_come_back_on_the_new_one(client, made):
    made.release()
    query = f"?who={made.attendee(made.invitations[0]).id}"
    slip_to(made, None)
    assert lines(feed(client, made, query=query), "UID") == []
    slip_to(made, date(2026, 10, 28))
    found = lines(feed(client, made, query=query), "DTSTART;TZID=Europe/London")
    assert [line[-15:] for line in found] == ["20261028T100000", "20261028T110000"]
