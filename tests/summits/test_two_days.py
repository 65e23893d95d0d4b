"""A summit of two days says so wherever its date stands."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from scheduler.core.clock import local_day, to_local
from scheduler.core.db import db
from scheduler.engagements.rules import EngagementKind
from scheduler.outbox.rendering import render
from scheduler.summits.queries.overview import chapters_of, overview_of
from scheduler.summits.queries.programme import sessions_of
from scheduler.summits.service.programme import add_session, begin_with_starter
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.summits import homework
from tests.summits.programmed import Programmed, programmed, release_mails, session_draft

WEDNESDAY, THURSDAY = date(2026, 10, 21), date(2026, 10, 22)
BOTH = ["Wednesday 21 October 2026", "Thursday 22 October 2026"]


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def made(app) -> Programmed:
    """From Wednesday morning to Thursday afternoon, one guest; its programme goes on on Thursday at 10am."""
    factories.office()
    starts_at, ends_at = datetime(2026, 10, 21, 8, 30, tzinfo=UTC), datetime(2026, 10, 22, 15, tzinfo=UTC)
    both_days = factories.engagement(
        kind=EngagementKind.SUMMIT, starts_at=starts_at, ends_at=ends_at, principals=[factories.principal()]
    )
    summit = programmed(engagement=both_days)
    add_session(summit.summit, session_draft("What we do next", time(10), time(11), day=THURSDAY))
    summit.guest()
    db.session.commit()
    return summit


def test_a_partner_reads_which_part_is_on_which_day(client, made):
    made.release()
    shown = page(client.get(made.path(made.invitations[0])))
    assert [each.text for each in shown.select(".own-day__when strong")] == BOTH
    (notice,) = release_mails()
    mail = render(notice)
    assert mail is not None
    assert [line for line in mail.text.splitlines() if line in BOTH] == BOTH


def test_the_office_reads_it_too_before_and_after_the_release(manager, made):
    place = f"/summits/{made.summit.id}/programme"
    made.release()
    for path in (place, f"{place}/releases/1"):
        cells = page(manager.get(path)).select("td[data-label=When]")
        assert [each.text.split("10am")[0] for each in cells if "October" in each.text] == BOTH


def test_an_agency_reads_both_days_on_its_page(client, made):
    council = homework.agency(made.summit)
    homework.asked(made.summit, council)
    db.session.commit()
    lede = page(client.get(homework.desk_of(council))).select_one("p.lede")
    assert lede.text == "Wednesday 21 October 2026, 9:30am to Thursday 22 October 2026, 4pm"


def test_a_slip_to_two_other_days_keeps_both(manager, made):
    typed = {"day": "28 October 2026", "times": "9:30am to 4pm", "reason": "The hall was flooded"}
    path = f"/summits/{made.summit.id}/date/slip"
    assert submit(manager, path, typed | {"last_day": "29 October 2026"}).status_code == 303
    db.session.expire_all()
    assert local_day(made.summit.engagement.ends_at) == date(2026, 10, 29)
    assert to_local(sessions_of(made.summit)[-1].starts_at).isoformat() == "2026-10-29T10:00:00+00:00"
    assert chapters_of(made.summit)[-1].date_words == "28 October 2026 to 29 October 2026"


def test_the_night_is_no_gap_and_the_usual_order_is_of_the_first_day(manager, made):
    shown = manager.get(f"/summits/{made.summit.id}/programme").text
    assert "Nothing is planned from 12:30pm" not in shown
    for each in sessions_of(made.summit):
        db.session.delete(each)
    begin_with_starter(made.summit)
    assert {local_day(each.ends_at) for each in sessions_of(made.summit)} == {WEDNESDAY}


def test_it_is_over_after_its_last_day_only(made):
    stands = [overview_of(made.summit, now=datetime(2026, 10, day, 7, tzinfo=UTC)).stands for day in (22, 23)]
    assert [words[:9] for words in stands] == ["It is on ", "It was on"]
