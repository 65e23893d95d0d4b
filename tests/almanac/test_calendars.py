"""Layers read from calendars: brought as a file, asked at an address, refreshed by the worker."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from scheduler.almanac.models import BankHoliday, Layer
from scheduler.almanac.queries import bank_holidays, day_verdict
from scheduler.almanac.rules import LayerSource
from scheduler.almanac.rules.marks import Period
from scheduler.almanac.service import Reading, read_address, read_brought, refresh_layer, take_address, take_brought
from scheduler.almanac.service import reading as reading_service
from scheduler.almanac.service.calendars import refresh_every_layer
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.outside import EXTENSION, Outside
from scheduler.core.rounds import registered_rounds
from tests import factories
from tests.almanac.logbook import last_entry
from tests.ical.foreign import calendar, event

NOW = factories.NOW
TODAY = date(2026, 9, 7)
CABINET = calendar(event("DTSTART;TZID=Europe/London:20261006T170000", "DURATION:PT2H", "SUMMARY:Cabinet about pay"))
BUSY = [Period(first_on=date(2026, 10, 6), last_on=date(2026, 10, 6), starts=time(17), ends=time(19))]


class CalendarServer:
    """A council's web server on loopback."""

    def __init__(self) -> None:
        self.status, self.body = 200, CABINET
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(owner.status)
                self.end_headers()
                self.wfile.write(owner.body)

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()
        self.url = f"http://calendar.example.org:{self.server.server_port}/secret-key.ics"


@pytest.fixture
def council() -> Iterator[CalendarServer]:
    server = CalendarServer()
    yield server
    server.server.shutdown()
    server.server.server_close()


LOOPBACK = Outside(resolve=lambda _host, _port: ["127.0.0.1"], may_reach=lambda address, _port: address == "127.0.0.1")


@pytest.fixture
def loopback_is_public(app, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only tests put another way to the outside into the application."""
    monkeypatch.setitem(app.extensions, EXTENSION, LOOPBACK)


def subscribed(council: CalendarServer, name: str = "Cabinet") -> Layer:
    layer = factories.layer(name=name)
    take_address(layer, council.url, read_address(council.url, Reading(), TODAY, LOOPBACK), Reading(), now=NOW)
    return layer


def test_a_brought_calendar_gives_busy_times_without_titles() -> None:
    assert read_brought(CABINET, Reading(), TODAY) == BUSY


def test_titles_are_kept_when_the_office_asks_for_them() -> None:
    assert [each.words for each in read_brought(CABINET, Reading(keeps_titles=True), TODAY)] == ["Cabinet about pay"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
        (b"<html>", "web page"),
        (b"PK\x03\x04", "not a calendar"),
        (calendar(event("DTSTART:20200101T100000Z", "DURATION:PT1H")), "no busy time between 7 August 2026"),
        (calendar(event("DTSTART:20261006T100000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT")), "marked “free”"),
    ],
)
def test_a_file_of_no_use_is_refused_beside_its_field(data: bytes, words: str) -> None:
    with pytest.raises(RuleBroken, match=words) as refused:
        read_brought(data, Reading(), TODAY)
    assert refused.value.field == "file"


def test_a_calendar_that_repeats_every_second_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_service, "SECONDS", 1)
    bomb = calendar(event("DTSTART:20200101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"))
    begun = datetime.now(UTC)
    with pytest.raises(RuleBroken, match="repeats too often"):
        read_brought(bomb, Reading(), TODAY)
    assert datetime.now(UTC) - begun < timedelta(seconds=4)


def test_the_child_that_reads_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("SCHEDULER_SECRET_KEY", "canary")
    tell = tmp_path / "tell.sh"
    tell.write_text('#!/bin/sh\nenv > "$0.env"\necho \'{"busy": []}\'\n')
    tell.chmod(0o755)
    monkeypatch.setattr(reading_service, "CHILD", (str(tell),))
    with pytest.raises(RuleBroken, match="no busy time"):
        read_brought(CABINET, Reading(), TODAY)
    assert "canary" not in (tmp_path / "tell.sh.env").read_text()


def test_a_new_file_takes_the_place_of_all_days(session) -> None:
    layer = factories.layer(name="Cabinet")
    factories.layer_entry(layer=layer)
    take_brought(layer, BUSY, Reading(), now=NOW)
    session.expire_all()
    assert [each.first_on for each in layer.entries] == [date(2026, 10, 6)]
    assert (layer.source, layer.fetched_at) == (LayerSource.UPLOAD, NOW)
    assert day_verdict(date(2026, 10, 6)) == ["Cabinet, 5pm to 7pm"]
    assert last_entry().summary == "Read 1 busy time into Cabinet from a file"


def test_a_subscribed_calendar_is_read_and_its_secret_address_stays_out_of_the_log(session, council) -> None:
    layer = subscribed(council)
    assert day_verdict(date(2026, 10, 6)) == ["Cabinet, 5pm to 7pm"]
    assert (layer.source, layer.address) == (LayerSource.ADDRESS, council.url)
    assert last_entry().summary == "Subscribed Cabinet to a calendar of calendar.example.org: 1 busy time"


def test_a_refresh_takes_over_what_changed_and_commits(session, council) -> None:
    layer = subscribed(council)
    council.body = calendar(event("DTSTART;TZID=Europe/London:20261007T090000", "DURATION:PT1H"))
    assert refresh_layer(layer, now=NOW + timedelta(days=1), outside=LOOPBACK)
    session.rollback()
    assert day_verdict(date(2026, 10, 6)) == []
    assert day_verdict(date(2026, 10, 7)) == ["Cabinet, 9am to 10am"]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [(404, b"", "answered 404"), (200, b"<html>", "web page"), (200, calendar(), "no busy time")],
)
def test_a_failed_refresh_says_why_and_keeps_the_old_days(
    session, council, status: int, body: bytes, words: str
) -> None:
    layer = subscribed(council)
    council.status, council.body = status, body
    assert not refresh_layer(layer, now=NOW + timedelta(days=1), outside=LOOPBACK)
    session.rollback()
    assert words in layer.fetch_problem
    assert layer.fetched_at == NOW
    assert day_verdict(date(2026, 10, 6)) == ["Cabinet, 5pm to 7pm"]
    council.status, council.body = 200, CABINET
    assert refresh_layer(layer, now=NOW + timedelta(days=2), outside=LOOPBACK)
    assert layer.fetch_problem == ""


def test_the_worker_s_round_reads_every_subscription_though_one_fails(session, council, loopback_is_public) -> None:
    good, off = subscribed(council), subscribed(council, "Off")
    off.is_on = False
    with socket.create_server(("127.0.0.1", 0)) as listener:
        gone = f"http://calendar.example.org:{listener.getsockname()[1]}/"
    bad = factories.layer(name="A bad one", source=LayerSource.ADDRESS, address=gone)
    refresh_every_layer(NOW + timedelta(days=1))
    assert good.fetched_at == NOW + timedelta(days=1)
    assert "cannot be reached" in bad.fetch_problem
    assert off.fetched_at == NOW
    assert "read subscribed calendars" in {each.name for each in registered_rounds()}


def test_the_application_itself_never_asks_a_machine_of_its_own_network(session, council) -> None:
    layer = factories.layer(
        name="Inside", source=LayerSource.ADDRESS, address=council.url.replace("calendar.example.org", "127.0.0.1")
    )
    refresh_every_layer(NOW)
    assert "not a public address" in layer.fetch_problem


def test_somebody_else_can_write_while_a_server_is_asked(session, council) -> None:
    layer, engine = subscribed(council), db.engine

    def resolve(_host: str, _port: int) -> list[str]:
        with engine.begin() as elsewhere:
            elsewhere.execute(BankHoliday.__table__.insert().values(day=TODAY, name="Meanwhile", is_struck=False))
        return ["127.0.0.1"]

    assert refresh_layer(layer, now=NOW, outside=Outside(resolve=resolve, may_reach=LOOPBACK.may_reach))
    assert TODAY in bank_holidays()
