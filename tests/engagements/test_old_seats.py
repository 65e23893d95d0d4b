"""A partner moves: what is planned at the old seat is listed and moved with one button; the past stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from scheduler.core.db import commit, db
from scheduler.engagements.calendar import place_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementDraft, EngagementKind, EngagementStatus
from scheduler.engagements.service import plan_engagement
from scheduler.engagements.service.partners import move_to_new_seats
from scheduler.ical.event import Timed
from scheduler.invitations.service import invite
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.service.moves import move_home
from tests import factories
from tests.browsing import page, submit
from tests.outbox.draining import send_all

NOW = datetime(2023, 6, 1, 9, 0, tzinfo=UTC)
MOVE = date(2023, 7, 3)


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def leader(app) -> Post:
    """The Leader of a council that moves from Bushloe House to Brocks Hill on 3 July."""
    factories.office()
    old = factories.place(name="Bushloe House", town="Wigston")
    council = factories.organisation(name="Oadby and Wigston Borough Council", place=old)
    post = factories.post(organisation=council, email="leader@example.org")
    factories.tenure(post=post)
    move_home(council, factories.place(name="Brocks Hill", town="Oadby"), from_on=MOVE, now=NOW)
    commit()
    return post


def plan(leader: Post, day: date, **changes: object) -> Engagement:
    starts = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    facts = {
        "kind": EngagementKind.MEETING,
        "title": f"Meeting of {day.isoformat()}",
        "principal_ids": (factories.principal().id,),
        "post_ids": (leader.id,),
        "when": Timed(starts, starts + timedelta(hours=1)),
        "clash_reason": "None of this matters here.",
    }
    return plan_engagement(EngagementDraft(**facts | changes), now=NOW)


def at_old(leader: Post, day: date, **changes: object) -> Engagement:
    """Planned before anybody knew of the move."""
    return plan(leader, day, place_id=leader.home.place_id, **changes)


def test_an_engagement_goes_where_the_partner_sits_on_its_day(leader):
    assert "Bushloe House" in place_words(plan(leader, date(2023, 6, 30)))
    assert "Brocks Hill" in place_words(plan(leader, MOVE))
    assert "Bushloe House" in place_words(plan(leader, MOVE, when=None))


def test_the_council_moves_office(leader, smtp_sink):
    """Three are moved and told, with SEQUENCE raised; the one before the day and the one long over stay."""
    before, *after = [
        at_old(leader, date(2023, 6, 30)),
        *(at_old(leader, MOVE + timedelta(days=n)) for n in (0, 9, 40)),
    ]
    past = at_old(leader, date(2023, 5, 2))
    for engagement in after:
        engagement.place_text = "Committee room 2"
        invite(engagement, [leader], now=NOW)
    send_all(NOW)
    moved = move_to_new_seats(leader.home, now=NOW)
    send_all(NOW)
    assert moved == after
    assert [place_words(each) for each in after] == ["Brocks Hill, Oadby"] * 3
    assert [each.sequence for each in after] == [1, 1, 1]
    assert [(place_words(each), each.sequence) for each in (before, past)] == [("Bushloe House, Wigston", 0)] * 2
    assert len(smtp_sink.to("leader@example.org")) == 6, "three invitations, three updates"


def test_what_is_off_the_diary_or_elsewhere_on_purpose_is_left_alone(leader):
    off = at_old(leader, MOVE)
    off.status = EngagementStatus.CANCELLED
    plan(leader, MOVE, place_id=factories.place(name="Pavilion").id)
    other = factories.post()
    plan(other, MOVE, place_id=leader.home.place_id)
    assert move_to_new_seats(leader.home, now=NOW) == []


def test_the_councils_page_asks_until_all_are_moved(manager, leader):
    for day in (MOVE, MOVE + timedelta(days=9)):
        at_old(leader, day)
    commit()
    council = f"/partners/organisations/{leader.organisation_id}"
    link = page(manager.get(council)).find("a", string="Move to Brocks Hill")
    assert "2 engagements from 3 July 2023 on are still at Bushloe House" in page(manager.get(council)).get_text()
    listed = page(manager.get(str(link["href"])))
    assert len(listed.select("main tbody tr")) == 2
    assert "Meeting of 2023-07-12" in listed.get_text()
    assert submit(manager, str(link["href"])).status_code == 303
    assert "still at Bushloe House" not in manager.get(council).text
    assert {place_words(each) for each in db.session.query(Engagement)} == {"Brocks Hill, Oadby"}


def test_pressing_twice_moves_nothing_twice(manager, leader):
    engagement = at_old(leader, MOVE)
    commit()
    address = f"/engagements/old-seats/organisations/{leader.organisation_id}"
    shown = page(manager.get(address))
    token = shown.select_one("main input[name=csrf_token]")["value"]
    for _ in range(2):
        assert manager.post(address, data={"csrf_token": token}).status_code == 303
    db.session.expire_all()
    assert engagement.sequence == 1


def test_a_viewer_may_not_move_them(viewer, leader):
    assert viewer.get(f"/engagements/old-seats/organisations/{leader.organisation_id}").status_code == 403


def test_an_unknown_partner_is_not_found(manager):
    assert manager.get("/engagements/old-seats/bodies/4711").status_code == 404
