"""What changed since last week is noted as it happens, and by the day's round."""

from datetime import timedelta

from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.engagements.service import mark_held
from scheduler.forward_plan.queries.changes import changes_of, shifts_since_last_week
from scheduler.forward_plan.rules.vocabulary import CoverageState
from scheduler.forward_plan.service.coverage import note_coverage, run_day
from tests import factories
from tests.factories import NOW
from tests.forward_plan.promises import LONG_AGO, TODAY, made, met, rule

HELD, NO_ENTRY, DIARY = CoverageState.HELD, CoverageState.NO_ENTRY, CoverageState.IN_THE_DIARY


def noted(commitment) -> list[tuple[object, CoverageState]]:
    return [(each.on, each.state) for each in changes_of(commitment.id)]


def test_a_state_is_noted_once_and_again_when_it_is_another(session) -> None:
    leader, principal = factories.post(), factories.principal()
    (commitment,) = made(rule(organisation=leader.organisation, principals=[principal]))
    early = NOW - timedelta(days=14)
    note_coverage(now=early)
    note_coverage(now=early + timedelta(days=1))
    met(TODAY - timedelta(days=3), [leader], [principal])
    note_coverage(now=NOW)
    assert noted(commitment) == [(TODAY, HELD), (local_day(early), NO_ENTRY)]
    (shift,) = shifts_since_last_week([commitment.id], TODAY)
    assert (shift.words, shift.on) == ("No entry, now Held", TODAY)


def test_a_day_keeps_its_last_state_only(session) -> None:
    leader, principal = factories.post(), factories.principal()
    (commitment,) = made(rule(organisation=leader.organisation, principals=[principal]))
    note_coverage(now=NOW - timedelta(days=1))
    visit = met(TODAY, [leader], [principal])
    note_coverage(now=NOW)
    assert [state for _, state in noted(commitment)] == [HELD, NO_ENTRY]
    visit.status = EngagementStatus.CANCELLED
    note_coverage(now=NOW)
    assert [state for _, state in noted(commitment)] == [NO_ENTRY]


def test_marking_a_visit_as_held_changes_the_board_with_the_same_save(session) -> None:
    leader, principal = factories.post(), factories.principal()
    now = utc_now()
    (commitment,) = made(rule(organisation=leader.organisation, principals=[principal]), now)
    visit = factories.engagement(
        posts=[leader],
        principals=[principal],
        kind=EngagementKind.VISIT,
        starts_at=now - timedelta(hours=2),
        ends_at=now - timedelta(hours=1),
    )
    mark_held(visit, now=now)
    session.commit()
    assert noted(commitment) == [(local_day(now), HELD)]


def test_what_is_rolled_back_is_forgotten(session) -> None:
    leader, principal = factories.post(), factories.principal()
    now = utc_now()
    (commitment,) = made(rule(organisation=leader.organisation, principals=[principal]), now)
    visit = factories.engagement(
        posts=[leader], principals=[principal], starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1)
    )
    session.commit()
    mark_held(visit, now=now)
    session.rollback()
    session.commit()
    assert noted(commitment) == []


def test_the_days_round_lets_newcomers_in_and_notes_whom_time_made_late(session) -> None:
    principal = factories.principal()
    leader = factories.post()
    given = rule(group=factories.post_group(), principals=[principal])
    (commitment,) = made(given)
    met(LONG_AGO, [leader], [principal])
    run_day(NOW)
    factories.post()
    run_day(NOW + timedelta(days=90))
    session.expire_all()
    assert [state for _, state in noted(commitment)] == [CoverageState.OVERDUE, HELD]
    assert len(given.commitments) == 2
