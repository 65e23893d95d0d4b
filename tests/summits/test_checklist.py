"""The checklist ticks itself from what has happened; what no record proves is ticked by hand and taken back."""

from datetime import timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.invitations.models import Chaser, Wave, WaveMember
from scheduler.invitations.rules import ChaserState, PartStat
from scheduler.summits.models import (
    Agency,
    AssessmentRequest,
    PlannedWave,
    ProgrammeRelease,
    StepTick,
    StrategyVersion,
    SummitRoom,
)
from scheduler.summits.queries.checklist import checklist_of
from scheduler.summits.rules.checklist import CheckedStep, Standing
from scheduler.summits.rules.timeline import Step
from scheduler.summits.rules.vocabulary import WaveKind
from scheduler.summits.service.settings import SettingsDraft, change_settings, tick_step, untick_step
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.planning import THE_DAY, Planned, at_nine, planned

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours(app) -> Planned:
    return planned()


def step_of(ours: Planned, step: Step, now=NOW) -> CheckedStep:
    db.session.flush()
    db.session.expire_all()
    return next(each for each in checklist_of(ours.summit, now=now) if each.rule.step is step)


def test_a_new_summit_says_what_is_missing_and_ticks_nothing_by_itself(ours) -> None:
    steps = {each.rule.step: each for each in checklist_of(ours.summit, now=NOW)}
    assert steps[Step.DATES_HELD].standing is Standing.DONE
    assert steps[Step.HOSTS_AGREE].evidence.words == "Not written down yet: the outcomes"
    assert steps[Step.HOSTS_APPROVE].evidence.words == "No host’s approval is recorded"
    others = set(Step) - {Step.DATES_HELD}
    assert not any(steps[step].is_settled for step in others)


def test_outcomes_tick_the_first_step(ours) -> None:
    change_settings(ours.summit, SettingsDraft(outcomes="A strategy"), now=NOW)
    assert step_of(ours, Step.HOSTS_AGREE).standing is Standing.DONE


def test_a_venue_is_set_when_its_rooms_are_listed(ours) -> None:
    ours.summit.engagement.place_text = "County Hall"
    assert not step_of(ours, Step.VENUE).evidence.is_done
    db.session.add(SummitRoom(summit=ours.summit, name="Main hall"))
    assert step_of(ours, Step.VENUE).evidence.words == "County Hall; 1 room listed"
    assert step_of(ours, Step.VENUE).standing is Standing.DONE


def test_waves_tick_by_what_left_and_a_save_the_date_is_none_of_them(ours) -> None:
    db.session.add(PlannedWave(summit=ours.summit, kind=WaveKind.SAVE_THE_DATE, name="Save", position=1, sent_at=NOW))
    assert step_of(ours, Step.SAVE_THE_DATE).evidence.words == "Sent on 7 September 2026"
    assert not step_of(ours, Step.WAVE_1).is_settled


def test_a_wave_that_was_undone_is_no_wave(ours) -> None:
    sent = {"engagement": ours.summit.engagement, "sent_at": NOW, "leaves_at": NOW}
    first, second = Wave(number=1, undone_at=NOW, **sent), Wave(number=2, **sent)
    second.members = [WaveMember(invitation=each) for each in ours.guests(3)]
    db.session.add_all([first, second])
    assert step_of(ours, Step.WAVE_1).evidence.words == "Sent on 7 September 2026 to 3 invitees"
    assert step_of(ours, Step.WAVE_2).evidence.words == "No second wave has left"


def test_assessments_are_asked_when_every_organisation_that_must_was(ours) -> None:
    homes = [factories.organisation() for _ in range(3)]
    agencies = [Agency(summit_id=ours.summit.id, organisation_id=each.id, name=each.name) for each in homes]
    db.session.add_all(agencies)
    first, second, third = (AssessmentRequest(agency=each, due_on=THE_DAY - 20 * DAY) for each in agencies)
    third.is_needed, first.asked_at = False, NOW
    db.session.add_all([first, second, third])
    assert step_of(ours, Step.ASSESSMENTS_ASKED).evidence.words == "1 of 2 organisations asked"
    second.asked_at = NOW
    assert step_of(ours, Step.ASSESSMENTS_ASKED).standing is Standing.DONE


def test_a_chaser_and_a_call_are_seen(ours) -> None:
    first, second = ours.guests(2)
    for invitation, rung, state in ((first, "chase:7", ChaserState.POSTED), (second, "call", ChaserState.TO_CALL)):
        db.session.add(
            Chaser(invitation=invitation, rung=rung, counted_to_on=THE_DAY, due_on=THE_DAY, state=state, at=NOW)
        )
    assert step_of(ours, Step.CHASER).evidence.words == "1 chaser sent"
    assert step_of(ours, Step.CALL_LIST).evidence.words == "0 called, 1 to call, 2 silent"
    for invitation in (first, second):
        ours.answer(invitation, PartStat.DECLINED)
    assert step_of(ours, Step.CALL_LIST).standing is Standing.DONE


def test_answers_are_in_after_their_day_or_when_nobody_is_silent(ours) -> None:
    (invitation,) = ours.guests(1)
    change_settings(ours.summit, SettingsDraft(answers_until_on=THE_DAY - 20 * DAY), now=NOW)
    assert "0 of 1 have answered" in step_of(ours, Step.REPLY_DEADLINE).evidence.words
    assert step_of(ours, Step.REPLY_DEADLINE, at_nine(THE_DAY - 19 * DAY)).standing is Standing.DONE
    ours.answer(invitation)
    assert step_of(ours, Step.REPLY_DEADLINE).standing is Standing.DONE


def test_a_released_programme_and_a_draft_strategy_tick_their_steps(ours) -> None:
    db.session.add(ProgrammeRelease(summit_id=ours.summit.id, number=1, at=NOW, content={}))
    db.session.add(StrategyVersion(summit_id=ours.summit.id, number=1, title="Draft", text="…", released_at=NOW))
    assert step_of(ours, Step.JOINING).evidence.words == "Version 1 of the programme released on 7 September 2026"
    assert step_of(ours, Step.STRATEGY).standing is Standing.DONE


def test_deadlines_of_the_office_go_before_the_timelines(ours) -> None:
    usual = step_of(ours, Step.REPLY_DEADLINE).due_on
    change_settings(ours.summit, SettingsDraft(answers_until_on=THE_DAY - 10 * DAY), now=NOW)
    assert step_of(ours, Step.REPLY_DEADLINE).due_on == THE_DAY - 10 * DAY != usual


def test_what_has_passed_is_late_in_working_days(ours) -> None:
    due = step_of(ours, Step.VENUE).due_on
    late = step_of(ours, Step.VENUE, at_nine(due + 7 * DAY))
    assert (late.standing, late.when_words) == (Standing.LATE, "5 working days late")
    assert step_of(ours, Step.VENUE, at_nine(due)).when_words == "due today"


def test_without_a_day_nothing_is_late(app) -> None:
    steps = checklist_of(planned(None).summit, now=NOW)
    assert {each.standing for each in steps} == {Standing.UNDATED}


def test_a_tick_by_hand_counts_and_is_taken_back(ours) -> None:
    tick_step(ours.summit, Step.NUMBERS, is_needed=True, note="telephoned the hall", now=NOW)
    ticked = step_of(ours, Step.NUMBERS)
    assert ticked.standing is Standing.DONE
    assert ticked.tick.words().endswith(": telephoned the hall")
    tick_step(ours.summit, Step.NUMBERS, is_needed=False, note="", now=NOW)
    assert step_of(ours, Step.NUMBERS).standing is Standing.NOT_NEEDED
    untick_step(ours.summit, Step.NUMBERS)
    untick_step(ours.summit, Step.NUMBERS)
    assert not step_of(ours, Step.NUMBERS).is_settled


def test_a_step_is_ticked_and_taken_back_on_its_page(manager) -> None:
    ours = planned()
    path = f"/summits/{ours.summit.id}/steps/numbers"
    assert submit(manager, path, {"note": "by telephone", "do": "done"}).status_code == 303
    overview = page(manager.get(f"/summits/{ours.summit.id}")).select_one("main").get_text(" ", strip=True)
    assert "by telephone" in overview
    assert submit(manager, path, {"do": "undo"}).status_code == 303
    assert db.session.query(StepTick).count() == 0
    assert manager.get(f"/summits/{ours.summit.id}/steps/nonsense").status_code == 404


def test_the_checklist_asks_as_often_for_many_as_for_few(ours) -> None:
    def statements() -> int:
        db.session.expire_all()
        _ = ours.summit.engagement.principals, ours.summit.engagement.place
        with count_queries() as sent:
            checklist_of(ours.summit, now=NOW)
        return len(sent)

    few = statements()
    for invitation in ours.guests(6):
        ours.answer(invitation)
    assert statements() == few <= 8
