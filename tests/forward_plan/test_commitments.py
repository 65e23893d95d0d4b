"""Commitments are made and ended by rule; nobody has to remember that there is a new council."""

from datetime import UTC, date, datetime

import pytest

from scheduler.forward_plan.models import Commitment
from scheduler.forward_plan.queries.commitments import newcomers
from scheduler.forward_plan.queries.coverage import coverage_board
from scheduler.forward_plan.rules.board import EVERYTHING
from scheduler.forward_plan.rules.vocabulary import CoverageState
from scheduler.forward_plan.service.commitments import dismiss_newcomers, name_of, sync_commitments
from scheduler.stakeholders.models import Succession
from scheduler.stakeholders.rules import OrganisationKind, RoleKind
from scheduler.stakeholders.rules.drafts import OrganisationDraft, PostDraft
from scheduler.stakeholders.service import add_organisation, add_post
from tests import factories
from tests.factories import NOW
from tests.forward_plan.promises import LONG_AGO, TODAY, made, met, rule
from tests.queries import count_queries

AFTER_THE_MERGER = datetime(2028, 4, 3, 9, tzinfo=UTC)
LAST_DAY, FIRST_DAY = date(2028, 3, 31), date(2028, 4, 1)


def heads(*names: str):
    """A council and its Leader for each name."""
    return [factories.post(organisation=factories.organisation(name=name)) for name in names]


def names(commitments: list[Commitment], *, ended: bool = False) -> list[str]:
    return [name_of(each) for each in commitments if (each.ended_on is not None) is ended]


def test_a_group_makes_one_commitment_a_partner_however_many_posts_it_has(session) -> None:
    leader, _ = heads("Blaby", "Melton")
    factories.post(organisation=leader.organisation, title="Deputy Leader")
    factories.post(title="Chair", role_kind=RoleKind.CHAIR)
    commitments = made(rule(group=factories.post_group()))
    assert names(commitments) == ["Blaby", "Melton"]
    assert {each.joined_on for each in commitments} == {LONG_AGO}
    assert not any(each.is_new for each in commitments)


def test_a_second_sync_changes_nothing(session) -> None:
    heads("Blaby")
    given = rule(group=factories.post_group())
    before = [(each.id, each.version) for each in made(given)]
    assert [(each.id, each.version) for each in made(given)] == before


def test_a_new_council_joins_by_itself_and_says_so_until_somebody_looked(session) -> None:
    heads("Blaby")
    given = rule(group=factories.post_group())
    made(given)
    heads("Melton")
    made(given)
    (fresh,) = newcomers()
    assert (name_of(fresh), fresh.joined_on) == ("Melton", TODAY)
    dismiss_newcomers([fresh])
    assert list(newcomers()) == []


def test_a_council_that_is_added_on_its_page_joins_with_the_same_save(session) -> None:
    given = rule(group=factories.post_group(organisation_kinds=["county council"]))
    made(given)
    council = add_organisation(OrganisationDraft("Leicestershire County Council", OrganisationKind.COUNTY))
    add_post(council, PostDraft("Leader", RoleKind.POLITICAL_HEAD, 1), now=NOW)
    session.commit()
    session.expire_all()
    assert names(given.commitments) == ["Leicestershire County Council"]


def test_whoever_leaves_the_group_leaves_with_a_reason_and_may_come_back(session) -> None:
    blaby, _ = heads("Blaby", "Melton")
    given = rule(group=factories.post_group(name="All Leaders"))
    made(given)
    blaby.ended_on = date(2026, 9, 1)
    commitments = made(given)
    assert names(commitments) == ["Melton"]
    (left,) = [each for each in commitments if each.ended_on]
    assert (left.ended_on, left.end_reason) == (TODAY, "No longer in the group “All Leaders”.")
    blaby.ended_on = None
    assert names(made(given)) == ["Blaby", "Melton"]
    assert left.is_new


def test_one_body_makes_one_commitment_until_it_ends(session) -> None:
    body = factories.body(name="Strategic Partnership Board")
    given = rule(body=body)
    assert names(made(given)) == ["Strategic Partnership Board"]
    body.ended_on = date(2026, 9, 4)
    (ended,) = made(given)
    assert (ended.ended_on, ended.end_reason) == (date(2026, 9, 5), "It ended on 4 September 2026.")


@pytest.fixture
def merger(session):
    """Two districts that become one unitary on 1 April 2028; one of them was met that February."""
    blaby, melton = heads("Blaby", "Melton")
    principal = factories.principal()
    given = rule(group=factories.post_group(organisation_kinds=["borough council"]), principals=[principal])
    made(given)
    met(date(2028, 2, 1), [blaby], [principal])
    unitary = factories.organisation(name="Unitary", kind=OrganisationKind.UNITARY, started_on=FIRST_DAY)
    for old in (blaby.organisation, melton.organisation):
        old.ended_on, old.successor = LAST_DAY, unitary
        session.add(Succession(organisation=old, successor_organisation=unitary, from_on=FIRST_DAY))
    session.flush()
    return given


def test_before_the_day_a_merger_changes_nothing(merger) -> None:
    assert names(made(merger)) == ["Blaby", "Melton"]


def test_the_successor_inherits_although_no_group_names_it(merger) -> None:
    commitments = made(merger, AFTER_THE_MERGER)
    assert names(commitments) == ["Unitary"]
    assert names(commitments, ended=True) == ["Blaby", "Melton"]
    assert commitments[0].end_reason == "It ended on 31 March 2028. Followed by Unitary."
    heir = commitments[-1]
    assert heir.inherited_from is commitments[0]
    assert (heir.is_new, heir.joined_on) == (True, FIRST_DAY)
    assert names(made(merger, AFTER_THE_MERGER)) == ["Unitary"]


def test_the_clock_of_an_heir_goes_on(merger) -> None:
    made(merger, AFTER_THE_MERGER)
    (row,) = coverage_board(AFTER_THE_MERGER.date(), EVERYTHING).rows
    assert (row.name, row.state) == ("Unitary", CoverageState.HELD)
    assert row.last is not None
    assert row.last.on == date(2028, 2, 1)


def test_history_stays_under_the_old_name(merger) -> None:
    made(merger, AFTER_THE_MERGER)
    before = coverage_board(date(2028, 3, 1), EVERYTHING)
    assert {row.name: row.state for row in before.rows} == {
        "Blaby": CoverageState.HELD,
        "Melton": CoverageState.NO_ENTRY,
    }


def test_a_split_hands_on_to_both(session) -> None:
    old = factories.body(name="Blaby and Hinckley partnership")
    given = rule(body=old)
    made(given)
    old.ended_on = LAST_DAY
    for name in ("Blaby partnership", "Hinckley partnership"):
        session.add(Succession(body=old, successor_body=factories.body(name=name), from_on=FIRST_DAY))
    session.flush()
    assert names(made(given, AFTER_THE_MERGER)) == ["Blaby partnership", "Hinckley partnership"]


def test_an_heir_that_ended_as_well_is_followed_by_its_own(session) -> None:
    first, second, third = (factories.organisation(name=name) for name in ("First", "Second", "Third"))
    given = rule(organisation=first)
    made(given)
    first.ended_on, first.successor = date(2027, 3, 31), second
    second.ended_on, second.successor = LAST_DAY, third
    assert names(made(given, AFTER_THE_MERGER)) == ["Third"]


def test_an_ended_pledge_asks_nothing_any_more(session) -> None:
    heads("Blaby")
    given = rule(group=factories.post_group())
    made(given)
    given.pledge.ended_on = TODAY
    heads("Melton")
    assert names(made(given)) == ["Blaby"]
    assert coverage_board(TODAY, EVERYTHING).rows == ()


def test_a_sync_asks_the_same_number_of_questions_for_many_partners(session) -> None:
    heads("Blaby")
    group = factories.post_group()
    for _ in range(3):
        rule(group=group)
    sync_commitments(now=NOW)
    session.commit()
    with count_queries() as few:
        sync_commitments(now=NOW)
    heads(*(f"Council {number}" for number in range(30)))
    sync_commitments(now=NOW)
    session.commit()
    session.expire_all()
    with count_queries() as many:
        sync_commitments(now=NOW)
    assert len(many) == len(few)
