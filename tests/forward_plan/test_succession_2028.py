"""Partners merge and split while promises stand: commitments go on with the successors, history keeps its old name."""

from datetime import UTC, date, datetime, timedelta

import time_machine

from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.rounds import Each, registered_rounds
from scheduler.forward_plan.models import Commitment, CommitmentRule
from scheduler.forward_plan.queries.coverage import coverage_board
from scheduler.forward_plan.rules.board import BoardFilter
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.stakeholders.rules.successions import Heir, SuccessionPlan
from scheduler.stakeholders.service.successions import succeed
from tests import factories
from tests.forward_plan.promises import made, met, rule

NOW = datetime(2027, 9, 6, 9, 0, tzinfo=UTC)
FIRST_DAY = date(2028, 4, 1)


def leader_of(home: Organisation) -> Post:
    post = factories.post(organisation=home)
    factories.tenure(post=post)
    return post


def on_the_day() -> None:
    """The worker's first round after midnight."""
    for each in registered_rounds():
        if each.each is Each.DAY:
            each.run(utc_now())
            commit()


def standing(given: CommitmentRule) -> set[str]:
    """Names of the partners to whom the promise stands."""
    found = db.session.query(Commitment).filter_by(rule_id=given.id, ended_on=None)
    return {(each.organisation or each.body).name for each in found}


def hand_over(home: Organisation | Body, post: Post, *successors: Organisation | Body, heir: Heir) -> Heir:
    plan = SuccessionPlan(FIRST_DAY, tuple(each.id for each in successors), {post.id: heir})
    succeed(home, plan, now=utc_now())
    commit()
    return heir


def test_ten_councils_become_three_and_every_promise_is_carried(app):
    with time_machine.travel(NOW, tick=False) as clock:
        factories.office()
        old = [factories.organisation(name=f"Council {number}") for number in range(10)]
        leaders = [leader_of(each) for each in old]
        unitary = OrganisationKind.UNITARY
        new = [factories.organisation(name=f"Unitary {n}", kind=unitary, started_on=FIRST_DAY) for n in range(3)]
        heirs = [factories.post(organisation=each, started_on=FIRST_DAY) for each in new]
        promise = rule(group=factories.post_group(role_kinds=["political head"]))
        made(promise, now=NOW)
        met(date(2027, 6, 1), [leaders[0]], promise.principals)
        commit()
        for number, council in enumerate(old):
            hand_over(council, leaders[number], new[number % 3], heir=Heir(post_id=heirs[number % 3].id))
        assert standing(promise) == {each.name for each in old}, "until the day all ten are promised"
        clock.move_to(datetime(2028, 4, 1, 0, 5, tzinfo=UTC))
        on_the_day()
        assert standing(promise) == {"Unitary 0", "Unitary 1", "Unitary 2"}
        gone = db.session.query(Commitment).filter(Commitment.ended_on.is_not(None)).all()
        assert {each.organisation.name for each in gone} == {each.name for each in old}
        board = coverage_board(FIRST_DAY, BoardFilter())
        last = {row.name: row.last for row in board.rows}
        assert last["Unitary 0"] is not None, "it may call the meeting with Council 0 its own"
        assert last["Unitary 1"] is None
        before = coverage_board(FIRST_DAY - timedelta(days=1), BoardFilter())
        assert len(before.rows) == 10, "as it stood then, under the old names"


def test_two_partnerships_become_one_with_both_histories(app):
    with time_machine.travel(NOW, tick=False) as clock:
        factories.office()
        pair = [factories.body(name=name, kind=BodyKind.CSP) for name in ("Blaby CSP", "Hinckley CSP")]
        chairs = [factories.post(body=body, title="Chair", role_kind=RoleKind.CHAIR, band=2) for body in pair]
        promise = rule(group=factories.post_group(role_kinds=["chair"], body_kinds=[BodyKind.CSP.value]))
        made(promise, now=NOW)
        met(date(2027, 5, 3), [chairs[0]], promise.principals)
        met(date(2027, 7, 5), [chairs[1]], promise.principals)
        coming = met(date(2028, 6, 1), [chairs[0]], promise.principals, status="agreed")
        commit()
        hand_over(pair[0], chairs[0], pair[1], heir=Heir(post_id=chairs[1].id))
        clock.move_to(datetime(2028, 4, 1, 0, 5, tzinfo=UTC))
        on_the_day()
        assert standing(promise) == {"Hinckley CSP"}
        assert coming.posts == [chairs[1]]
        (row,) = coverage_board(FIRST_DAY, BoardFilter()).rows
        assert row.next is not None, "what was planned with the other counts for the one that goes on"
