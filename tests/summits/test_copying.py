"""Next year's summit: what was arranged comes along, off the holidays; nobody's answer, need or name does."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from scheduler.almanac.rules import LayerKind
from scheduler.core.clock import to_local
from scheduler.core.db import db
from scheduler.engagements.calendar import when_of
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.models import Invitation
from scheduler.summits.models import (
    Agency,
    Attendee,
    PlannedMember,
    PlannedWave,
    Session,
    StepTick,
    Summit,
    SummitRoom,
    Workshop,
)
from scheduler.summits.rules.days import next_year_day
from scheduler.summits.rules.timeline import Step
from scheduler.summits.rules.vocabulary import SessionKind, Timeline, WaveKind
from scheduler.summits.service.copying import CopyDraft, copy_summit, usual_copy
from scheduler.summits.service.settings import SettingsDraft, change_settings, tick_step
from scheduler.summits.service.slipping import SlipDraft, slip
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.summits.planning import THE_DAY, Planned, hours, planned

DAY = timedelta(days=1)
NEXT_YEAR = date(2027, 12, 8)
"""The same Wednesday, 52 weeks on."""


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours(app) -> Planned:
    made = planned()
    summit, when = made.summit, hours(THE_DAY)
    settings = SettingsDraft(
        outcomes="A strategy", timeline=Timeline.COMPRESSED, wanted_band=1, offer_hours=8, needs_days=7
    )
    change_settings(summit, settings, now=NOW)
    summit.places.places = summit.places.ceiling = 90
    summit.places.quota = 2
    hall = SummitRoom(name="Main hall", capacity=120, is_step_free=True)
    summit.rooms.append(hall)
    wave = PlannedWave(
        summit_id=summit.id,
        kind=WaveKind.INVITATION,
        name="Wave 1",
        position=1,
        planned_on=THE_DAY - 28 * DAY,
        sent_at=NOW,
    )
    wave.members = [PlannedMember(post_id=factories.post().id)]
    session = Session(
        summit_id=summit.id,
        kind=SessionKind.WORKSHOPS,
        title="Workshops",
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        room=hall,
    )
    session.workshops = [Workshop(letter="A", title="Burglary", capacity=20, ceiling=25, taken=22, room=hall)]
    own = factories.organisation(name="Melton Borough Council")
    agency = Agency(
        summit_id=summit.id, organisation_id=own.id, name=own.name, quota=3, ceiling=3, has_own_quota=True, taken=1
    )
    db.session.add_all([wave, session, agency])
    db.session.commit()
    return made


def test_the_arrangements_come_along_and_nothing_of_anybody(ours) -> None:
    for invitation in ours.guests(2):
        ours.answer(invitation)
    tick_step(ours.summit, Step.NUMBERS, is_needed=True, note="", now=NOW)
    copy = copy_summit(ours.summit, CopyDraft(title="Summit 2027", when=hours(NEXT_YEAR)), now=NOW)
    db.session.commit()
    assert (copy.outcomes, copy.timeline, copy.wanted_band, copy.offer_hours, copy.needs_days) == (
        "A strategy",
        Timeline.COMPRESSED,
        1,
        8,
        7,
    )
    assert (copy.places.places, copy.places.quota, copy.places.taken) == (90, 2, 0)
    assert [(room.name, room.capacity, room.is_step_free) for room in copy.rooms] == [("Main hall", 120, True)]
    assert copy.engagement.principals == [ours.commissioner, ours.constable]
    assert (copy.engagement.copied_from_id, copy.copied_from_id) == (ours.summit.engagement_id, ours.summit.id)
    assert copy.engagement.uid != ours.summit.engagement.uid
    assert [(each.title, each.date_words) for each in copy.chapters] == [("Summit 2027", "8 December 2027")]
    people = select(func.count()).select_from(Invitation).where(Invitation.engagement_id == copy.engagement_id)
    assert db.session.scalar(people) == 0
    assert db.session.scalar(select(func.count()).select_from(Attendee)) == 2, "those of this year only"
    assert db.session.scalars(select(StepTick.summit_id)).all() == [ours.summit.id]


def test_waves_are_unsent_and_as_far_before_the_day_as_they_were(ours) -> None:
    copy = copy_summit(ours.summit, CopyDraft(title="Summit", when=hours(NEXT_YEAR)), now=NOW)
    (wave,) = db.session.scalars(select(PlannedWave).where(PlannedWave.summit_id == copy.id))
    assert (wave.name, wave.sent_at, wave.wave_id, wave.planned_on) == ("Wave 1", None, None, NEXT_YEAR - 28 * DAY)
    assert len(wave.members) == 1


def test_sessions_keep_their_hours_and_rooms_and_workshops_their_places(ours) -> None:
    copy = copy_summit(ours.summit, CopyDraft(title="Summit", when=hours(NEXT_YEAR)), now=NOW)
    (session,) = db.session.scalars(select(Session).where(Session.summit_id == copy.id))
    assert to_local(session.starts_at).isoformat() == "2027-12-08T09:30:00+00:00"
    (workshop,) = session.workshops
    assert (workshop.capacity, workshop.ceiling, workshop.taken) == (20, 20, 0)
    assert session.room is workshop.room is copy.rooms[0]


def test_quotas_of_their_own_come_along_and_ended_organisations_do_not(ours) -> None:
    ended = factories.organisation(name="Old council", ended_on=NOW.date() - DAY)
    db.session.add(
        Agency(summit_id=ours.summit.id, organisation_id=ended.id, name="Old", quota=2, ceiling=2, has_own_quota=True)
    )
    db.session.flush()
    db.session.expire_all()
    copy = copy_summit(ours.summit, CopyDraft(title="Summit", when=hours(NEXT_YEAR)), now=NOW)
    agencies = db.session.scalars(select(Agency).where(Agency.summit_id == copy.id)).all()
    assert [(each.name, each.quota, each.taken) for each in agencies] == [("Melton Borough Council", 3, 0)]


def test_a_copy_without_a_day_puts_its_sessions_on_the_day_once_it_is_known(ours) -> None:
    copy = copy_summit(ours.summit, CopyDraft(title="Summit"), now=NOW)
    assert copy.engagement.status is EngagementStatus.TO_ARRANGE
    assert when_of(copy.engagement) is None
    slip(copy, SlipDraft(when=hours(date(2027, 11, 17)), reason="both hosts are free"), now=NOW)
    (session,) = db.session.scalars(select(Session).where(Session.summit_id == copy.id))
    assert to_local(session.starts_at).isoformat() == "2027-11-17T09:30:00+00:00"


def test_the_same_weekday_a_year_on_is_proposed(ours) -> None:
    when, reasons = usual_copy(ours.summit)
    assert when == hours(NEXT_YEAR)
    assert reasons == ()


def test_a_day_in_the_holidays_is_left_for_the_nearest_clear_one_with_the_reason(ours) -> None:
    holidays = factories.layer(name="School holidays, county", kind=LayerKind.SCHOOL_HOLIDAYS)
    factories.layer_entry(layer=holidays, first_on=NEXT_YEAR - 2 * DAY, last_on=NEXT_YEAR + 9 * DAY, words="Christmas")
    when, reasons = usual_copy(ours.summit)
    assert when == hours(NEXT_YEAR - 7 * DAY), "the week after is taken too, the week before is not"
    assert reasons == ("School holidays, county: Christmas",)


def test_when_nothing_near_is_clear_the_weekday_stands_with_what_is_against_it() -> None:
    assert next_year_day(THE_DAY, lambda _day: ["Out"]) == (NEXT_YEAR, ("Out",))


def test_a_summit_is_copied_on_its_page(manager, ours) -> None:
    path = f"/summits/{ours.summit.id}/copy"
    shown = page(manager.get(path)).select_one("main")
    assert "the same weekday of the same week" in shown.get_text(" ", strip=True)
    response = submit(manager, path, {"title": "Summit 2027"})
    assert response.status_code == 303
    copy = db.session.scalars(select(Summit).where(Summit.copied_from_id == ours.summit.id)).one()
    assert response.location.endswith(f"/summits/{copy.id}")
    assert when_of(copy.engagement) == hours(NEXT_YEAR)
