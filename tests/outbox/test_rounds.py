"""What the worker does each minute or day: once, by one worker, and however another round fails."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler.core import rounds
from scheduler.core.db import db
from scheduler.core.rounds import Each, register_round
from scheduler.outbox.models import Heartbeat
from scheduler.outbox.rounds import LEASE, RETRY, run_rounds

NOW = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)
"""10:30pm in summer time, the evening before the clocks go back."""


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch):
    monkeypatch.setattr(rounds, "_rounds", {})


@pytest.fixture
def runs():
    return []


def note_in(runs, name):
    return lambda now: runs.append((name, now))


def break_down(now):
    raise RuntimeError(now)


def write_then_break(now):
    db.session.add(Heartbeat(worker="half written", at=now))
    db.session.flush()
    raise RuntimeError


def test_a_minutes_round_runs_each_time(app, runs):
    register_round("minute", Each.MINUTE, note_in(runs, "minute"))
    run_rounds(NOW)
    run_rounds(NOW + timedelta(minutes=1))
    assert len(runs) == 2


def test_a_days_round_runs_once_each_local_day(app, runs):
    register_round("day", Each.DAY, note_in(runs, "day"))
    for minutes in (0, 60, 89, 90, 91, 90 + 24 * 60, 90 + 25 * 60):  # the day of the change has 25 hours
        run_rounds(NOW + timedelta(minutes=minutes))
    assert [now - NOW for _, now in runs] == [timedelta(minutes=minutes) for minutes in (0, 90, 90 + 25 * 60)]


def test_a_failing_round_is_logged_and_stops_no_other(app, runs, caplog):
    register_round("first", Each.MINUTE, break_down)
    register_round("second", Each.MINUTE, note_in(runs, "second"))
    assert run_rounds(NOW) == ["second"]
    assert "“first” failed" in caplog.text


def test_what_a_failing_round_wrote_is_taken_back(app):
    register_round("half", Each.MINUTE, write_then_break)
    run_rounds(NOW)
    assert db.session.scalars(select(Heartbeat)).all() == []


def test_a_days_round_that_failed_is_tried_again_the_same_day(app, runs):
    register_round("day", Each.DAY, break_down)
    run_rounds(NOW)
    register_round("day", Each.DAY, note_in(runs, "day"))
    run_rounds(NOW + RETRY / 2)
    assert runs == []
    run_rounds(NOW + RETRY)
    assert len(runs) == 1


def test_two_workers_run_a_days_round_once(app, runs):
    register_round("day", Each.DAY, note_in(runs, "day"))
    db.session.remove()
    both = threading.Barrier(2)

    def work():
        with app.app_context():
            both.wait()
            run_rounds(NOW)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(runs) == 1


def test_a_round_whose_worker_died_is_taken_over_after_the_lease(app, runs):
    def die(_now):
        raise KeyboardInterrupt

    register_round("day", Each.DAY, die)
    with pytest.raises(KeyboardInterrupt):
        run_rounds(NOW)
    db.session.rollback()
    register_round("day", Each.DAY, note_in(runs, "day"))
    run_rounds(NOW + LEASE / 2)
    assert runs == []
    run_rounds(NOW + LEASE)
    assert len(runs) == 1
