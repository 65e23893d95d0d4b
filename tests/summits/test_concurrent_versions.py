"""Many send at once: each file is a version of its own, each rung one mail."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from scheduler.core.db import commit, db
from scheduler.outbox.models import Notice
from scheduler.summits.models import AssessmentFile, AssessmentRequest
from scheduler.summits.service.assessment_files import receive_file
from scheduler.summits.service.assessment_reminders import remind_due
from tests import factories
from tests.factories import NOW
from tests.summits.homework import agency, asked
from tests.uploads.handing_in import PDF, kept_file

SENDERS = 6


def at_once(app: Flask, act: Callable[[int], None]) -> None:
    start, errors = threading.Barrier(SENDERS), []

    def run(number: int) -> None:
        try:
            with app.app_context():
                start.wait()
                act(number)
                commit()
        except Exception as error:  # noqa: BLE001  # told below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_versions_are_numbered_without_gaps_or_doubles(app: Flask) -> None:
    one = agency(factories.summit())
    (request,) = asked(one.summit, one)
    request_id = request.id
    commit()

    def send(number: int) -> None:
        kept = kept_file(PDF + b"%" * number)
        asked_for = db.session.get_one(AssessmentRequest, request_id)
        assert len(asked_for.files) < SENDERS  # read before anybody else is kept out
        receive_file(asked_for, kept, "", by="Kit", now=NOW)

    at_once(app, send)
    numbers = [file.number for file in db.session.query(AssessmentFile).order_by(AssessmentFile.number)]
    assert numbers == list(range(1, SENDERS + 1))


def test_several_workers_send_one_reminder(app: Flask) -> None:
    one = agency(factories.summit())
    asked(one.summit, one, now=datetime(2026, 9, 1, 9, tzinfo=UTC))
    commit()
    at_once(app, lambda _number: remind_due(datetime(2026, 9, 23, 9, tzinfo=UTC)) and None)
    assert db.session.query(Notice).filter_by(kind="assessment_reminder").count() == 1
