"""A whole county over three years: 100 bodies, 500 posts, 3,000 engagements, and a fixed number of questions."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from bench.rows.plan import BODIES, load_plan
from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.models import Engagement
from scheduler.forward_plan.queries.coverage import coverage_board
from scheduler.forward_plan.rules.board import EVERYTHING
from tests import factories
from tests.forward_plan.promises import made, rule
from tests.queries import count_queries

WEEK = timedelta(weeks=1)


@pytest.fixture
def small(session) -> int:
    """How many statements one partner takes."""
    factories.post(organisation=factories.organisation())
    made(rule(group=factories.post_group()), utc_now())
    session.commit()
    with count_queries() as statements:
        coverage_board(local_day(utc_now()), EVERYTHING)
    return len(statements)


def test_a_county_takes_as_many_questions_as_one_partner(session, small: int) -> None:
    load_plan(utc_now())
    session.expire_all()
    with count_queries() as statements:
        board = coverage_board(local_day(utc_now()), EVERYTHING)
    assert len(board.rows) == BODIES + 1
    assert all(row.last for row in board.rows[1:])
    assert len(statements) <= small + 1
    assert len(statements) <= 17


def test_a_county_in_which_nobody_was_met_lately_takes_no_more_questions(session, small: int) -> None:
    load_plan(utc_now())
    session.execute(update(Engagement).values(starts_at=utc_now() - 20 * WEEK, ends_at=utc_now() - 19 * WEEK))
    session.expire_all()
    with count_queries() as statements:
        board = coverage_board(local_day(utc_now()), EVERYTHING)
    assert sum(row.last is not None for row in board.rows) == BODIES
    assert len(statements) <= small + 4


def test_the_page_of_a_county_takes_a_fixed_number_of_questions(session, manager: FlaskClient) -> None:
    session.query(type(factories.office())).delete()
    load_plan(utc_now())
    session.commit()
    with count_queries() as statements:
        assert manager.get("/forward-plan").status_code == 200
    assert len(statements) <= 27
