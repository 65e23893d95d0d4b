"""The board starts from the partners: whoever is in no list is on it, and is shouted."""

from datetime import date, timedelta

import pytest

from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.forward_plan.queries.coverage import BoardRow, coverage_board
from scheduler.forward_plan.rules.board import EVERYTHING, BoardFilter
from scheduler.forward_plan.rules.vocabulary import CoverageState, Ours
from scheduler.invitations.models import Invitation, Reply, Substitution
from scheduler.invitations.rules import Answerer, Authority, PartStat, ReplySource
from scheduler.stakeholders.rules import RoleKind
from tests import factories
from tests.factories import NOW
from tests.forward_plan.promises import LONG_AGO, TODAY, made, met, pledge, rule

RECENTLY = date(2026, 6, 10)
SOON = date(2026, 10, 6)


class World:
    """One council with a Leader, promised to the Commissioner and the Chief Constable."""

    def __init__(self, **changes: object) -> None:
        self.council = factories.organisation(name="Melton Borough Council", area=factories.area())
        self.leader = factories.post(organisation=self.council)
        self.officer = factories.post(
            organisation=self.council, title="Licensing officer", band=5, role_kind=RoleKind.OFFICER
        )
        self.ours = [factories.principal(), factories.principal(title="Chief Constable", position=1)]
        self.rule = rule(**{"organisation": self.council, "principals": self.ours} | changes)
        made(self.rule)

    def row(self, on: date = TODAY) -> BoardRow:
        (row,) = coverage_board(on, EVERYTHING).rows
        return row


@pytest.fixture
def world(session) -> World:
    return World()


def test_a_partner_with_nothing_has_no_entry_and_says_how_late_it_is(world: World) -> None:
    row = world.row(date(2026, 12, 5))
    assert row.state is CoverageState.NO_ENTRY
    assert (row.last, row.next.words) == (None, "nothing planned, nothing offered")
    assert row.limit_words == "3 days over"
    assert row.ratio > 0


def test_a_held_meeting_says_when_by_whom_and_at_what_level(world: World) -> None:
    met(RECENTLY, [world.leader, world.officer], world.ours)
    row = world.row()
    assert row.state is CoverageState.HELD
    assert row.last is not None
    assert (row.last.on, row.last.ours) == (RECENTLY, "Commissioner and Chief Constable")
    assert (row.last.theirs, row.last.level) == ("Leader and Licensing officer", "Elected or statutory head")
    assert row.next.words == "due by 10 December 2026"
    assert row.limit_words == "184 days left"


def test_once_the_longest_interval_is_over_it_is_overdue(world: World) -> None:
    met(RECENTLY, [world.leader], world.ours)
    assert world.row(date(2027, 3, 10)).state is CoverageState.HELD
    assert world.row(date(2027, 3, 11)).state is CoverageState.OVERDUE


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (EngagementStatus.AGREED, CoverageState.IN_THE_DIARY),
        (EngagementStatus.OFFERING_DATES, CoverageState.REFINING_DATES),
        (EngagementStatus.TO_ARRANGE, CoverageState.REFINING_DATES),
        (EngagementStatus.CANCELLED, CoverageState.NO_ENTRY),
    ],
)
def test_what_is_under_way_is_its_state(world: World, status: EngagementStatus, state: CoverageState) -> None:
    met(SOON, [world.leader], world.ours, status=status)
    assert world.row().state is state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (EngagementStatus.POSTPONED, CoverageState.REFINING_DATES),
        (EngagementStatus.DECLINED, CoverageState.DECLINED),
    ],
)
def test_what_left_the_diary_still_says_something(world: World, status: EngagementStatus, state: CoverageState) -> None:
    met(SOON, [world.leader], world.ours, status=status, cancelled_at=NOW, outcome_reason="No capacity")
    row = world.row()
    assert (row.state, row.next.why) == (state, "No capacity")


def test_a_later_meeting_was_in_the_diary_on_an_earlier_day(world: World) -> None:
    met(RECENTLY, [world.leader], world.ours)
    assert world.row(date(2026, 5, 1)).state is CoverageState.IN_THE_DIARY


def test_an_agreed_day_that_passed_unmarked_is_no_meeting_but_is_pointed_out(world: World) -> None:
    met(RECENTLY, [world.leader], world.ours, status=EngagementStatus.AGREED, title="Visit to Melton")
    row = world.row()
    assert row.state is CoverageState.NO_ENTRY
    assert (row.next.words, row.next.why) == ("was it held?", "Visit to Melton, 10 June 2026: mark it, or move it")


@pytest.mark.parametrize(("days", "state"), [(14, CoverageState.IN_THE_DIARY), (15, CoverageState.NO_ENTRY)])
def test_the_office_has_a_fortnight_to_say_that_it_was_held(world: World, days: int, state: CoverageState) -> None:
    met(RECENTLY, [world.leader], world.ours, status=EngagementStatus.AGREED)
    assert world.row(RECENTLY + timedelta(days=days)).state is state


def test_one_of_ours_alone_does_not_count_where_all_are_promised(world: World) -> None:
    met(RECENTLY, [world.leader], world.ours[:1])
    assert world.row().state is CoverageState.NO_ENTRY


def test_one_of_ours_is_enough_where_any_is_promised(session) -> None:
    world = World(ours=Ours.ANY_OF)
    met(RECENTLY, [world.leader], world.ours[1:])
    assert world.row().state is CoverageState.HELD


def test_an_officer_is_not_the_leader(world: World) -> None:
    met(RECENTLY, [world.officer], world.ours)
    assert world.row().state is CoverageState.NO_ENTRY


@pytest.mark.parametrize(("band", "state"), [(2, CoverageState.HELD), (3, CoverageState.NO_ENTRY)])
def test_the_substitutes_level_counts_and_not_the_posts(session, world: World, band: int, state: CoverageState) -> None:
    held = met(RECENTLY, [world.leader], world.ours)
    invitation = _invited(session, held, world.leader, PartStat.DELEGATED)
    stand_in = Substitution(
        invitation_id=invitation.id, name="Ife Adeyemi", role="Deputy Leader", band=band, authority=Authority.FULL
    )
    session.add(_reply(invitation, PartStat.ACCEPTED))
    session.flush()
    session.add(_reply(invitation, PartStat.DELEGATED, substitution=stand_in))
    session.flush()
    row = world.row()
    assert row.state is state
    if row.last:
        assert row.last.theirs == "Deputy Leader for Leader"


def test_apologies_leave_nobody_to_count(session, world: World) -> None:
    held = met(RECENTLY, [world.leader], world.ours)
    _invited(session, held, world.leader, PartStat.DECLINED)
    assert world.row().state is CoverageState.NO_ENTRY


def test_apologies_in_advance_leave_the_date_in_the_diary_with_a_warning(session, world: World) -> None:
    visit = met(SOON, [world.leader], world.ours, status=EngagementStatus.AGREED)
    _invited(session, visit, world.leader, PartStat.DECLINED)
    row = world.row()
    assert row.state is CoverageState.IN_THE_DIARY
    assert row.next.why == "will not count as it stands: nobody of theirs is senior enough"


def test_a_date_without_one_of_ours_is_shown_but_helps_nobody(world: World) -> None:
    met(SOON, [world.leader], world.ours[:1], status=EngagementStatus.AGREED)
    row = world.row()
    assert (row.state, row.next.words) == (CoverageState.NO_ENTRY, "Tuesday 6 October 2026, 11am")
    assert row.next.why == "will not count as it stands: somebody of ours is missing"


def test_what_was_never_meant_for_the_promise_is_not_held_against_it(session, world: World) -> None:
    other = factories.principal(title="Deputy Commissioner")
    met(SOON, [world.leader], [other], status=EngagementStatus.AGREED)
    met(SOON, [world.leader], world.ours, status=EngagementStatus.AGREED, kind=EngagementKind.CALL)
    assert world.row().next.words == "nothing planned, nothing offered"


@pytest.mark.parametrize(("kinds", "state"), [([], CoverageState.NO_ENTRY), (["visit", "call"], CoverageState.HELD)])
def test_a_call_counts_only_where_it_is_said(session, kinds: list[str], state: CoverageState) -> None:
    world = World(kinds=kinds)
    met(RECENTLY, [world.leader], world.ours, kind=EngagementKind.CALL)
    assert world.row().state is state


def test_a_recent_meeting_that_does_not_count_hides_no_older_one_that_does(world: World) -> None:
    met(LONG_AGO, [world.leader], world.ours)
    met(TODAY - timedelta(days=5), [world.officer], world.ours)
    met(SOON, [world.leader], world.ours, status=EngagementStatus.AGREED)
    row = world.row()
    assert row.last is not None
    assert (row.last.on, row.state, row.next.on) == (LONG_AGO, CoverageState.HELD, SOON)


def test_subject_to_invitation_is_not_our_failure(session) -> None:
    world = World(is_by_invitation=True)
    row = world.row()
    assert (row.state, row.next.words) == (CoverageState.NOT_INVITED, "no invitation has come")


def test_the_forgotten_stand_first_then_overdue_by_interval(session) -> None:
    principal = factories.principal()
    councils = [factories.organisation(name=name) for name in ("Held", "Forgotten", "Late", "Later")]
    leaders = [factories.post(organisation=each) for each in councils]
    group_rule = rule(group=factories.post_group(), principals=[principal])
    made(group_rule)
    for leader, on in zip(leaders, (RECENTLY, None, date(2025, 11, 1), date(2025, 10, 1)), strict=True):
        if on is not None:
            met(on, [leader], [principal])
    assert [row.name for row in coverage_board(TODAY, EVERYTHING).rows] == ["Forgotten", "Later", "Late", "Held"]


def test_filters_narrow_the_board(session, world: World) -> None:
    other = rule(body=factories.body(name="Safer Melton"), pledge=pledge(title="Every chair"))
    made(other)

    def names(**wanted: int) -> list[str]:
        return [row.name for row in coverage_board(TODAY, BoardFilter(**wanted)).rows]

    assert names() == ["Melton Borough Council", "Safer Melton"]
    assert names(pledge_id=other.pledge_id) == ["Safer Melton"]
    assert names(principal_id=world.ours[1].id) == ["Melton Borough Council"]
    assert names(area_id=world.council.area_id) == ["Melton Borough Council"]


def test_before_it_joined_a_partner_is_not_on_the_board(session, world: World) -> None:
    assert coverage_board(LONG_AGO - timedelta(days=1), EVERYTHING).rows == ()


def _invited(session, engagement, post, partstat: PartStat) -> Invitation:
    invitation = Invitation(
        engagement_id=engagement.id,
        post_id=post.id,
        invitee_key=f"post:{post.id}",
        invitee_label=post.full_title,
        created_at=NOW,
        partstat=partstat,
    )
    session.add(invitation)
    session.flush()
    return invitation


def _reply(invitation: Invitation, partstat: PartStat, **changes: object) -> Reply:
    return Reply(
        invitation_id=invitation.id,
        at=NOW,
        partstat=partstat,
        source=ReplySource.LINK,
        answered_by=Answerer.OFFICE,
        sequence=0,
        **changes,
    )
