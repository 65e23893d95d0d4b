"""Who says yes has a place or a number; what becomes free goes to the next; the counters stay true."""

from datetime import timedelta

import pytest
import time_machine

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.rules import EngagementKind
from scheduler.engagements.service import cancel_engagement
from scheduler.invitations.models import Wave
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply, withdraw_invitation
from scheduler.invitations.service.replies import AnswerClosed
from scheduler.invitations.service.waves import send_wave, undo_wave
from scheduler.summits.models import Attendee, Summit
from scheduler.summits.queries.places import free_places, state_words, your_words
from scheduler.summits.queries.waiting import position
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState
from scheduler.summits.service import found_summit
from scheduler.summits.service.companions import resize_party
from tests import factories
from tests.factories import NOW
from tests.summits.full_house import house

CONFIRMED, WAITING, OFFERED = PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.OFFERED


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def test_without_a_limit_everybody_has_a_place(app):
    full = house()
    assert {party.state for party in full.fill(3)} == {CONFIRMED}
    assert free_places(full.summit) is None
    full.check_counters()


def test_who_comes_when_all_is_taken_waits_with_a_number(app):
    full = house(places=2)
    parties = full.fill(4)
    assert [party.state for party in parties] == [CONFIRMED, CONFIRMED, WAITING, WAITING]
    assert [party.waiting_number for party in full.in_state(WAITING)] == [1, 2]
    assert parties[3].invitation.partstat is PartStat.ACCEPTED
    assert state_words(parties[3]) == "Waiting: number 2"
    assert your_words(parties[2], NOW).startswith("You are on the waiting list. Number 1.")
    full.check_counters()


def test_a_freed_place_goes_to_the_first_waiter_and_to_nobody_else(app):
    full = house(places=2)
    parties = full.fill(5)
    full.answer(parties[0].invitation, PartStat.DECLINED)
    assert full.in_state(OFFERED) == [parties[2]]
    assert full.in_state(WAITING) == parties[3:]
    full.check_counters()


def test_an_organisation_without_a_place_goes_before_the_second_of_another(app):
    full = house(places=2)
    big = factories.organisation()
    first, second = full.invite(big, big)
    full.answer(first)
    (guest,) = full.fill(1)
    full.answer(second)
    (late,) = full.fill(1)
    full.answer(guest.invitation, PartStat.TENTATIVE)
    assert (late.state, full.party(second).state) == (OFFERED, WAITING)
    full.answer(first, PartStat.DECLINED)
    assert full.party(second).state is OFFERED
    full.check_counters()


def test_who_only_waited_frees_nothing_by_leaving(app):
    full = house(places=1)
    parties = full.fill(4)
    full.answer(parties[1].invitation, PartStat.DECLINED)
    withdraw_invitation(parties[2].invitation, now=NOW)
    assert full.in_state(OFFERED) == []
    assert full.in_state(WAITING) == [parties[3]]
    full.check_counters()


def test_a_substitute_sits_where_the_invitee_would_have(app):
    full = house(places=2)
    party, _ = full.fill(2)
    full.answer(party.invitation, PartStat.DELEGATED)
    assert (party.state, full.summit.places.taken) == (CONFIRMED, 2)
    full.answer(party.invitation)  # recalled
    assert (party.state, full.summit.places.taken) == (CONFIRMED, 2)
    full.check_counters()


def test_who_waits_keeps_the_number_when_somebody_else_is_to_come(app):
    full = house(places=1)
    _, waiter, _ = full.fill(3)
    full.answer(waiter.invitation, PartStat.DELEGATED)
    assert (waiter.state, waiter.waiting_number) == (WAITING, 1)


def test_an_answer_of_yes_takes_the_place_that_is_kept(app):
    full = house(places=1)
    first, waiter = full.fill(2)
    full.answer(first.invitation, PartStat.DECLINED)
    full.answer(waiter.invitation, PartStat.DELEGATED)
    assert (waiter.state, waiter.offer_until_at) == (CONFIRMED, None)
    full.check_counters()


def test_a_withdrawn_invitation_gives_its_place_to_the_next(app):
    full = house(places=1)
    first, waiter = full.fill(2)
    withdraw_invitation(first.invitation, now=NOW)
    assert waiter.state is OFFERED
    invite(full.summit.engagement, [first.invitation.post], now=NOW)
    assert first.state is PlaceState.NOT_WANTED
    assert full.answer(first.invitation).state is WAITING
    full.check_counters()


def test_an_undone_wave_leaves_nobody_on_a_place(app):
    full = house(places=1)
    send_wave(full.summit.engagement, [factories.post()], now=NOW)
    wave = db.session.query(Wave).one()
    undo_wave(wave, now=NOW)
    assert full.summit.places.taken == 0
    full.check_counters()


def test_of_a_cancelled_summit_nobody_is_offered_anything(app):
    full = house(places=1)
    parties = full.fill(3)
    cancel_engagement(full.summit.engagement, "The venue is closed", now=NOW)
    assert {party.state for party in parties} == {PlaceState.NOT_WANTED}
    assert [party.offers for party in parties] == [0, 0, 0]
    full.check_counters()
    with pytest.raises(AnswerClosed):
        full.answer(parties[0].invitation, PartStat.TENTATIVE)


def test_an_organisation_at_its_number_waits_while_others_come_in(app):
    full = house(places=5, quota=1)
    one = factories.organisation()
    first, second = (full.answer(each) for each in full.invite(one, one))
    (other,) = full.fill(1)
    assert (first.state, second.state, other.state) == (CONFIRMED, WAITING, CONFIRMED)
    assert "your organisation has all its places" in position(second).words
    full.answer(first.invitation, PartStat.DECLINED)
    assert second.state is OFFERED
    full.check_counters()


def test_lowering_the_number_removes_nobody_and_gives_nothing_until_it_is_reached(app):
    full = house(places=4)
    parties = full.fill(5)
    assert full.set_places(2) == 0
    assert [party.state for party in parties] == [CONFIRMED] * 4 + [WAITING]
    assert full.summit.places.ceiling == 4
    for each in parties[:2]:
        full.answer(each.invitation, PartStat.DECLINED)
    assert parties[4].state is WAITING
    full.answer(parties[2].invitation, PartStat.DECLINED)
    assert parties[4].state is OFFERED
    full.check_counters()


def test_a_first_limit_below_what_is_taken_removes_nobody(app):
    full = house()
    parties = full.fill(3)
    full.set_places(1)
    assert {party.state for party in parties} == {CONFIRMED}
    assert (full.summit.places.ceiling, free_places(full.summit)) == (3, 0)
    full.check_counters()


def test_ten_more_places_are_offered_to_exactly_ten(app):
    full = house(places=2)
    parties = full.fill(22)
    assert full.set_places(12) == 10
    assert full.in_state(OFFERED) == parties[2:12]
    assert len(full.in_state(WAITING)) == 10
    assert full.set_places(12) == 0
    full.check_counters()


def test_without_a_limit_any_more_whoever_waits_has_a_place_at_once(app):
    full = house(places=1)
    full.fill(3)
    full.set_places(None)
    assert len(full.in_state(CONFIRMED)) == 3
    full.check_counters()


def test_an_own_number_counts_for_one_organisation_only(app):
    full = house(places=9, quota=1)
    one, two = factories.organisation(), factories.organisation()
    of_one, of_two = full.invite(one, one), full.invite(two, two)
    for each in (*of_one, *of_two):
        full.answer(each)
    full.set_places(9, 1, **{f"a{full.party(of_one[0]).agency_id}": 2})
    assert full.party(of_one[1]).state is OFFERED
    assert full.party(of_two[1]).state is WAITING
    full.check_counters()


@pytest.mark.parametrize("numbers", [(-1, None), (5, 0), (100_001, None)])
def test_numbers_that_mean_nothing_are_refused(app, numbers):
    full = house(places=3)
    with pytest.raises(RuleBroken):
        full.set_places(*numbers)


def test_companions_are_counted_whole_or_refused(app):
    full = house(places=4, quota=3)
    party, other = full.fill(2)
    with pytest.raises(RuleBroken, match="Only 2 more places are free for your organisation"):
        resize_party(party, 4, now=NOW)
    resize_party(party, 3, now=NOW)
    with pytest.raises(RuleBroken, match="No more place is free at the summit"):
        resize_party(other, 2, now=NOW)
    assert full.summit.places.taken == 4
    full.check_counters()


def test_a_smaller_party_gives_places_to_the_next(app):
    full = house(places=3)
    party, *_ = full.fill(1)
    resize_party(party, 3, now=NOW)
    waiter, behind = full.fill(2)
    resize_party(party, 2, now=NOW)
    assert (waiter.state, behind.state) == (OFFERED, WAITING)
    full.check_counters()


def test_who_waits_names_no_companion_yet(app):
    full = house(places=1)
    _, waiter = full.fill(2)
    with pytest.raises(RuleBroken, match="once you have a place"):
        resize_party(waiter, 2, now=NOW)


def test_with_the_place_go_those_of_the_companions(app):
    full = house(places=3)
    (party,) = full.fill(1)
    resize_party(party, 3, now=NOW)
    for kind in (AttendeeKind.COMPANION, AttendeeKind.COMPANION, AttendeeKind.SUPPORT):
        db.session.add(Attendee(party=party, kind=kind, name="Wren Tansley"))
    db.session.flush()
    full.answer(party.invitation, PartStat.TENTATIVE)
    assert (party.size, full.summit.places.taken) == (1, 0)
    assert AttendeeKind.COMPANION not in {each.kind for each in party.attendees}
    full.check_counters()


def test_who_answered_before_it_became_a_summit_has_a_place(app):
    factories.office()
    begins = NOW + timedelta(days=20)
    ends = begins + timedelta(hours=6)
    engagement = factories.engagement(kind=EngagementKind.SUMMIT, starts_at=begins, ends_at=ends)
    _, second = invite(engagement, [factories.post(), factories.post()], now=NOW).invited
    record_reply(second, Answer(PartStat.ACCEPTED), source=ReplySource.LINK, link=second.links[0], now=NOW)
    summit = found_summit(engagement, now=NOW)
    assert summit.places.taken == 1
    assert len(summit.agencies) == 2
    assert db.session.query(Summit).one() is summit


def test_an_ordinary_meeting_knows_no_places(app):
    factories.office()
    (invitation,) = invite(factories.engagement(), [factories.post()], now=NOW).invited
    record_reply(invitation, Answer(PartStat.ACCEPTED), source=ReplySource.LINK, link=invitation.links[0], now=NOW)
    assert db.session.query(Attendee).count() == 0


def test_every_change_of_a_place_stands_in_the_log(app):
    full = house(places=1)
    first, _ = full.fill(2)
    full.answer(first.invitation, PartStat.DECLINED)
    full.set_places(5)
    db.session.commit()
    actions = [entry.action for entry in db.session.query(AuditEntry).filter(AuditEntry.action.like("summit.place%"))]
    assert actions == ["summit.place_awaited", "summit.place_offered", "summit.places_set"]
