"""Waves are planned, looked through, sent once, undone and sent again; a later one never repeats an earlier one."""

from datetime import date, timedelta

import pytest
import time_machine

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.invitations.models import Invitation, Wave
from scheduler.invitations.queries.invitations import live_invitations
from scheduler.outbox.batches import stop_batch
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.summits.models import PlannedWave
from scheduler.summits.queries.waves import answers_of, choices_of, planned_waves, quota_lines, roll_of
from scheduler.summits.rules.timeline import Step
from scheduler.summits.rules.vocabulary import WaveKind
from scheduler.summits.service.waves import (
    Members,
    WaveDraft,
    add_members,
    add_wave,
    change_wave,
    move_wave,
    plan_usual_waves,
    remove_wave,
    send_planned,
    set_members,
)
from tests import factories
from tests.factories import NOW
from tests.summits.county import County, county

ON = local_day(NOW)


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours(app) -> County:
    return county()


@pytest.fixture
def careful(app) -> County:
    """The same with a minute in which to undo."""
    return county(undo_seconds=60)


def names(ours: County) -> list[str]:
    return [wave.name for wave in planned_waves(ours.summit)]


def roll(ours: County, planned: PlannedWave):
    return roll_of(ours.summit, choices_of([planned], ON)[planned.id], ON)


def test_the_usual_four_take_their_days_from_the_timeline(ours):
    plan_usual_waves(ours.summit, {Step.SAVE_THE_DATE: date(2026, 9, 9), Step.WAVE_1: date(2026, 9, 18)})
    waves = planned_waves(ours.summit)
    assert [(each.name, each.kind) for each in waves] == [
        ("Save the date", WaveKind.SAVE_THE_DATE),
        ("Wave 1", WaveKind.INVITATION),
        ("Wave 2", WaveKind.INVITATION),
        ("Reserve", WaveKind.RESERVE),
    ]
    assert [each.planned_on for each in waves] == [date(2026, 9, 9), date(2026, 9, 18), None, None]


def test_planning_the_usual_four_twice_plans_them_once(ours):
    plan_usual_waves(ours.summit, {})
    plan_usual_waves(ours.summit, {})
    assert len(names(ours)) == 4


def test_two_waves_cannot_have_one_name(ours):
    add_wave(ours.summit, WaveDraft(WaveKind.INVITATION, "Wave 1"))
    with pytest.raises(RuleBroken, match="called “wave 1” already"):
        add_wave(ours.summit, WaveDraft(WaveKind.INVITATION, "wave 1"))
    with pytest.raises(RuleBroken, match="Enter a name"):
        add_wave(ours.summit, WaveDraft(WaveKind.INVITATION, "  "))


def test_a_wave_changes_places_with_its_neighbour_and_stays_at_the_ends(ours):
    plan_usual_waves(ours.summit, {})
    reserve = planned_waves(ours.summit)[3]
    move_wave(reserve, is_earlier=True)
    db.session.commit()
    assert names(ours) == ["Save the date", "Wave 1", "Reserve", "Wave 2"]
    move_wave(planned_waves(ours.summit)[0], is_earlier=True)
    move_wave(planned_waves(ours.summit)[3], is_earlier=False)
    assert names(ours) == ["Save the date", "Wave 1", "Reserve", "Wave 2"]


def test_an_unsent_wave_can_be_renamed_and_removed(ours):
    planned = ours.plan("melton")
    change_wave(planned, WaveDraft(WaveKind.RESERVE, "Second line", date(2026, 9, 20)))
    assert names(ours) == ["Second line"]
    remove_wave(planned)
    assert names(ours) == []


def test_a_sent_wave_keeps_its_members_its_kind_and_its_place_in_the_plan(ours):
    planned = ours.send("melton")
    with pytest.raises(RuleBroken, match="was sent"):
        set_members(planned, Members())
    with pytest.raises(RuleBroken, match="was sent"):
        remove_wave(planned)
    with pytest.raises(RuleBroken, match="was sent"):
        move_wave(planned, is_earlier=True)
    with pytest.raises(RuleBroken, match="kind stays"):
        change_wave(planned, WaveDraft(WaveKind.RESERVE, "Other"))
    change_wave(planned, WaveDraft(WaveKind.INVITATION, "First wave"))
    assert names(ours) == ["First wave"]


def test_members_are_exactly_what_is_saved_and_ids_of_nobody_are_left_out(ours):
    planned = ours.plan("melton", "harby")
    set_members(planned, Members(posts=[ours.seats["harby"].id, ours.seats["trust"].id, 999_999]))
    db.session.commit()
    assert {each.post_id for each in planned.members} == {ours.seats["harby"].id, ours.seats["trust"].id}
    assert add_members(planned, Members(posts=[ours.seats["trust"].id, ours.seats["chair"].id])) == 1


def test_sending_notes_when_and_what_and_whom(ours):
    planned = ours.send("melton", "trust")
    assert planned.sent_at == NOW
    assert planned.wave.number == 1
    assert {each.invitee_label for each in live_invitations(ours.summit.engagement)} == {
        "Leader, Melton Borough Council",
        "Director of safety, Vale NHS Trust",
    }
    assert (answers_of(planned).invited, answers_of(planned).answered) == (2, 0)
    ours.answer("melton")
    assert answers_of(planned).answered == 1


def test_a_wave_sent_twice_invites_once(ours):
    planned = ours.send("melton")
    with pytest.raises(RuleBroken, match="was sent"):
        send_planned(planned, sent_by="", now=NOW)
    assert db.session.query(Invitation).count() == 1


def test_a_later_wave_leaves_out_whom_an_earlier_one_invited(ours):
    ours.send("melton", "trust")
    later = ours.plan("melton", "harby")
    shown = roll(ours, later)
    assert [each.label for each in shown.ready] == ["Leader, Harby District Council"]
    assert [(each.invitee.label, each.reason) for each in shown.skipped] == [
        ("Leader, Melton Borough Council", "Already invited")
    ]
    outcome = send_planned(later, sent_by="", now=NOW)
    assert len(outcome.invited) == 1
    assert later.wave.number == 2


def test_a_wave_that_invites_nobody_stays_unsent(ours):
    ours.send("melton")
    again = ours.plan("melton", name="Again")
    assert send_planned(again, sent_by="", now=NOW).invited == []
    assert again.sent_at is None


def test_groups_are_resolved_on_the_day_of_sending_and_newcomers_are_said(ours):
    group = factories.post_group(role_kinds=["officer head"], reviewed_at=NOW)
    planned = ours.plan(groups=[group.id])
    newcomer = factories.post(
        title="Head of paid service", role_kind="officer head", created_at=NOW + timedelta(minutes=1)
    )
    factories.tenure(post=newcomer)
    choice = choices_of([planned], ON)[planned.id]
    assert choice.new == [newcomer]
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert len(send_planned(planned, sent_by="", now=NOW + timedelta(hours=1)).invited) == 3
    assert choices_of([planned], ON)[planned.id].new == []


def test_an_undone_wave_is_unsent_and_can_be_sent_again(careful):
    planned = careful.send("melton", "trust")
    stop_batch(planned.wave.batch, now=NOW)
    db.session.commit()
    assert (planned.sent_at, planned.wave) == (None, None)
    assert live_invitations(careful.summit.engagement) == []
    send_planned(planned, sent_by="", now=NOW)
    db.session.commit()
    assert planned.wave.number == 2
    assert len(live_invitations(careful.summit.engagement)) == 2


def test_undoing_after_a_mail_left_lets_the_others_be_sent_again(careful):
    planned = careful.send("melton", "trust")
    left = db.session.query(Notice).filter_by(recipient_address="trust@example.org").one()
    left.state = NoticeState.SENT
    db.session.commit()
    stop_batch(planned.wave.batch, now=NOW)
    db.session.commit()
    assert planned.sent_at is None
    assert [each.label for each in roll(careful, planned).ready] == ["Leader, Melton Borough Council"]
    assert db.session.query(Wave).count() == 1


def test_more_asked_than_an_organisation_has_places_is_warned_of(app):
    ours = county(quota=1)
    ours.send("melton")
    lines = quota_lines(ours.summit, roll(ours, ours.plan("melton chief", "harby", "trust", name="Next")))
    assert [(line.name, line.places, line.asked_before, line.asked_now, line.warning) for line in lines] == [
        ("Melton Borough Council", 1, 1, 1, "2 are asked for 1 place"),
        ("Harby District Council", 1, 0, 1, ""),
        ("Vale NHS Trust", 1, 0, 1, ""),
    ]


def test_an_agency_s_own_quota_wins_over_the_summit_s(app):
    ours = county(quota=1)
    ours.send("melton")
    agency = ours.summit.agencies[0]
    agency.quota = agency.ceiling = 2
    db.session.commit()
    lines = quota_lines(ours.summit, roll(ours, ours.plan("melton chief")))
    assert [line.warning for line in lines] == [""]


def test_without_a_quota_nothing_is_warned_of(ours):
    ours.send("melton")
    assert [line.places for line in quota_lines(ours.summit, roll(ours, ours.plan("melton chief")))] == [None]
