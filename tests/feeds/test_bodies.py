"""How finished feeds are kept in memory, and that many clients at once cost one joining."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from email.utils import format_datetime

from werkzeug.test import Client

from scheduler.feeds.gateway.bodies import Bodies, body_of
from scheduler.feeds.gateway.store import FeedStore
from tests.feeds.conftest import NOW, made_feed, shown_engagement

VERSION = (1, date(2026, 9, 7))


def body(text, *, pack=False):
    return body_of(text, VERSION, NOW, pack=pack)


def test_the_longest_unused_feed_is_dropped_when_the_bound_is_reached():
    bodies = Bodies(bound=25)
    for key in (1, 2):
        bodies.put(key, body(bytes(10)))
    bodies.get(1)
    bodies.put(3, body(bytes(10)))
    assert [bodies.get(key) is not None for key in (1, 2, 3)] == [True, False, True]
    assert bodies.held == 20


def test_a_newer_body_takes_the_place_of_the_older_and_one_too_large_is_still_served():
    bodies = Bodies(bound=25)
    bodies.put(1, body(b"old"))
    bodies.put(1, body(b"newer"))
    assert (bodies.get(1).plain(), bodies.held) == (b"newer", 5)
    bodies.put(2, body(bytes(100)))
    assert bodies.get(2).length == 100
    assert bodies.get(1) is None


def test_a_body_is_the_same_packed_at_any_time_and_unpacks_to_its_text():
    text = b"BEGIN:VCALENDAR\r\n" * 50
    packed = body(text, pack=True)
    assert packed.kept == body(text, pack=True).kept
    assert packed.kept[4:8] == bytes(4)  # gzip's own time stamp (RFC 1952 section 2.3.1)
    assert packed.plain() == text
    assert (packed.tag, packed.length) == (body(text).tag, len(text))
    assert packed.modified == format_datetime(NOW, usegmt=True)


def test_clients_that_come_at_once_after_a_change_cost_one_joining(app, gateway, monkeypatch):
    shown_engagement()
    token = made_feed()[1]
    joins, together = [], threading.Barrier(8)
    fragments = FeedStore.fragments
    monkeypatch.setattr(FeedStore, "fragments", lambda *facts: joins.append(1) or fragments(*facts))

    def get(_number):
        together.wait()
        return Client(app).get(f"/feeds/{token}.ics")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(get, range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert len(joins) == 1
