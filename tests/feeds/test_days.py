"""Times held and roads stand in the principal's own full feed, read by other programs' parsers; and in no other."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import vobject
from sqlalchemy import select

from scheduler.almanac.models import Town, TravelTime
from scheduler.almanac.service.travel import set_minutes
from scheduler.core.clock import from_local
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import Detail, EngagementDraft, EngagementKind, Handling, PlaceKind
from scheduler.engagements.service import (
    DiaryDraft,
    agree_on,
    cancel_engagement,
    change_diary,
    edit_engagement,
    expire_holds,
    place_holds,
    plan_engagement,
)
from scheduler.feeds.days import render_ahead
from scheduler.feeds.models import FeedDay
from scheduler.feeds.rules import Scope
from scheduler.ical.event import Timed
from tests import factories
from tests.feeds.conftest import NOW, made_feed
from tests.oracles import ORACLES, libical

TUESDAY, FRIDAY = date(2026, 10, 6), date(2026, 10, 30)
EXPIRES = NOW + timedelta(days=7)

pytestmark = pytest.mark.usefixtures("at_now")


def at(hour, minute=0, day=TUESDAY, minutes=60):
    starts = from_local(day, time(hour, minute))
    return Timed(starts, starts + timedelta(minutes=minutes))


@pytest.fixture
def commissioner(session):
    """Days begin in Enderby, 55 minutes from Oakham."""
    towns = [Town(name="Enderby"), Town(name="Oakham")]
    db.session.add_all(towns)
    db.session.flush()
    db.session.add(TravelTime(first_town_id=towns[0].id, second_town_id=towns[1].id, minutes=55))
    principal = factories.principal()
    base = factories.place(name="Headquarters", town="Enderby")
    change_diary(principal, DiaryDraft(base_place_id=base.id))
    return principal


def visit(*ours: Principal, when=None, title="Visit to Rutland", **changes: Any):
    """In Oakham, planned as the office does it."""
    draft = EngagementDraft(
        kind=EngagementKind.VISIT,
        title=title,
        principal_ids=tuple(each.id for each in ours),
        when=when,
        place_kind=PlaceKind.ELSEWHERE,
        place_id=factories.place(name="Catmose", town="Oakham").id,
        **changes,
    )
    return plan_engagement(draft, now=NOW)


def entries(fetch, token):
    """Summaries, with STATUS and the local times, as vobject reads them."""
    vobject.icalendar.registerTzid("Europe/London", None)
    events = vobject.readOne(fetch(token).data.decode()).contents.get("vevent", [])
    return {
        (
            each.summary.value,
            each.status.value,
            f"{each.dtstart.value:%-d %b %H:%M}-{each.dtend.value:%H:%M}",
        )
        for each in events
    }


def titles(fetch, token):
    return {title for title, _, _ in entries(fetch, token)}


def test_ones_own_full_feed_shows_held_times_as_tentative_and_the_roads_to_them(fetch, commissioner):
    visit(commissioner, when=at(16))
    undated = visit(commissioner, title="Visit to Melton")
    place_holds(undated, [at(10, day=FRIDAY)], expires_at=EXPIRES, now=NOW)
    token = made_feed(Scope.PRINCIPAL, commissioner.id)[1]
    assert entries(fetch, token) == {
        ("Visit to Rutland", "CONFIRMED", "6 Oct 16:00-17:00"),
        ("Travel to Oakham", "CONFIRMED", "6 Oct 14:50-16:00"),
        ("Travel back to Enderby", "CONFIRMED", "6 Oct 17:00-18:10"),
        ("Held: Visit to Melton", "TENTATIVE", "30 Oct 10:00-11:00"),
        ("Travel to Oakham", "TENTATIVE", "30 Oct 08:50-10:00"),
        ("Travel back to Enderby", "TENTATIVE", "30 Oct 11:00-12:10"),
    }


def test_every_parser_reads_the_same_instants_on_both_sides_of_the_clock_change(fetch, commissioner):
    undated = visit(commissioner)
    days = (date(2026, 10, 23), FRIDAY)
    place_holds(undated, [at(9, 30, day=day) for day in days], expires_at=EXPIRES, now=NOW)
    ics = fetch(made_feed(Scope.PRINCIPAL, commissioner.id)[1]).data
    read = [oracle(ics) for oracle in ORACLES.values()]
    assert len(read[0]) == 6
    assert all(other == read[0] for other in read)
    assert {hold.uid: (hold.starts_at, hold.ends_at) for hold in undated.holds}.items() <= read[0].items()
    assert libical.complaints(ics) == []
    assert ics.count(b"TRANSP:OPAQUE") == 6


def test_nobody_elses_feed_shows_any_of_it(fetch, commissioner):
    deputy, post = factories.principal(title="Deputy"), factories.post()
    visit(commissioner, when=at(16), post_ids=(post.id,))
    place_holds(visit(commissioner, title="Visit to Melton"), [at(10, day=FRIDAY)], expires_at=EXPIRES, now=NOW)
    others = [
        made_feed(),
        made_feed(Scope.PRINCIPAL, deputy.id),
        made_feed(Scope.PRINCIPAL, commissioner.id, Detail.TITLE),
        made_feed(Scope.PRINCIPAL, commissioner.id, Detail.BUSY),
        made_feed(Scope.POST, post.id),
        made_feed(Scope.ORGANISATION, post.organisation_id),
    ]
    for _, token in others:
        ics = fetch(token).data
        assert b"Travel" not in ics
        assert b"Held" not in ics
        assert ics.count(b"BEGIN:VEVENT") <= 1


def test_what_is_sensitive_is_not_known_by_its_road_or_hold(fetch, commissioner):
    visit(commissioner, when=at(16), handling=Handling.OFFICIAL_SENSITIVE)
    secret = visit(commissioner, handling=Handling.OFFICIAL_SENSITIVE)
    place_holds(secret, [at(10, day=FRIDAY)], expires_at=EXPIRES, now=NOW)
    assert entries(fetch, made_feed(Scope.PRINCIPAL, commissioner.id)[1]) == set()


def test_the_feed_follows_holds_and_agreement_and_cancellation(fetch, commissioner):
    feed, token = made_feed(Scope.PRINCIPAL, commissioner.id)
    undated = visit(commissioner, title="Visit to Melton")
    place_holds(undated, [at(10, day=FRIDAY), at(14)], expires_at=EXPIRES, now=NOW)
    assert "Held: Visit to Melton" in titles(fetch, token)
    agree_on(undated, at(14), now=NOW)
    assert entries(fetch, token) == {
        ("Visit to Melton", "CONFIRMED", "6 Oct 14:00-15:00"),
        ("Travel to Oakham", "CONFIRMED", "6 Oct 12:50-14:00"),
        ("Travel back to Enderby", "CONFIRMED", "6 Oct 15:00-16:10"),
    }
    before = feed.revision
    cancel_engagement(undated, "Fog", now=NOW)
    assert titles(fetch, token) == {"CANCELLED: Visit to Melton"}
    assert feed.revision > before


def test_expired_holds_leave_the_feed(fetch, commissioner):
    token = made_feed(Scope.PRINCIPAL, commissioner.id)[1]
    place_holds(visit(commissioner), [at(10)], expires_at=EXPIRES, now=NOW)
    assert len(titles(fetch, token)) == 3
    expire_holds(EXPIRES)
    assert titles(fetch, token) == set()


def test_a_principal_who_takes_part_no_more_travels_no_more(fetch, commissioner):
    deputy = factories.principal(title="Deputy")
    engagement = visit(commissioner, deputy, when=at(16))
    token = made_feed(Scope.PRINCIPAL, commissioner.id)[1]
    assert len(titles(fetch, token)) == 3
    from_draft = EngagementDraft(
        kind=engagement.kind,
        title=engagement.title,
        principal_ids=(deputy.id,),
        when=at(16),
        place_kind=PlaceKind.ONLINE,
    )
    edit_engagement(engagement, from_draft, now=NOW)
    assert titles(fetch, token) == set()


def test_another_base_another_road_and_the_daily_round_bring_the_feed_in_step(fetch, commissioner):
    visit(commissioner, when=at(16))
    token = made_feed(Scope.PRINCIPAL, commissioner.id)[1]
    enderby, oakham = db.session.scalars(select(Town).order_by(Town.name))
    set_minutes(enderby, {oakham.id: 45})
    assert ("Travel to Oakham", "CONFIRMED", "6 Oct 15:00-16:00") in entries(fetch, token)
    change_diary(commissioner, DiaryDraft(base_place_id=None))
    assert titles(fetch, token) == {"Visit to Rutland"}
    change_diary(commissioner, DiaryDraft(base_place_id=factories.place(name="HQ", town="Enderby").id))
    db.session.query(FeedDay).delete()
    render_ahead(now=NOW)
    assert len(titles(fetch, token)) == 3


def test_the_same_days_give_the_same_bytes(commissioner):
    visit(commissioner, when=at(16))
    before = db.session.scalars(select(FeedDay.ics)).all()
    db.session.query(FeedDay).delete()
    render_ahead(now=NOW + timedelta(hours=5))
    assert db.session.scalars(select(FeedDay.ics)).all() == before
