"""What a calendar program gets from a feed's address."""

import gzip
import logging
from datetime import timedelta
from email.utils import format_datetime
from urllib.robotparser import RobotFileParser

import pytest
from sqlalchemy import create_engine, event, text

from scheduler.core.db import db
from scheduler.core.web import HEADERS
from scheduler.feeds.gateway.fetches import Fetches
from scheduler.feeds.gateway.layer import FeedGateway
from scheduler.feeds.gateway.store import FeedStore
from scheduler.feeds.service import delete_feed, revoke_addresses, rotate_address
from tests.feeds.conftest import NOW, made_feed, rendered, shown_engagement

pytestmark = pytest.mark.usefixtures("at_now")

SAME_ON_ALL = ("ETag", "Last-Modified", "Cache-Control", "Vary", "Content-Disposition")


def test_a_feed_is_a_calendar_with_the_headers_that_clients_need(fetch):
    shown_engagement(title="Visit to Melton")
    answer = fetch(made_feed()[1])
    assert answer.status_code == 200
    assert b"SUMMARY:Visit to Melton\r\n" in answer.data
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=300, must-revalidate"
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Last-Modified"] == format_datetime(NOW, usegmt=True)
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("state", ["live", "unchanged", "unknown", "gone", "posted to"])
def test_every_answer_carries_the_security_headers(fetch, state):
    feed, token = made_feed()
    wanted = {"If_None_Match": "*"} if state == "unchanged" else {}
    if state == "gone":
        revoke_addresses(feed, now=NOW)
        db.session.commit()
    answer = fetch("a" * 32 if state == "unknown" else token, "POST" if state == "posted to" else "GET", **wanted)
    expected = {"live": 200, "unchanged": 304, "unknown": 404, "gone": 410, "posted to": 405}
    assert answer.status_code == expected[state]
    assert HEADERS.items() <= dict(answer.headers).items()


def test_the_same_bytes_and_tag_come_again_after_a_restart(fetch, gateway):
    shown_engagement()
    token = made_feed()[1]
    first = fetch(token)
    gateway.bodies.clear()
    again = fetch(token)
    assert (first.data, first.headers["ETag"]) == (again.data, again.headers["ETag"])


def test_a_day_later_the_bytes_are_the_same(fetch, at_now):
    shown_engagement()
    token = made_feed()[1]
    first = fetch(token)
    at_now.shift(timedelta(days=1))
    again = fetch(token, If_None_Match=first.headers["ETag"])
    assert again.status_code == 304
    assert fetch(token).data == first.data
    assert fetch(token).headers["Last-Modified"] == first.headers["Last-Modified"]


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"other", {tag}', 'W/"other",W/{tag}', "*"])
def test_a_tag_that_the_client_has_gives_304_without_a_body(fetch, form):
    token = made_feed()[1]
    full = fetch(token)
    answer = fetch(token, If_None_Match=form.format(tag=full.headers["ETag"]))
    assert answer.status_code == 304
    assert answer.data == b""
    assert {name: answer.headers[name] for name in SAME_ON_ALL} == {name: full.headers[name] for name in SAME_ON_ALL}
    assert "Content-Type" not in answer.headers


def test_the_tag_of_the_packed_form_counts_for_the_plain_one_too(fetch):
    token = made_feed()[1]
    packed = fetch(token, Accept_Encoding="gzip").headers["ETag"]
    assert packed != fetch(token).headers["ETag"]
    assert fetch(token, If_None_Match=packed).status_code == 304


def test_a_date_alone_gives_304_and_an_outdated_tag_beats_a_fresh_date(fetch):
    token = made_feed()[1]
    date = fetch(token).headers["Last-Modified"]
    assert fetch(token, If_Modified_Since=date).status_code == 304
    assert fetch(token, If_Modified_Since=date, If_None_Match='"outdated"').status_code == 200
    assert fetch(token, If_Modified_Since=format_datetime(NOW - timedelta(days=1), usegmt=True)).status_code == 200
    assert fetch(token, If_Modified_Since="the day before yesterday").status_code == 200


def test_head_has_the_headers_of_get_and_no_body(fetch):
    shown_engagement()
    token = made_feed()[1]
    head, get = fetch(token, "HEAD"), fetch(token)
    assert head.status_code == 200
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


def test_gzip_only_when_it_is_asked_for(fetch):
    shown_engagement()
    token = made_feed()[1]
    plain, packed = fetch(token), fetch(token, Accept_Encoding="br;q=1.0, gzip;q=0.8")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    for offer in ("identity", "gzip;q=0", "gzip; q=0.0", "br", "*"):
        answer = fetch(token, Accept_Encoding=offer)
        assert "Content-Encoding" not in answer.headers
        assert answer.data == plain.data


def test_gzip_can_be_switched_off(app, gateway):
    token = made_feed()[1]
    plain_gateway = FeedGateway(gateway.app, gateway.store, gateway.fetches, headers=HEADERS, pack=False)
    app.wsgi_app = plain_gateway
    try:
        answer = app.test_client().get(f"/feeds/{token}.ics", headers={"Accept-Encoding": "gzip"})
    finally:
        app.wsgi_app = gateway
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept": "text/html"},
        {"Accept": "application/json;q=0.1"},
        {"User_Agent": "Google-Calendar-Importer"},
        {"User_Agent": "iOS/17.0 (21A329) dataaccessd/1.0", "Accept": "*/*"},
        {"User_Agent": ""},
    ],
)
def test_any_program_is_answered_whatever_it_says_it_accepts(fetch, headers):
    assert fetch(made_feed()[1], **headers).status_code == 200


def test_unknown_and_impossible_tokens_are_404_in_plain_text(fetch):
    for token in ("a" * 32, "short", "../../etc/passwd", "%00", "ü" * 32, ""):
        answer = fetch(token)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.data.startswith(b"There is no calendar at this address.")


def test_a_token_survives_capitals_from_a_mail_gateway(fetch):
    assert fetch(made_feed()[1].upper()).status_code == 200


def test_a_revoked_address_is_gone_and_a_deleted_one_unknown(fetch):
    feed, token = made_feed()
    revoke_addresses(feed, now=NOW)
    db.session.commit()
    answer = fetch(token)
    assert answer.status_code == 410
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    delete_feed(feed)
    db.session.commit()
    assert fetch(token).status_code == 404


def test_a_rotated_address_answers_for_24_hours_more(fetch, at_now):
    feed, old = made_feed()
    new = rotate_address(feed, now=NOW)
    db.session.commit()
    at_now.move_to(NOW + timedelta(hours=23, minutes=59))
    assert (fetch(old).status_code, fetch(new).status_code) == (200, 200)
    at_now.move_to(NOW + timedelta(hours=24))
    assert (fetch(old).status_code, fetch(new).status_code) == (410, 200)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND", "OPTIONS"])
def test_other_methods_are_refused(fetch, method):
    answer = fetch(made_feed()[1], method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_304_is_one_statement_and_never_asks_for_engagements(fetch, gateway, monkeypatch):
    shown_engagement()
    token = made_feed()[1]
    tag = fetch(token).headers["ETag"]
    for table in ("feed_fragment", "feed_entry", "engagement_post", "engagement_principal"):
        db.session.execute(text(f"ALTER TABLE {table} RENAME TO gone_{table}"))
    db.session.commit()
    asked: list[str] = []
    ask = gateway.store.run
    monkeypatch.setattr(gateway.store, "run", lambda sql, values: asked.append(sql) or ask(sql, values))
    event.listen(db.engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    assert fetch(token, If_None_Match=tag).status_code == 304
    assert len(asked) == 1
    assert "feed_address" in asked[0]
    assert "engagement" not in asked[0]


def test_a_change_is_in_the_next_answer(fetch):
    engagement = shown_engagement(title="Visit to Melton")
    token = made_feed()[1]
    before = fetch(token)
    engagement.title = "Visit to Oadby"
    rendered(engagement, now=NOW + timedelta(seconds=30))
    after = fetch(token, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    assert b"Visit to Oadby" in after.data
    assert after.headers["Last-Modified"] > before.headers["Last-Modified"]


def down_store() -> FeedStore:
    """A database that does not answer."""
    return FeedStore(create_engine("sqlite:////nowhere/at/all.sqlite3"))


def test_with_the_database_down_the_last_good_copy_is_served_else_503(fetch, gateway, monkeypatch, caplog):
    shown_engagement()
    token, other = made_feed()[1], made_feed()[1]
    good = fetch(token)
    monkeypatch.setattr(gateway, "store", down_store())
    with caplog.at_level(logging.ERROR):
        assert fetch(token).data == good.data
        assert fetch(token, If_None_Match=good.headers["ETag"]).status_code == 304
    answer = fetch(other)
    assert "the database does not answer" in caplog.text
    assert other not in caplog.text
    gateway.bodies.clear()
    for refused in (answer, fetch(token)):
        assert refused.status_code == 503
        assert refused.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert refused.headers["Retry-After"] == "60"


def test_a_revoked_address_stays_gone_with_the_database_down(fetch, gateway, monkeypatch):
    feed, token = made_feed()
    fetch(token)
    revoke_addresses(feed, now=NOW)
    db.session.commit()
    assert fetch(token).status_code == 410
    monkeypatch.setattr(gateway, "store", down_store())
    assert fetch(token).status_code == 410


def test_a_connection_that_broke_is_replaced(fetch, gateway):
    token = made_feed()[1]
    fetch(token)
    gateway.store.connection().close()
    assert fetch(token).status_code == 200


def test_the_last_fetch_is_written_down_later_and_never_in_the_request(fetch, gateway, monkeypatch):
    feed, token = made_feed()
    own = Fetches(gateway.fetches.save, every=3600)
    monkeypatch.setattr(gateway, "fetches", own)
    fetch(token, User_Agent="Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17029; Pro)")
    db.session.refresh(feed.addresses[0])
    assert feed.addresses[0].last_fetched_at is None
    db.session.rollback()
    own.flush()
    db.session.refresh(feed.addresses[0])
    assert (feed.addresses[0].last_fetched_at, feed.addresses[0].last_agent) == (NOW, "Outlook")


def test_a_failing_record_of_fetches_is_logged_and_the_next_one_works(caplog):
    saved = []

    def save(latest):
        saved.append(latest)
        if len(saved) == 1:
            raise OSError("disk full")

    fetches = Fetches(save, every=3600)
    for agent in ("one", "two"):
        fetches.note("digest", NOW, agent)
        fetches.flush()
    assert "could not record" in caplog.text
    assert saved[1] == {"digest": (NOW, "two")}


def test_robots_may_fetch_feeds(client):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())
    assert robots.can_fetch("Google-Calendar-Importer", f"/feeds/{'a' * 32}.ics")
