"""The worker is killed with SIGKILL again and again while it sends; nothing is lost, and repeats are recognisable."""

import multiprocessing
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from sqlalchemy import func, select

from scheduler.config import Settings
from scheduler.core.db import commit, db
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import post_notice
from tests.outbox.notices import draft
from tests.smtp import SmtpSink
from tests.storms.worker_child import work

PATIENCE = 60
SECONDS = 10
# The server imports the product once; each worker is a fork of it, a process of its own within a second.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.storms.worker_child"])


@dataclass
class Office:
    """The processes around one database: the sink here, the worker in a child."""

    settings: Settings
    sink: SmtpSink
    data_dir: Path

    def start_worker(self) -> ForkServerProcess:
        values = {
            "SECRET_KEY": self.settings.secret_key,
            "DATABASE_URL": self.settings.database_url,
            "BASE_URL": self.settings.base_url,
            "SMTP_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "MAIL_FROM": self.settings.mail_from,
            "DATA_DIR": str(self.data_dir),
        }
        environ = {f"SCHEDULER_{name}": value for name, value in values.items()}
        worker = FORKS.Process(target=work, args=[environ])
        worker.start()
        return worker

    def wait_for(self, is_so: Callable[[], bool], worker: ForkServerProcess) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, "the worker stands still"
            assert worker.is_alive(), "the worker ended by itself"
            time.sleep(0.001)


def unsent() -> int:
    number = db.session.scalar(select(func.count()).where(Notice.state != NoticeState.SENT))
    db.session.rollback()
    return number or 0


@pytest.mark.parametrize(
    ("mails", "kills"), [(150, 5), pytest.param(1_000, 20, marks=pytest.mark.storm)], ids=["small", "storm"]
)
def test_killing_the_worker_loses_nothing_and_repeats_at_most_one_mail_a_kill(
    app, settings, smtp_server, tmp_path, mails, kills
):
    for number in range(mails):
        post_notice(draft(recipient_address=f"reader{number}@example.org", subject_id=number % 7))
    commit()
    office = Office(settings, smtp_server, tmp_path)
    chance = random.Random(20)  # noqa: S311 - when to kill
    share = mails // (kills + 1)
    for kill in range(kills):
        worker = office.start_worker()
        goal = kill * share + chance.randint(1, share)
        office.wait_for(lambda: len(smtp_server.caught) >= goal, worker)  # noqa: B023 - waited for within the turn
        time.sleep(chance.random() * 0.01)
        worker.kill()
        worker.join()
    worker = office.start_worker()
    office.wait_for(lambda: len(smtp_server.caught) >= mails and unsent() == 0, worker)
    worker.terminate()
    worker.join(20)
    assert worker.exitcode == 0
    assert_nothing_lost(smtp_server, mails, kills)


def test_mail_that_is_posted_without_a_pause_leaves_within_seconds(app, settings, smtp_server):
    """The second sweep that is asked for in a moment begins when that is over, not with the minute."""
    office = Office(settings, smtp_server, settings.data_dir)
    worker = office.start_worker()
    waits = []
    try:
        for number in range(5):
            post_notice(draft(recipient_address=f"reader{number}@example.org", subject_id=number))
            commit()
            posted_at = time.monotonic()
            office.wait_for(lambda: len(smtp_server.caught) > number and unsent() == 0, worker)  # noqa: B023 - as above
            waits.append(time.monotonic() - posted_at)
            time.sleep(0.1)  # the sweep has looked for more and is over
    finally:
        worker.kill()
        worker.join()
    assert max(waits[1:]) < SECONDS


def assert_nothing_lost(sink: SmtpSink, mails: int, kills: int) -> None:
    copies: Counter[str] = Counter()
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for caught in sink.caught:
        copies[caught.recipients[0]] += 1
        ids[caught.recipients[0]].add(caught.message["Message-ID"])
    assert len(copies) == mails
    assert sum(copies.values()) - mails <= kills
    assert all(len(each) == 1 for each in ids.values())
    stored = db.session.execute(select(Notice.recipient_address, Notice.message_id))
    assert {address: {message_id} for address, message_id in stored} == ids
