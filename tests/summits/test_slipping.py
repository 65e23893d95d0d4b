"""The date slips: one entry in every calendar, everybody asked again, deadlines moved, the reason on record."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from scheduler.accounts.rules import Role
from scheduler.core.clock import local_day, to_local
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Postponement
from scheduler.engagements.rules import EngagementStatus
from scheduler.engagements.service import edit_engagement
from scheduler.invitations.models import Reply
from scheduler.invitations.rules import PartStat
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.summits.models import PlannedWave, Session, StepTick, SummitPlaces
from scheduler.summits.queries.overview import answers_of, chapters_of
from scheduler.summits.rules.timeline import Step
from scheduler.summits.rules.vocabulary import SessionKind, WaveKind
from scheduler.summits.service.chapters import ChapterDraft, add_chapter, change_chapter, remove_chapter, rename
from scheduler.summits.service.settings import SettingsDraft, change_settings, tick_step
from scheduler.summits.service.slipping import SlipDraft, slip
from tests.browsing import page, submit
from tests.conftest import signed_in
from tests.factories import NOW
from tests.summits.planning import THE_DAY, Planned, at_nine, hours, planned, send_mails

DAY = timedelta(days=1)
LATER = THE_DAY + 42 * DAY
MOVED = SlipDraft(when=hours(LATER), reason="The Chief Constable is abroad")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ours(app) -> Planned:
    return planned()


def waiting(kind: str) -> int:
    query = select(Notice).where(Notice.kind == kind, Notice.state == NoticeState.WAITING)
    return len(db.session.scalars(query).all())


def test_the_entry_stays_the_same_and_everybody_is_told_and_asked_again(ours) -> None:
    coming, sorry, silent = ours.guests(3)
    ours.answer(coming)
    ours.answer(sorry, PartStat.DECLINED)
    send_mails()
    engagement = ours.summit.engagement
    uid, sequence = engagement.uid, engagement.sequence
    slip(ours.summit, MOVED, now=NOW)
    assert (engagement.uid, engagement.sequence) == (uid, sequence + 1)
    assert waiting("update") == 3
    answers = answers_of(engagement)
    assert (answers.invited, answers.answered, answers.to_answer_again) == (3, 0, 2)
    ours.answer(coming)
    assert answers_of(engagement).after_words == (
        "1 of 3 have answered for the new date; 1 answered for an earlier one and is asked again"
    )
    kept = db.session.scalars(select(Reply.sequence).where(Reply.invitation_id == coming.id).order_by(Reply.id)).all()
    assert kept == [sequence, sequence + 1], "the answer to the earlier day stays on record"
    assert silent.partstat is PartStat.NEEDS_ACTION


def test_places_stay_held_until_they_answer_for_the_new_day(ours) -> None:
    for invitation in ours.guests(2):
        ours.answer(invitation)
    taken = db.session.get(SummitPlaces, ours.summit.id).taken
    slip(ours.summit, MOVED, now=NOW)
    db.session.expire_all()
    assert db.session.get(SummitPlaces, ours.summit.id).taken == taken == 2


def test_a_reason_is_asked_for_and_the_same_day_is_no_slip(ours) -> None:
    with pytest.raises(RuleBroken, match="Enter the reason"):
        slip(ours.summit, SlipDraft(when=hours(LATER), reason=" "), now=NOW)
    with pytest.raises(RuleBroken, match="at that time already"):
        slip(ours.summit, SlipDraft(when=hours(THE_DAY), reason="None"), now=NOW)
    with pytest.raises(RuleBroken, match="what is known of the new date"):
        slip(ours.summit, SlipDraft(reason="The hall burnt down"), now=NOW)


def test_the_history_says_what_it_was_and_why_it_changed(ours, clock) -> None:
    clock.move_to(NOW + 10 * DAY)
    slip(ours.summit, MOVED, now=NOW + 10 * DAY)
    first, second = chapters_of(ours.summit)
    assert first.sentence() == (
        "It was the “Joint summit”, planned for 9 December 2026, until 17 September 2026: The Chief Constable is abroad"
    )
    assert second.date_words == "20 January 2027"


def test_a_day_given_up_is_counted_and_the_new_one_ends_it(ours) -> None:
    ours.guests(1)
    send_mails()
    slip(ours.summit, SlipDraft(date_words="end of January", reason="The hall is closed"), now=NOW)
    engagement = ours.summit.engagement
    assert engagement.status is EngagementStatus.POSTPONED
    assert db.session.scalars(select(Postponement)).one().was_on == THE_DAY
    assert chapters_of(ours.summit)[-1].date_words == "end of January"
    assert waiting("postponement") == 1
    send_mails()
    slip(ours.summit, MOVED, now=NOW)
    assert engagement.status is EngagementStatus.AGREED
    assert waiting("update") == 1


def test_deadlines_waves_and_sessions_keep_their_distance(ours) -> None:
    settings = SettingsDraft(answers_until_on=THE_DAY - 15 * DAY, assessments_due_on=THE_DAY - 14 * DAY)
    change_settings(ours.summit, settings, now=NOW)
    wave = PlannedWave(
        summit_id=ours.summit.id, kind=WaveKind.INVITATION, name="2", position=2, planned_on=THE_DAY - 14 * DAY
    )
    when = hours(THE_DAY)
    session = Session(
        summit_id=ours.summit.id,
        kind=SessionKind.PLENARY,
        title="Welcome",
        starts_at=when.starts_at,
        ends_at=when.ends_at,
    )
    db.session.add_all([wave, session])
    slip(ours.summit, MOVED, now=NOW)
    # Fourteen days before 9 December are ten working days; before 20 January New Year lies between: none of the ten.
    assert ours.summit.assessments_due_on == wave.planned_on == date(2027, 1, 6)
    assert ours.summit.answers_until_on == date(2027, 1, 5)
    assert local_day(ours.summit.engagement.reply_by_at) == date(2027, 1, 5)
    assert to_local(session.starts_at).isoformat() == "2027-01-20T09:30:00+00:00"


def test_a_deadline_that_would_be_past_is_open_again(ours) -> None:
    change_settings(ours.summit, SettingsDraft(answers_until_on=THE_DAY - 40 * DAY), now=NOW)
    slip(ours.summit, SlipDraft(when=hours(NOW.date() + 9 * DAY), reason="Sooner"), now=NOW)
    assert ours.summit.answers_until_on is None
    assert ours.summit.engagement.reply_by_at is None


def test_a_move_on_the_engagements_own_page_takes_the_deadlines_along(ours) -> None:
    change_settings(ours.summit, SettingsDraft(answers_until_on=THE_DAY - 14 * DAY), now=NOW)
    engagement = ours.summit.engagement
    edit_engagement(engagement, replace(draft_of(engagement), when=hours(LATER)), now=NOW)
    assert ours.summit.answers_until_on == local_day(engagement.reply_by_at) == date(2027, 1, 6)
    assert chapters_of(ours.summit)[-1].date_words == "20 January 2027"


def test_what_was_ticked_for_the_old_day_is_open_again_unless_the_hosts_agree(ours) -> None:
    for step in (Step.HOSTS_APPROVE, Step.NUMBERS, Step.HOSTS_AGREE):
        tick_step(ours.summit, step, is_needed=True, note="", now=NOW)
    slip(ours.summit, MOVED, now=NOW)
    assert {each.step for each in db.session.scalars(select(StepTick))} == {"hosts agree"}
    again = SlipDraft(when=hours(LATER + DAY), reason="The hall", hosts_agree=True)
    slip(ours.summit, again, now=NOW)
    assert {each.step for each in db.session.scalars(select(StepTick))} == {"hosts agree", "hosts approve"}


def test_the_page_says_beforehand_how_many_are_asked_again_and_afterwards_how_many_answered(manager) -> None:
    ours = planned()
    for invitation in ours.guests(2):
        ours.answer(invitation)
    send_mails()
    path = f"/summits/{ours.summit.id}/date/slip"
    before = page(manager.get(path)).select_one("main").get_text(" ", strip=True)
    assert "2 invitees have answered and will be asked again: 2 coming." in before
    typed = {"day": "20 January 2027", "times": "9:30am to 4pm", "reason": "The hall is closed"}
    assert submit(manager, path, typed).status_code == 303
    after = page(manager.get(f"/summits/{ours.summit.id}/date")).select_one("main").get_text(" ", strip=True)
    assert "0 of 2 have answered for the new date; 2 answered for an earlier one and are asked again" in after
    assert "until 7 September 2026" in after


def test_a_slip_that_sends_many_mails_is_asked_for_twice(manager) -> None:
    ours = planned()
    ours.guests(51)
    path = f"/summits/{ours.summit.id}/date/slip"
    typed = {"day": "20 January 2027", "times": "9:30am to 4pm", "reason": "The hall is closed"}
    refused = submit(manager, path, typed)
    assert refused.status_code == 422
    assert "This sends 51 mails" in refused.text
    db.session.expire_all()
    assert local_day(ours.summit.engagement.starts_at) == THE_DAY
    assert submit(manager, path, typed | {"confirmed_mails": "51"}).status_code == 303


def test_a_slip_over_somebody_elses_change_is_shown_first(manager) -> None:
    ours = planned()
    path = f"/summits/{ours.summit.id}/date/slip"
    typed = {"day": "20 January 2027", "times": "9:30am to 4pm", "reason": "The hall", "version": "77"}
    refused = submit(manager, path, typed)
    assert refused.status_code == 422
    assert "Somebody else changed the summit meanwhile" in refused.text


def test_what_happened_in_2014_can_be_told_as_it_was(app, clock) -> None:
    """July: a Partnership Summit in early October. September: a Stakeholder Summit at the end of October."""
    july, september = at_nine(date(2014, 7, 14)), at_nine(date(2014, 9, 12))
    clock.move_to(july)
    ours = planned(None, title="Partnership Summit", now=july, date_words="early October 2014")
    clock.move_to(september)
    words = SlipDraft(date_words="end of October 2014", reason="partners asked for more time to prepare")
    slip(ours.summit, words, now=september)
    rename(ours.summit, "Stakeholder Summit", "partners asked for more time to prepare", now=september)
    db.session.commit()
    first, second = (each.sentence() for each in chapters_of(ours.summit))
    assert first == (
        "It was the “Partnership Summit”, planned for early October 2014, until 12 September 2014: "
        "partners asked for more time to prepare"
    )
    assert second == "It is the “Stakeholder Summit”, planned for end of October 2014, since 12 September 2014"
    clock.move_to(at_nine(date(2014, 9, 29)))
    fixed = SlipDraft(when=hours(date(2014, 10, 30)), reason="agreed by both hosts")
    slip(ours.summit, fixed, now=at_nine(date(2014, 9, 29)))
    db.session.commit()
    shown = page(signed_in(app, Role.MANAGER).get(f"/summits/{ours.summit.id}")).select_one("main")
    text = shown.get_text(" ", strip=True)
    assert "It was the “Partnership Summit”, planned for early October 2014, until 12 September 2014" in text
    assert "On the standard timeline" in text
    assert "already late" in text
    assert "Use the compressed timeline" in text


def test_a_chapter_is_added_by_hand_on_a_past_day_put_right_and_taken_out(ours) -> None:
    past = ChapterDraft(known_on=date(2026, 7, 14), title="Partnership Summit", date_words="early October")
    chapter = add_chapter(ours.summit, past, now=NOW)
    assert [each.title for each in chapters_of(ours.summit)] == ["Partnership Summit", "Joint summit"]
    right = ChapterDraft(known_on=NOW.date(), title="Joint summit", reason="wider")
    change_chapter(ours.summit, ours.summit.chapters[-1], right, now=NOW)
    assert chapters_of(ours.summit)[0].sentence().endswith("until 7 September 2026: wider")
    with pytest.raises(RuleBroken, match="still to come"):
        add_chapter(ours.summit, ChapterDraft(known_on=LATER, title="Later"), now=NOW)
    with pytest.raises(RuleBroken, match="it stays"):
        remove_chapter(ours.summit, ours.summit.chapters[-1])
    remove_chapter(ours.summit, chapter)
    assert [each.title for each in chapters_of(ours.summit)] == ["Joint summit"]


def test_a_rename_on_its_page_is_in_every_list_and_in_the_history(manager) -> None:
    ours = planned()
    path = f"/summits/{ours.summit.id}/date/rename"
    assert submit(manager, path, {"title": "Stakeholder summit", "reason": "wider"}).status_code == 303
    assert "Stakeholder summit" in page(manager.get("/summits")).select_one("table").text
    text = page(manager.get(f"/summits/{ours.summit.id}/date")).select_one("main").get_text(" ", strip=True)
    assert "It was the “Joint summit”, planned for 9 December 2026, until 7 September 2026: wider" in text
