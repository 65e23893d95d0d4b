"""A body's published calendar: its coming meetings wait as invitations, each of a series apart, asked again by day."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scheduler.core.db import db
from scheduler.core.outside import EXTENSION, Outside
from scheduler.engagements.rules import EngagementStatus
from scheduler.incoming.models import BodyCalendar
from scheduler.incoming.queries.invitations import asked_us
from scheduler.incoming.rules.vocabulary import Decision, Way
from scheduler.incoming.service.calendars import refresh_all
from scheduler.representation.queries.due import _invited
from tests.browsing import page, submit
from tests.factories import NOW
from tests.incoming.samples import Ask, outlook


def meeting(uid="board", *more: str, starts="20261013T140000", ends="20261013T160000", title="Board meeting") -> str:
    times = [f"DTSTART;TZID=Europe/London:{starts}", f"DTEND;TZID=Europe/London:{ends}"]
    lines = [f"UID:{uid}", *times, f"SUMMARY:{title}"]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "DTSTAMP:20260901T080000Z", *more, "END:VEVENT"])


def calendar(*meetings: str) -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Council//EN"]
    return "\r\n".join([*head, *meetings, "END:VCALENDAR", ""]).encode()


class Publisher(ThreadingHTTPServer):
    """Serves whatever `content` holds."""

    def __init__(self) -> None:
        self.content, self.status = b"", 200
        owner = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(owner.status)
                self.send_header("Content-Length", str(len(owner.content)))
                self.end_headers()
                self.wfile.write(owner.content)

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def address(self) -> str:
        return f"http://board.example.org:{self.server_port}/board.ics?key=secret"


@pytest.fixture
def publisher(app) -> Iterator[Publisher]:
    server = Publisher()
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    app.extensions[EXTENSION] = Outside(
        resolve=lambda _host, _port: ["127.0.0.1"], may_reach=lambda address, _port: address == "127.0.0.1"
    )
    yield server
    del app.extensions[EXTENSION]
    server.shutdown()
    server.server_close()


def subscribe(manager, invited, publisher, **more: str):
    return submit(
        manager, "/invited/calendars", {"body": invited.body.id, "address": publisher.address} | more,
        form="main form[method=post]:last-of-type",
    )  # fmt: skip


def test_coming_meetings_wait_and_past_ones_do_not(invited, manager, publisher):
    publisher.content = calendar(meeting(), meeting("old", starts="20260801T140000", ends="20260801T150000"))
    assert subscribe(manager, invited, publisher).status_code == 303
    found = invited.the_only()
    assert (found.title, found.body, found.decision) == ("Board meeting", invited.body, Decision.WAITING)
    assert [copy.way for copy in found.copies] == [Way.CALENDAR]
    shown = manager.get("/invited/calendars").text
    assert "board.example.org" in shown
    assert "secret" not in shown


def test_each_meeting_of_a_series_is_one_and_asked_again_nothing_doubles(invited, manager, publisher):
    publisher.content = calendar(meeting("series", "RRULE:FREQ=MONTHLY;COUNT=4;BYDAY=2TU"))
    subscribe(manager, invited, publisher)
    refresh_all(NOW + timedelta(days=1))
    days = [each.starts_at.date() for each in invited.all()]
    assert days == [date(2026, 10, 13), date(2026, 11, 10), date(2026, 12, 8), date(2027, 1, 12)]
    assert [each.starts_at.hour for each in invited.all()] == [13, 14, 14, 14]
    assert all(len(each.copies) == 1 for each in invited.all())


def test_a_moved_and_a_cancelled_meeting_follow(invited, manager, publisher):
    publisher.content = calendar(meeting("a"), meeting("b", starts="20261110T140000", ends="20261110T160000"))
    subscribe(manager, invited, publisher)
    publisher.content = calendar(
        meeting("a", starts="20261014T100000", ends="20261014T110000"),
        meeting("b", "STATUS:CANCELLED", starts="20261110T140000", ends="20261110T160000"),
    )
    refresh_all(NOW + timedelta(days=1))
    moved, gone = invited.all()
    assert (moved.starts_at.date(), moved.decision) == (date(2026, 10, 14), Decision.WAITING)
    assert gone.decision is Decision.CALLED_OFF


def on(day: str, uid: str, *more: str) -> str:
    return meeting(uid, *more, starts=f"{day}T140000", ends=f"{day}T160000", title=f"Board meeting {uid}")


def decisions(invited) -> dict[str, Decision]:
    return {each.title.split()[-1]: each.decision for each in invited.all()}


def test_a_meeting_that_vanishes_is_called_off_and_waits_again_when_it_is_back(invited, manager, publisher):
    publisher.content = calendar(on("20261013", "a"), on("20261110", "b"), on("20261208", "c"))
    subscribe(manager, invited, publisher)
    publisher.content = calendar(on("20261013", "a"), on("20261208", "c"))
    refresh_all(NOW + timedelta(days=1))
    assert decisions(invited) == {"a": Decision.WAITING, "b": Decision.CALLED_OFF, "c": Decision.WAITING}

    publisher.content = calendar(on("20261013", "a"), on("20261110", "b"), on("20261208", "c"))
    refresh_all(NOW + timedelta(days=2))
    assert set(decisions(invited).values()) == {Decision.WAITING}


def test_what_vanishes_after_we_accepted_stays_in_our_diary_until_somebody_presses(invited, manager, publisher):
    publisher.content = calendar(on("20261013", "a"), on("20261110", "b"))
    subscribe(manager, invited, publisher)
    first = invited.all()[0]
    submit(manager, f"/invited/{first.id}/accept", {"goer": f"principal:{invited.commissioner.id}"})
    publisher.content = calendar(on("20261110", "b"))
    refresh_all(NOW + timedelta(days=1))
    found = invited.all()[0]
    assert (found.decision, found.has_changed) == (Decision.CALLED_OFF, True)
    assert found.engagement.status is EngagementStatus.AGREED


GONE = {
    "an emptied calendar": ((), NOW),
    "the last one: it may not have been reached": (("20260908 today", "20261013 a"), NOW),
    "what has begun today": (("20261013 a", "20261110 b"), NOW + timedelta(days=1)),
}


@pytest.mark.parametrize("case", GONE)
def test_what_may_be_there_still_is_not_called_off(invited, manager, publisher, case):
    left, now = GONE[case]
    publisher.content = calendar(on("20260908", "today"), on("20261013", "a"), on("20261110", "b"))
    subscribe(manager, invited, publisher)
    publisher.content = calendar(*(on(*each.split()) for each in left))
    refresh_all(now)
    assert set(decisions(invited).values()) == {Decision.WAITING}


def test_what_others_brought_too_or_stands_there_under_another_uid_is_not_called_off(invited, manager, publisher):
    publisher.content = calendar(meeting("mailed"), on("20261110", "old"), on("20261208", "last"))
    subscribe(manager, invited, publisher)
    invited.deliver(outlook(Ask()))
    publisher.content = calendar(on("20261110", "old").replace("UID:old", "UID:new"), on("20261208", "last"))
    refresh_all(NOW + timedelta(days=1))
    assert {each.decision for each in invited.all()} == {Decision.WAITING}
    assert [len(each.copies) for each in invited.all()] == [2, 2, 1]


def test_the_mail_about_a_published_meeting_is_the_same_invitation(invited, manager, publisher):
    publisher.content = calendar(meeting())
    subscribe(manager, invited, publisher)
    invited.deliver(outlook(Ask()))
    found = invited.the_only()
    assert [copy.way for copy in found.copies] == [Way.CALENDAR, Way.MAIL]


def test_only_entries_with_the_words_count(invited, manager, publisher):
    publisher.content = calendar(meeting("a", title="Planning"), meeting("b", title="Community Safety board"))
    subscribe(manager, invited, publisher, only_with="community safety")
    assert invited.the_only().title == "Community Safety board"


def test_a_calendar_that_fails_says_why_and_takes_nothing_away(invited, manager, publisher):
    publisher.content = calendar(meeting())
    subscribe(manager, invited, publisher)
    publisher.status = 500
    refresh_all(NOW + timedelta(days=1))
    assert "answered 500" in page(manager.get("/invited/calendars")).select_one("tbody").text
    assert invited.the_only().decision is Decision.WAITING


HOSTILE = {
    "a series for ever": calendar(meeting("x", "RRULE:FREQ=SECONDLY")),
    "a web page": b"<html></html>",
    "rubbish": b"\xff\xfe\x00" * 100,
    "broken off": calendar(meeting())[:60],
}


@pytest.mark.once  # the child that reads has no database
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_calendar_is_refused_beside_its_field(invited, manager, publisher, kind):
    publisher.content = HOSTILE[kind]
    answer = subscribe(manager, invited, publisher)
    assert len(invited.all()) <= 1 or answer.status_code == 422
    assert manager.get("/invited").status_code == 200


@pytest.mark.parametrize("address", ["http://127.0.0.1/x.ics", "file:///etc/passwd", "http://169.254.169.254/latest"])
def test_only_public_addresses_are_asked(invited, manager, address):
    answer = submit(
        manager, "/invited/calendars", {"body": invited.body.id, "address": address},
        form="main form[method=post]:last-of-type",
    )  # fmt: skip
    assert answer.status_code == 422
    assert db.session.query(BodyCalendar).count() == 0


def test_one_that_is_removed_leaves_its_invitations(invited, manager, publisher):
    publisher.content = calendar(meeting())
    subscribe(manager, invited, publisher)
    assert submit(manager, "/invited/calendars", form="form[action$='/remove']").status_code == 303
    assert db.session.query(BodyCalendar).count() == 0
    assert invited.the_only().title == "Board meeting"


def test_the_register_of_seats_learns_who_has_asked_us(invited):
    invited.deliver(outlook(Ask()))
    assert asked_us in _invited.values()
    assert asked_us(NOW.date()) == {invited.body.id: date(2026, 10, 13)}
    invited.deliver(outlook(Ask().called_off()))
    assert asked_us(NOW.date()) == {}
