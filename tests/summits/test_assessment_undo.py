"""Undo takes back what has not left: nobody was asked, nothing is shared, and it can be sent anew."""

from datetime import timedelta

import pytest

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.outbox.batches import stop_batch
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.summits.queries.assessments import request_of, shared_files
from scheduler.summits.service.assessment_files import receive_file
from tests import factories
from tests.browsing import submit
from tests.summits.homework import agency, asked
from tests.uploads.handing_in import kept_file


@pytest.fixture
def now():
    return utc_now()


@pytest.fixture
def melton(app, now):
    return agency(factories.summit())


def ask(manager, agency, day) -> str:
    """The batch that the office's asking makes."""
    data = {"due_on": [str(day.day), str(day.month), str(day.year)], "agencies": [str(agency.id)]}
    assert submit(manager, f"/summits/{agency.summit_id}/assessments/ask", data).status_code == 303
    return db.session.query(Notice).order_by(Notice.id.desc()).first().batch


def test_an_asking_undone_can_be_sent_anew(manager, melton, now):
    day = local_day(now) + timedelta(days=10)
    batch = ask(manager, melton, day)
    stopped = stop_batch(batch, now=now)
    commit()
    assert (stopped.stopped, stopped.left) == (1, 0)
    assert stopped.place.endswith("/assessments")
    assert request_of(melton).asked_at is None
    ask(manager, melton, day)
    states = [notice.state for notice in db.session.query(Notice).order_by(Notice.id)]
    assert states == [NoticeState.WITHDRAWN, NoticeState.WAITING]


def test_a_new_day_undone_leaves_the_old_one(manager, melton, now):
    first, second = (local_day(now) + timedelta(days=days) for days in (10, 20))
    ask(manager, melton, first)
    for notice in db.session.query(Notice):
        notice.state = NoticeState.SENT
    commit()
    stop_batch(ask(manager, melton, second), now=now)
    assert request_of(melton).due_on == first
    assert request_of(melton).asked_at is not None


def test_sharing_undone_shares_nothing(manager, melton, now):
    (request,) = asked(melton.summit, melton, due_on=local_day(now) + timedelta(days=10), now=now)
    receive_file(request, kept_file(), "", by="Kit", now=now)
    submit(manager, f"/summits/{melton.summit_id}/assessments/share", {"agencies": [str(melton.id)]})
    db.session.rollback()
    assert len(shared_files(melton.summit)) == 1
    batch = db.session.query(Notice).order_by(Notice.id.desc()).first().batch
    stop_batch(batch, now=now)
    assert shared_files(melton.summit) == []


def test_what_has_left_is_not_taken_back(manager, melton, now):
    batch = ask(manager, melton, local_day(now) + timedelta(days=10))
    for notice in db.session.query(Notice):
        notice.state = NoticeState.SENT
    commit()
    stopped = stop_batch(batch, now=now)
    assert (stopped.stopped, stopped.left) == (0, 1)
    assert request_of(melton).asked_at is not None
