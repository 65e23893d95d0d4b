"""Several people accept the same plan at once: each date is kept once, and nobody sees an error page of ours."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Hold
from scheduler.forward_plan.models import Placement
from scheduler.forward_plan.rules.vocabulary import PlacementState
from scheduler.forward_plan.service.proposals import propose
from tests.factories import NOW
from tests.forward_plan.plans import draft, office_with_pledge

MANAGERS = 8


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOW, tick=True):
        yield


def test_eight_managers_accept_all_at_once_and_each_date_is_kept_once(manager, server_url):
    office_with_pledge(3)
    proposal = propose(draft(), now=NOW)
    db.session.commit()
    path = f"{server_url}/forward-plan/proposals/{proposal.id}"
    cookies = {"session": manager.get_cookie("session").value}
    shown = requests.get(path, cookies=cookies, timeout=20)
    form = BeautifulSoup(shown.text, "html.parser").select_one("main form")
    data = {each["name"]: each["value"] for each in form.select("input[name]")}
    kept = {"session": shown.cookies.get("session", cookies["session"])}
    db.session.remove()

    def press(_):
        answer = requests.post(f"{path}/accept", data=data, cookies=kept, timeout=40, allow_redirects=False)
        return answer.status_code

    with ThreadPoolExecutor(MANAGERS) as pool:
        answers = Counter(pool.map(press, range(MANAGERS)))
    assert answers == {303: 1, 409: MANAGERS - 1}
    assert db.session.scalar(select(func.count()).select_from(Engagement)) == 3
    assert db.session.scalar(select(func.count()).select_from(Hold)) == 3
    states = set(db.session.scalars(select(Placement.state)))
    assert states == {PlacementState.ACCEPTED}
