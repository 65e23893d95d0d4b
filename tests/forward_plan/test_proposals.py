"""A whole plan is laid out at once, decided date by date, and made again as things stand then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.models import Absence, Engagement, Hold
from scheduler.engagements.rules import EngagementStatus, HoldEnd
from scheduler.engagements.service import agree_on
from scheduler.forward_plan.models import Placement
from scheduler.forward_plan.queries.proposals import movable_engagements, proposal_of
from scheduler.forward_plan.queries.proposals_page import page_of
from scheduler.forward_plan.rules.proposals import Asked, Tally
from scheduler.forward_plan.rules.vocabulary import Ours, PlacementState, ProposalState
from scheduler.forward_plan.service.proposals import find_dates_again, locked, pin, propose, propose_anew, refuse
from scheduler.forward_plan.service.proposals_accepting import accept, accept_all
from scheduler.forward_plan.service.proposals_results import stored_problem
from scheduler.ical.event import Timed
from scheduler.outbox.models import Notice
from scheduler.proposer.greedy import first_plan
from scheduler.stakeholders.queries import live_posts
from tests import factories
from tests.factories import NOW
from tests.forward_plan.plans import AUTUMN, draft, office_with_pledge
from tests.forward_plan.promises import made, rule
from tests.queries import count_queries


def days_of(proposal):
    return {each.title: local_day(each.starts_at) for each in proposal.placements if each.starts_at}


def states_of(proposal):
    return {each.title: each.state for each in proposal.placements}


def away(principal, first_on, last_on, words="ill"):
    db.session.add(Absence(principal_id=principal.id, first_on=first_on, last_on=last_on, words=words))
    db.session.flush()


def accepted_plan(number=4):
    office = office_with_pledge(number)
    proposal = propose(draft(), now=NOW)
    assert accept_all(proposal, now=NOW) == []
    db.session.commit()
    return office, proposal


def test_everybody_who_is_due_gets_a_date_with_its_reasons(app):
    office = office_with_pledge(6)
    proposal = propose(draft(), now=NOW)
    assert proposal.state is ProposalState.READY
    assert sorted(states_of(proposal)) == sorted(each.name for each in office.councils)
    assert set(states_of(proposal).values()) == {PlacementState.PROPOSED}
    for each in proposal.placements:
        assert AUTUMN.from_on <= local_day(each.starts_at) <= date(2026, 11, 30)
        assert each.principal_ids == [office.commissioner.id, office.chief.id]
        assert each.reasons
        assert each.ends_at - each.starts_at == timedelta(minutes=60)


def test_an_engagement_that_serves_two_promises_is_dated_once(app):
    office = office_with_pledge(1)
    (council,) = office.councils
    other = rule(organisation=council, principals=[office.commissioner], first_by_on=date(2026, 11, 30))
    made(other)
    undated = {"starts_at": None, "ends_at": None, "status": EngagementStatus.TO_ARRANGE}
    (leader,) = live_posts(NOW.date())
    factories.engagement(posts=[leader], principals=[office.commissioner, office.chief], **undated)
    proposal = propose(draft(), now=NOW)
    assert [each.engagement_id is not None for each in proposal.placements] == [True]


def test_a_refused_meeting_has_no_date() -> None:
    assert Tally(proposed=30, accepted=1, refused=1).words.startswith("31 of 32 meetings have a date.")


def test_partners_never_met_are_spread_over_the_days_that_are_left(app):
    office_with_pledge(6)
    days = sorted(days_of(propose(draft(), now=NOW)).values())
    assert (days[-1] - days[0]).days > 35


def test_an_agreed_engagement_is_that_partners_meeting_and_nobody_is_booked_over_it(app):
    office = office_with_pledge(2)
    first = office.councils[0]
    agreed = factories.engagement(
        title="Meeting with the first",
        principals=[office.commissioner, office.chief],
        posts=_posts(first),
    )
    proposal = propose(draft(), now=NOW)
    assert list(states_of(proposal)) == [office.councils[1].name]
    placed = proposal.placements[0]
    assert placed.ends_at <= agreed.starts_at or placed.starts_at >= agreed.ends_at


def _posts(organisation):
    return [post for post in live_posts(local_day(NOW)) if post.organisation_id == organisation.id]


def test_what_cannot_be_placed_says_what_stands_in_the_way_and_what_would_free_it(app):
    office = office_with_pledge(1)
    away(office.chief, AUTUMN.from_on, AUTUMN.until_on, "on secondment")
    proposal = propose(draft(), now=NOW)
    placement = proposal.placements[0]
    assert placement.state is PlacementState.UNPLACED
    assert placement.starts_at is None
    assert any("Chief Constable is taken" in words for words in placement.reasons)
    assert any("Chief Constable gave one more" in words for words in placement.would_free)


def test_any_of_ours_goes_where_one_is_away(app):
    office = office_with_pledge(1, ours=Ours.ANY_OF)
    away(office.commissioner, AUTUMN.from_on, AUTUMN.until_on)
    placement = propose(draft(), now=NOW).placements[0]
    assert placement.principal_ids == [office.chief.id]
    assert [each.title for each in accept(placement, now=NOW).principals] == ["Chief Constable"]


def test_the_same_problem_and_seed_give_the_same_plan(app):
    office_with_pledge(6)
    proposal = propose(draft(seed=7), now=NOW)
    db.session.commit()
    db.session.expire_all()
    again = first_plan(stored_problem(proposal))
    assert {key: slot.day for key, slot in again.slots.items()} == {
        each.key: local_day(each.starts_at) for each in proposal.placements
    }
    assert again.cost.total == proposal.cost
    other = propose(draft(seed=7), now=NOW)
    assert days_of(other) == days_of(proposal)


def test_accepting_keeps_the_time_free_and_writes_to_nobody(app):
    office = office_with_pledge(1)
    proposal = propose(draft(), now=NOW)
    placement = proposal.placements[0]
    engagement = accept(placement, now=NOW)
    commit()
    assert engagement.status is EngagementStatus.TO_ARRANGE
    assert engagement.title == f"Meeting with {office.councils[0].name}"
    assert engagement.starts_at is None
    assert [each.title for each in engagement.principals] == ["Commissioner", "Chief Constable"]
    assert [post.organisation_id for post in engagement.posts] == [office.councils[0].id]
    assert engagement.place.town == "Melton Mowbray"
    (hold,) = engagement.holds
    assert (hold.starts_at, hold.ends_at) == (placement.starts_at, placement.ends_at)
    assert hold.reasons == placement.reasons
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0
    assert proposal.state is ProposalState.ACCEPTED


def test_accepting_twice_makes_one_engagement(app):
    office_with_pledge(2)
    proposal = propose(draft(), now=NOW)
    accept(proposal.placements[0], now=NOW)
    with pytest.raises(RuleBroken, match="decided already"):
        accept(proposal.placements[0], now=NOW)
    accept_all(proposal, now=NOW)
    accept_all(proposal, now=NOW)
    assert db.session.scalar(select(func.count()).select_from(Engagement)) == 2
    assert db.session.scalar(select(func.count()).select_from(Hold)) == 2


def test_whoever_saw_an_older_version_is_told_so(app):
    office_with_pledge(2)
    proposal = propose(draft(), now=NOW)
    commit()
    seen = proposal.version
    accept(locked(proposal.id, seen).placements[0], now=NOW)
    commit()
    with pytest.raises(VersionConflict):
        locked(proposal.id, seen)


def test_a_time_that_was_taken_meanwhile_is_not_accepted(app):
    office = office_with_pledge(2)
    proposal = propose(draft(), now=NOW)
    first, second = proposal.placements
    factories.engagement(title="Dentist", principals=[office.chief], starts_at=first.starts_at, ends_at=first.ends_at)
    db.session.commit()
    (failed,) = accept_all(proposal, now=NOW)
    assert failed.placement is first
    assert "Dentist" in failed.words
    assert (first.state, second.state) == (PlacementState.PROPOSED, PlacementState.ACCEPTED)
    with pytest.raises(RuleBroken, match="cannot be had any more"):
        accept(first, now=NOW)


def test_two_plans_for_the_same_partner_make_one_meeting(app):
    office_with_pledge(1)
    one, other = propose(draft(), now=NOW), propose(draft(title="Other"), now=NOW)
    accept_all(one, now=NOW)
    (failed,) = accept_all(other, now=NOW)
    assert "is in the diary already" in failed.words
    assert db.session.scalar(select(func.count()).select_from(Engagement)) == 1


def test_what_was_accepted_stays_when_a_new_plan_is_made(app):
    _, proposal = accepted_plan()
    assert propose(draft(title="Second"), now=NOW).placements == []
    assert states_of(proposal) == dict.fromkeys(states_of(proposal), PlacementState.ACCEPTED)


def test_an_engagement_that_waits_for_a_date_gets_one_instead_of_a_second_engagement(app):
    office = office_with_pledge(1)
    waiting = factories.engagement(
        title="Visit promised by telephone",
        status=EngagementStatus.TO_ARRANGE,
        starts_at=None,
        ends_at=None,
        principals=[office.commissioner, office.chief],
        posts=_posts(office.councils[0]),
    )
    placement = propose(draft(), now=NOW).placements[0]
    assert placement.engagement_id == waiting.id
    assert accept(placement, now=NOW) is waiting
    assert len(waiting.holds) == 1
    assert db.session.scalar(select(func.count()).select_from(Engagement)) == 1


def test_a_refused_day_is_avoided_and_a_pin_stays_when_dates_are_found_again(app):
    office_with_pledge(4)
    proposal = propose(draft(), now=NOW)
    before = days_of(proposal)
    pinned, refused = proposal.placements[0], proposal.placements[1]
    pin(pinned, is_pinned=True)
    refuse(refused, "Budget meeting that day")
    find_dates_again(proposal, 0, now=NOW)
    after = days_of(proposal)
    assert after[pinned.title] == before[pinned.title]
    assert after[refused.title] != before[refused.title]
    assert refused.state is PlacementState.PROPOSED
    find_dates_again(proposal, 0, now=NOW)
    assert days_of(proposal)[refused.title] != before[refused.title]


def test_illness_moves_only_what_it_must_and_says_why(app):
    office, proposal = accepted_plan(6)
    before = days_of(proposal)
    ill = sorted(before.values())[2]
    away(office.commissioner, ill - timedelta(days=3), ill + timedelta(days=3))
    touched = {title for title, day in before.items() if abs((day - ill).days) <= 3}
    mended = propose_anew(proposal, draft(title="Mended"), "Commissioner ill", now=NOW)
    after = days_of(mended)
    assert {title for title in before if after[title] != before[title]} == touched
    page = page_of(proposal_of(mended.id), NOW)
    assert page.tally.moved == len(touched)
    assert page.tally.accepted == len(before) - len(touched)
    (line, *_) = page.moves
    assert "moved from" in line.difference
    assert "ill" in line.difference
    assert mended.follows_id == proposal.id


def test_accepting_a_move_moves_the_kept_time_of_the_same_engagement(app):
    office, proposal = accepted_plan()
    moving = proposal.placements[0]
    day = local_day(moving.starts_at)
    away(office.chief, day, day)
    mended = propose_anew(proposal, draft(title="Mended"), "Chief Constable ill", now=NOW)
    (line,) = page_of(proposal_of(mended.id), NOW).moves
    assert line.placement.engagement_id == moving.engagement_id
    engagement = accept(line.placement, now=NOW)
    live = [hold for hold in engagement.holds if hold.released_at is None]
    assert [hold.starts_at for hold in live] == [line.placement.starts_at]
    assert [hold.end for hold in engagement.holds if hold.released_at] == [HoldEnd.GIVEN_UP]
    assert db.session.scalar(select(func.count()).select_from(Engagement)) == len(proposal.placements)


def test_pinned_agreed_and_offered_ones_never_move(app):
    office, proposal = accepted_plan(4)
    pinned, agreed, offered, free = proposal.placements
    pin(pinned, is_pinned=True)
    agree_on(agreed.engagement, Timed(agreed.starts_at, agreed.ends_at), now=NOW)
    offered.engagement.status = EngagementStatus.OFFERING_DATES
    db.session.flush()
    for each in proposal.placements:
        day = local_day(each.starts_at)
        away(office.commissioner, day, day)
    horizon = datetime(2027, 1, 1, tzinfo=UTC)
    assert movable_engagements(NOW, horizon) == {free.engagement_id}
    mended = propose_anew(proposal, draft(title="Mended"), "Commissioner ill", now=NOW)
    assert [each.engagement_id for each in mended.placements] == [free.engagement_id]
    hit = page_of(proposal_of(mended.id), NOW).hit
    assert [each.engagement.id for each in hit] == [agreed.engagement_id]


def test_only_the_pledges_and_partners_asked_for_are_planned(app):
    office = office_with_pledge(3)
    asked = Asked(period=AUTUMN, commitment_ids=(office.rule.commitments[1].id,))
    assert len(propose(draft(asked=asked), now=NOW).placements) == 1
    asked = Asked(period=AUTUMN, pledge_ids=(office.pledge.id + 1,))
    assert propose(draft(asked=asked), now=NOW).placements == []


@pytest.mark.parametrize("number", [1, 8])
def test_the_number_of_statements_does_not_grow_with_the_partners(app, number):
    office_with_pledge(number)
    db.session.expire_all()
    with count_queries() as sent:
        proposal = propose(draft(), now=NOW)
    inserted = sum(each.startswith("INSERT INTO placement") for each in sent.sent)
    db.session.commit()
    db.session.expire_all()
    with count_queries() as shown:
        page_of(proposal_of(proposal.id), NOW)
    assert len(sent) - inserted <= 48
    assert len(shown) <= 8


@pytest.mark.parametrize(
    ("from_on", "until_on", "field"),
    [
        (date(2026, 9, 7), date(2026, 12, 1), "from_on"),
        (date(2026, 12, 1), date(2026, 10, 1), "until_on"),
        (date(2026, 10, 1), date(2028, 10, 1), "until_on"),
    ],
)
def test_days_that_make_no_plan_are_refused(app, from_on, until_on, field):
    asked = Asked(period=type(AUTUMN)(from_on, until_on))
    with pytest.raises(RuleBroken) as refused:
        propose(draft(asked=asked), now=NOW)
    assert refused.value.field == field
    assert db.session.scalar(select(func.count()).select_from(Placement)) == 0
