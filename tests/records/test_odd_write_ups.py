"""Write-ups that go another way than the usual: stand-ins, second thoughts, old pages, what no page sends."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from scheduler.actions.queries import actions_of
from scheduler.core.db import db
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.rules import Answer, Answerer, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import invite, record_reply
from scheduler.outbox.models import Notice
from scheduler.records.queries.presence import people_in
from scheduler.records.queries.records import record_of
from scheduler.records.rules.drafts import WriteUpDraft
from scheduler.records.service.records import write_up
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.records.conftest import SAID, fresh


@pytest.fixture
def stand_in(visit):
    """The Leader of Melton said that the Deputy Leader comes."""
    starts_at, ends_at = visit.engagement.starts_at, visit.engagement.ends_at
    visit.engagement.starts_at, visit.engagement.ends_at = NOW + timedelta(hours=2), NOW + timedelta(hours=3)
    (asked,) = invite(visit.engagement, [visit.leader], now=NOW).invited
    deputy = StandIn(name="Jo Merrick", role="Deputy Leader", band=2, authority=Authority.LIMITED)
    answer = Answer(partstat=PartStat.DELEGATED, answered_by=Answerer.OFFICE, substitute=deputy)
    record_reply(asked, answer, source=ReplySource.TELEPHONE, now=NOW)
    visit.engagement.starts_at, visit.engagement.ends_at = starts_at, ends_at
    db.session.commit()


def seat_of(form, post) -> str:
    """The row of a seat: “seats-1”."""
    (box,) = [each for each in form.select("input[name$='-post']") if each["value"] == str(post.id)]
    return box["name"].removesuffix("-post")


def test_whoever_was_announced_and_did_not_come_is_unticked(manager, visit, path, stand_in):
    form = page(manager.get(path)).select_one("form.record")
    row, values = seat_of(form, visit.leader), form_values(form) | SAID
    assert values[f"{row}-role"] == ["Deputy Leader"]
    del values[f"{row}-came"]
    for _ in range(2):
        assert manager.post(path, data=values).status_code == 303
    away = [each.words for each in people_in(fresh(visit)) if not each.came]
    assert away == ["Deputy Leader for the Leader, Melton Borough Council"]


def test_the_holder_came_after_all_where_the_announced_role_is_taken_away(manager, visit, path, stand_in):
    form = page(manager.get(path)).select_one("form.record")
    values = form_values(form) | SAID | {f"{seat_of(form, visit.leader)}-role": ""}
    assert manager.post(path, data=values).status_code == 303
    assert "Leader, Melton Borough Council" in [each.words for each in people_in(fresh(visit)) if each.came]


def test_a_name_or_level_without_a_role_is_not_dropped_silently(manager, visit, path):
    form = page(manager.get(path)).select_one("form.record")
    row = seat_of(form, visit.leader)
    refused = manager.post(path, data=form_values(form) | SAID | {f"{row}-band": "3"})
    assert refused.status_code == 422
    assert page(refused).select_one(f"#{row}-role-error")
    assert fresh(visit).status is EngagementStatus.AGREED


def test_owners_can_be_written_to_afterwards(manager, visit, path):
    action = {"actions-0-words": "Send the figures", "actions-0-owner": f"post:{visit.leader.id}"}
    assert submit(manager, path, SAID | action).status_code == 303
    for _ in range(2):
        assert submit(manager, path, {"tell": "y", "save": "done"}, form="form.record").status_code == 303
    db.session.expire_all()
    assert [each.told_at for each in actions_of(visit.engagement)] == [NOW]
    assert db.session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == "action")) == 1


@pytest.mark.parametrize(
    ("said", "box"),
    [({"instead": "vanished", "reason": "Snow"}, "instead"), ({"instead": "cancelled", "reason": "x" * 501}, "reason")],
)
def test_what_was_not_held_is_taken_only_in_words_that_can_be_kept(manager, visit, path, said, box):
    refused = submit(manager, path, {"held": "no"} | said)
    assert refused.status_code == 422
    assert page(refused).select_one(f"#{box}-error")
    assert fresh(visit).status is EngagementStatus.AGREED


def test_what_somebody_else_has_marked_as_held_is_not_cancelled_from_an_old_page(manager, visit, path):
    values = form_values(page(manager.get(path)).select_one("form.record"))
    write_up(visit.engagement, WriteUpDraft(outcome="Theirs"), now=NOW, by="Kit Barrowby")
    refused = manager.post(path, data=values | {"held": "no", "instead": "cancelled", "reason": "Snow"})
    assert refused.status_code == 422
    assert "It cannot become “cancelled”" in refused.text
    assert fresh(visit).status is EngagementStatus.WRITTEN_UP


@pytest.mark.parametrize("number", ["", "x", "9" * 30])
def test_numbers_that_no_page_sends_are_nobodys(manager, visit, path, number):
    gift = {"offered": "yes", "gift_what": "Tea", "gift_decision": "accepted", "gift_to": number}
    assert submit(manager, path, SAID | gift | {"seats-0-post": number}).status_code == 303
    assert record_of(fresh(visit)).was_offered


def test_a_guest_keeps_a_home_that_has_ended_since(manager, visit, path):
    home = factories.organisation(name="Harborough Trust")
    guest = {"guests-0-role": "Chair", "guests-0-home": f"organisation:{home.id}"}
    assert submit(manager, path, SAID | guest).status_code == 303
    home.ended_on = NOW.date()
    db.session.commit()
    assert submit(manager, path, {"outcome": "Corrected.", "save": "done"}, form="form.record").status_code == 303
    assert "Chair, Harborough Trust" in [each.words for each in people_in(fresh(visit))]
