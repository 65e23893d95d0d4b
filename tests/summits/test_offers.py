"""A free place is kept for a time, taken, let go or lapsed, and offered on; the office may step in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from scheduler.almanac.rules import OpeningHours, add_working_hours
from scheduler.audit.models import AuditEntry
from scheduler.core.clock import from_local
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.service import edit_engagement
from scheduler.ical.event import Timed
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service import AnswerClosed, withdraw_invitation
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import drop_notice
from scheduler.summits.models import Summit
from scheduler.summits.queries.waiting import EXPIRED_AT_ONCE
from scheduler.summits.rules.places import Numbers
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.capacity import set_numbers
from scheduler.summits.service.offers import expire_places, extend_offer, offer_out_of_order, withdraw_offer
from scheduler.summits.service.place_link import OfferGone, Press, come_back, leave_list, let_place_go, take_place
from scheduler.summits.tasks.places import expire_all_places
from tests import factories
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.full_house import house

CONFIRMED, WAITING = PlaceState.CONFIRMED, PlaceState.WAITING
OFFERED, LAPSED = PlaceState.OFFERED, PlaceState.LAPSED
HOUR = timedelta(hours=1)
HOURS = OpeningHours(datetime(2026, 1, 1, 9).time(), datetime(2026, 1, 1, 17).time())  # noqa: DTZ001 - wall times


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


@pytest.fixture
def full(app, clock):
    """One place, taken; three wait; it is given back, so the first of them has an offer."""
    made = house(places=1)
    parties = made.fill(4)
    made.answer(parties[0].invitation, PartStat.DECLINED)
    db.session.commit()
    made.waiters = parties[1:]
    return made


def press(full, party, offer: int | None = None) -> Press:
    return Press(full.link(party.invitation), party.offers if offer is None else offer)


def mails(party, kind: str) -> list[Notice]:
    found = db.session.query(Notice).filter_by(kind=kind).order_by(Notice.id)
    return [each for each in found if each.payload["party_id"] == party.id]


@pytest.mark.parametrize(
    ("at", "hours", "expected"),
    [
        ((2026, 9, 7, 10), 4, (2026, 9, 7, 14)),
        ((2026, 9, 7, 10), 7, (2026, 9, 7, 17)),
        ((2026, 9, 7, 10), 8, (2026, 9, 8, 10)),
        ((2026, 9, 7, 10), 16, (2026, 9, 9, 10)),
        ((2026, 9, 4, 16), 2, (2026, 9, 7, 10)),  # over a week-end
        ((2026, 9, 5, 12), 1, (2026, 9, 7, 10)),  # from a Saturday
        ((2026, 8, 28, 16), 2, (2026, 9, 1, 10)),  # over a bank holiday
        ((2026, 10, 23, 16), 2, (2026, 10, 26, 10)),  # over the end of summer time
    ],
)
def test_working_hours_leave_nights_weekends_and_holidays_out(at, hours, expected):
    holidays = {datetime(2026, 8, 31, tzinfo=UTC).date()}
    start, end = (from_local(datetime(*each).date(), datetime(*each).time()) for each in (at, expected))  # noqa: DTZ001
    assert add_working_hours(start, hours, HOURS, holidays) == end


def test_an_offer_is_kept_for_sixteen_working_hours_and_told_to_its_addresses(full):
    party = full.waiters[0]
    assert party.state is OFFERED
    assert party.offer_until_at == datetime(2026, 9, 8, 15, 0, tzinfo=UTC)
    (notice,) = mails(party, "place_offered")
    mail = render(notice)
    assert mail is not None
    assert "until Tuesday 8 September 2026, 4pm" in mail.text
    assert f"{full.path(party.invitation)}" in mail.text


def test_no_offer_lasts_past_the_beginning(app, clock):
    full = house(places=1)
    begins = full.summit.engagement.starts_at
    clock.move_to(begins - timedelta(hours=2))
    first, waiter = full.fill(2)
    full.answer(first.invitation, PartStat.DECLINED, now=begins - timedelta(hours=2))
    assert waiter.offer_until_at == begins


def test_after_the_beginning_nothing_is_offered(app, clock):
    full = house(places=1)
    begins = full.summit.engagement.starts_at
    first, waiter = full.fill(2)
    clock.move_to(begins)
    full.answer(first.invitation, PartStat.DECLINED, now=begins)
    assert waiter.state is WAITING


def test_when_it_begins_sooner_the_offers_end_sooner(full):
    engagement, party = full.summit.engagement, full.waiters[0]
    engagement.principals = [factories.principal()]
    begins = NOW + timedelta(hours=20)
    edit_engagement(engagement, replace(draft_of(engagement), when=Timed(begins, begins + HOUR)), now=NOW)
    assert party.offer_until_at == NOW + timedelta(hours=20)


def test_a_taken_place_stays_taken_however_often_it_is_pressed(full):
    party = full.waiters[0]
    for _ in range(3):
        take_place(party, press(full, party), now=NOW)
    assert party.state is CONFIRMED
    assert len(mails(party, "place_given")) == 1
    assert "You have a place" in render(mails(party, "place_given")[0]).text
    full.check_counters()


def test_letting_go_sends_apologies_and_offers_the_place_on(full):
    party, following, _ = full.waiters
    for _ in range(2):
        let_place_go(party, press(full, party), now=NOW)
    assert (party.state, party.invitation.partstat) == (PlaceState.LET_GO, PartStat.DECLINED)
    assert following.state is OFFERED
    assert len(party.invitation.replies) == 2
    full.check_counters()


def test_after_the_day_to_answer_by_a_place_can_still_be_taken_or_let_go(full, clock):
    party, following, _ = full.waiters
    full.summit.engagement.reply_by_at = NOW + timedelta(minutes=1)
    later = NOW + timedelta(hours=1)
    clock.move_to(later)
    let_place_go(party, press(full, party), now=later)
    assert party.invitation.replies[0].recorded_by == "the waiting list"
    take_place(following, press(full, following), now=later)
    assert following.state is CONFIRMED


def test_leaving_the_list_moves_nobody_into_a_place(full):
    offered, leaver, last = full.waiters
    for _ in range(2):
        leave_list(leaver, press(full, leaver), now=NOW)
    assert (leaver.state, leaver.invitation.partstat) == (PlaceState.LET_GO, PartStat.DECLINED)
    assert (offered.state, last.state) == (OFFERED, WAITING)
    full.check_counters()


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-1, True), (0, False), (1, False)], ids=["before", "at the deadline", "after"]
)
def test_an_offer_can_be_taken_until_just_before_its_deadline(full, clock, seconds, taken):
    party = full.waiters[0]
    moment = party.offer_until_at + timedelta(seconds=seconds)
    clock.move_to(moment)
    if taken:
        take_place(party, press(full, party), now=moment)
        assert party.state is CONFIRMED
        return
    with pytest.raises(OfferGone):
        take_place(party, press(full, party), now=moment)
    assert party.state is OFFERED  # the worker's round ends it, and offers it on


def test_a_lapsed_offer_goes_to_the_next_and_its_holder_may_come_back_at_the_end(full, clock):
    party, following, last = full.waiters
    moment = party.offer_until_at
    clock.move_to(moment)
    assert expire_places(moment) == 1
    assert expire_places(moment) == 0
    assert (party.state, following.state) == (LAPSED, OFFERED)
    assert "go back onto the list" in render(mails(party, "place_lapsed")[0]).text
    for _ in range(2):
        come_back(party, press(full, party), now=moment)
    assert party.state is WAITING
    assert [each.id for each in full.in_state(WAITING)] == [last.id, party.id]
    full.check_counters()


def test_offers_that_end_in_one_moment_end_a_few_at_a_time(app, clock, monkeypatch):
    """Whoever answers meanwhile waits for a few of them; the next in turn have them all the same, in order."""
    ended = []

    def look(_seconds: float) -> None:
        db.session.rollback()
        ended.append(sum(each.state is LAPSED for each in offered))

    monkeypatch.setattr("scheduler.summits.tasks.places.time.sleep", look)
    made = house(places=1)
    parties = made.fill(1 + 3 * EXPIRED_AT_ONCE)
    made.set_places(1 + EXPIRED_AT_ONCE + 2)
    db.session.commit()
    offered, later = parties[1 : EXPIRED_AT_ONCE + 3], parties[EXPIRED_AT_ONCE + 3 :]
    assert {each.state for each in offered} == {OFFERED}
    moment = offered[0].offer_until_at
    clock.move_to(moment)
    expire_all_places(moment)
    assert ended == [EXPIRED_AT_ONCE, EXPIRED_AT_ONCE + 2]
    assert [each.state for each in offered] == [LAPSED] * len(offered)
    assert [each.state for each in later] == [OFFERED] * len(offered) + [WAITING] * (len(later) - len(offered))
    made.check_counters()


def test_a_press_between_deadline_and_round_comes_back_all_the_same(full, clock):
    party, following, _ = full.waiters
    clock.move_to(party.offer_until_at)
    come_back(party, press(full, party), now=party.offer_until_at)
    assert (party.state, following.state) == (WAITING, OFFERED)
    full.check_counters()


def test_the_page_of_an_earlier_offer_does_not_take_a_later_one(full, clock):
    party = full.waiters[0]
    earlier = press(full, party)
    moment = party.offer_until_at
    clock.move_to(moment)
    expire_places(moment)
    come_back(party, earlier, now=moment)
    full.set_places(9)
    assert (party.state, party.offers) == (OFFERED, 2)
    with pytest.raises(OfferGone):
        take_place(party, earlier, now=moment)
    assert party.state is OFFERED


def test_when_the_mail_cannot_be_delivered_the_seat_is_held_and_then_goes_to_the_next(full, clock):
    party, following, _ = full.waiters
    (notice,) = mails(party, "place_offered")
    notice.state = NoticeState.FAILED
    drop_notice(notice)
    assert expire_places(party.offer_until_at - timedelta(seconds=1)) == 0
    assert following.state is WAITING
    moment = party.offer_until_at
    clock.move_to(moment)
    expire_places(moment)
    assert following.state is OFFERED
    assert (party.offers, following.offers) == (1, 1)


def test_a_mail_that_was_overtaken_is_not_sent(full):
    party = full.waiters[0]
    (notice,) = mails(party, "place_offered")
    take_place(party, press(full, party), now=NOW)
    db.session.commit()
    assert render(notice) is None


def test_out_of_order_needs_a_free_place_room_in_the_organisation_and_a_wait(full):
    last = full.waiters[2]
    with pytest.raises(RuleBroken, match="No place is free"):
        offer_out_of_order(last, "They speak first", now=NOW)
    full.set_places(9, quota=1)
    beside = full.answer(*full.invite(last.agency.organisation))
    with pytest.raises(RuleBroken, match="all its places"):
        offer_out_of_order(beside, "They speak first", now=NOW)
    with pytest.raises(RuleBroken, match="not on the waiting list"):
        offer_out_of_order(last, "They speak first", now=NOW)


def test_who_is_put_before_the_others_is_named_in_the_log_with_the_reason(app, clock):
    full = house(places=1)
    first, waiter, last = full.fill(3)
    clock.move_to(full.summit.engagement.starts_at)  # nothing is offered by itself now
    full.answer(first.invitation, PartStat.DECLINED, now=full.summit.engagement.starts_at)
    with pytest.raises(RuleBroken, match="Say why"):
        offer_out_of_order(last, "", now=NOW)
    offer_out_of_order(last, "They speak first", now=NOW)
    db.session.commit()
    assert (waiter.state, last.state) == (WAITING, OFFERED)
    words = [entry.summary for entry in db.session.query(AuditEntry).filter_by(action="summit.place_offered")]
    assert "out of order: They speak first" in words[-1]
    full.check_counters()


def test_an_offer_taken_back_goes_to_the_next(full):
    party, following, _ = full.waiters
    withdraw_offer(party, "asked by telephone", now=NOW)
    assert (party.state, following.state) == (LAPSED, OFFERED)
    with pytest.raises(RuleBroken, match="has ended already"):
        withdraw_offer(party, "", now=NOW)
    db.session.commit()
    words = [entry.summary for entry in db.session.query(AuditEntry).filter_by(action="summit.place_lapsed")]
    assert "the office took it back (asked by telephone)" in words[0]
    full.check_counters()


def test_an_offer_kept_for_longer_is_told_again(full):
    party = full.waiters[0]
    with pytest.raises(RuleBroken, match="Enter more working hours"):
        extend_offer(party, 8, now=NOW)
    extend_offer(party, 24, now=NOW)
    assert party.offer_until_at == datetime(2026, 9, 9, 13, 0, tzinfo=UTC)
    assert len(mails(party, "place_offered")) == 2


def test_of_a_withdrawn_invitation_no_link_takes_a_place(full):
    party = full.waiters[0]
    seen = press(full, party)
    withdraw_invitation(party.invitation, now=NOW)
    with pytest.raises(AnswerClosed):
        take_place(party, seen, now=NOW)
    assert full.waiters[1].state is OFFERED


def test_each_of_many_places_given_at_once_takes_four_statements(app, clock):
    """Two counters, the party and its mail: everybody who answers waits meanwhile."""
    made = house(places=1)
    made.fill(14)
    db.session.commit()
    number, sent = made.summit.id, {}
    for places in (3, 13):
        db.session.remove()
        summit = db.session.get(Summit, number)
        with count_queries() as statements:
            offered = set_numbers(summit, Numbers(places, None), now=NOW)
        sent[offered] = len(statements)
        db.session.commit()
    assert sent[10] - sent[2] <= 8 * 4
