"""Two thumbs, or one that trembles: the same press many times is once; of two that differ one is asked again."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from scheduler.actions.models import Action
from scheduler.core.db import db
from scheduler.records.models import EngagementRecord, GiftOffer, Presence, RecordNote
from scheduler.records.queries.records import record_of
from scheduler.records.service import records
from tests.browsing import form_values
from tests.factories import NOW

PRESSES = 6


@pytest.fixture(autouse=True)
def frozen():
    """A server on the day, whose clock goes on."""
    with time_machine.travel(NOW, tick=True):
        yield


class Press:
    """The open page, and what pressing its button sends."""

    def __init__(self, visit, manager, server_url) -> None:
        self.path = f"{server_url}/engagements/{visit.engagement.id}/record"
        cookies = {"session": manager.get_cookie("session").value}
        owner, council = f"principal:{visit.commissioner.id}", f"organisation:{visit.leader.organisation_id}"
        gift = {"offered": "yes", "gift_what": "Tea", "gift_decision": "accepted", "gift_from": council}
        action = {"actions-0-words": "Send figures", "actions-0-owner": owner}
        db.session.remove()
        shown = requests.get(self.path, cookies=cookies, timeout=20)
        self.cookies = {"session": shown.cookies.get("session", cookies["session"])}
        form = BeautifulSoup(shown.text, "html.parser").select_one("form.record")
        self.values = form_values(form) | gift | action | {"issue": "Parking", "save": "done"}

    def __call__(self, outcome: str) -> int:
        data = self.values | {"outcome": outcome}
        return requests.post(self.path, data=data, cookies=self.cookies, timeout=40, allow_redirects=False).status_code


@pytest.fixture
def press(visit, manager, server_url):
    return Press(visit, manager, server_url)


def counted():
    db.session.remove()
    tables = (EngagementRecord, Presence, RecordNote, Action, GiftOffer)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_the_same_press_many_times_is_once(press):
    with ThreadPoolExecutor(PRESSES) as pool:
        answers = Counter(pool.map(press, ["They share figures."] * PRESSES))
    assert answers == {303: PRESSES}
    assert counted() == [1, 5, 1, 1, 1]


def test_without_the_lock_the_same_presses_get_in_one_anothers_way(press, monkeypatch):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("here a request that may write has the database to itself")

    def unlocked(engagement):
        found = record_of(engagement)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(records, "locked_record", unlocked)
    with ThreadPoolExecutor(PRESSES) as pool:
        answers = Counter(pool.map(press, ["They share figures."] * PRESSES))
    assert answers[303] < PRESSES


def test_of_presses_that_differ_one_is_kept_and_the_others_are_asked_again(press):
    with ThreadPoolExecutor(PRESSES) as pool:
        answers = Counter(pool.map(press, [f"Outcome {number}" for number in range(PRESSES)]))
    assert answers == {303: 1, 422: PRESSES - 1}
    assert counted() == [1, 5, 1, 1, 1]
