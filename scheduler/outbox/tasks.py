"""The worker's queue: a sweep each minute, and a wake-up after each commit that posted something.

huey loses a running task when its process dies; that is harmless here, since the rows are the truth and the next sweep
finds them.
"""

import logging
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session, SessionTransaction

from scheduler.config import Settings
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.jobs import registered_jobs
from scheduler.core.transactions import Intent, set_intent
from scheduler.outbox.batches import OPEN_BATCH
from scheduler.outbox.models import Heartbeat
from scheduler.outbox.rounds import run_rounds
from scheduler.outbox.sending import Sender
from scheduler.outbox.service import POSTED, POSTED_FOR_LATER

if TYPE_CHECKING:
    from huey import Huey

EXTENSION = "scheduler.queue"
COMMITTED = "notices_committed"
COMMITTED_FOR_LATER = "notices_committed_for_later"
CLOSED_BATCHES = "notices_batches"
"""Key in the session's info: keys of the batches that this request committed and that can be stopped for a while."""
JOBS = "jobs_asked_for"
COMMITTED_JOBS = "jobs_committed"
SCHEMA = "huey"
"""On PostgreSQL the queue's tables stand apart from ours, where migrations do not look."""

MOMENT = 1
"""Seconds between two sweeps that one process asks for, when it posts without a pause."""

logger = logging.getLogger(__name__)


class Queue:
    """The huey of one application, made when first needed, and the sender that its tasks drive."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.worker = socket.gethostname()
        self.sender = Sender(self.worker, settings)
        self._asked_at = self._sweep_comes_at = float("-inf")
        self._huey: Huey | None = None
        self._jobs: dict[str, Any] = {}

    @property
    def huey(self) -> "Huey":
        """The queue itself, with our tasks in it."""
        if self._huey is None:
            from huey import crontab  # with every driver that it finds: only for who wakes the worker

            self._huey = _open(self.settings)
            self.wake = self._huey.task(name="wake")(self.sweep)
            self._huey.periodic_task(crontab(minute="*"), name="sweep")(self.sweep)
            self._huey.periodic_task(crontab(minute="*"), name="beat")(self.beat)
            self._huey.periodic_task(crontab(minute="*"), name="rounds")(self.rounds)
            for name, run in registered_jobs().items():
                self._jobs[name] = self._huey.task(name=name)(self._in_context(run))
        return self._huey

    def wake_worker(self) -> None:
        """Ask for a sweep now, or in a moment when this process has just asked for one. Never raises.

        A hundred answers a second need no hundred sweeps: one finds what all of them posted.
        """
        now = time.monotonic()
        if now < self._sweep_comes_at:
            return  # it is asked for already and has not begun
        has_just_asked = now < self._asked_at + MOMENT
        try:
            self.huey.enqueue(self.wake.s(delay=MOMENT) if has_just_asked else self.wake.s())
        except Exception:
            logger.warning("the worker could not be woken; the next sweep finds the mail", exc_info=True)
        else:
            self._asked_at = now
            self._sweep_comes_at = now + MOMENT if has_just_asked else now

    def wake_worker_in(self, seconds: int) -> None:
        """Ask for a sweep when the time to undo is over. Never raises, as above."""
        try:
            self.huey.enqueue(self.wake.s(delay=seconds))
        except Exception:
            logger.warning("the worker could not be told when to wake; the next sweep finds the mail", exc_info=True)

    def ask_for(self, job: str) -> None:
        """Have the worker do a registered job now. Never raises: its round asks again."""
        try:
            self.huey.enqueue(self._jobs[job].s())
        except Exception:
            logger.warning("the worker could not be asked for “%s”; its round asks again", job, exc_info=True)

    def _in_context(self, run: Callable[[], object]) -> Callable[[], None]:
        def job() -> None:
            with self.app.app_context():
                set_intent(Intent.WRITE)
                run()

        return job

    def sweep(self) -> None:
        """Send what is due."""
        with self.app.app_context():
            self.sender.send_due(utc_now)

    def beat(self) -> None:
        """Leave a sign of life."""
        with self.app.app_context():
            set_intent(Intent.WRITE)
            db.session.merge(Heartbeat(worker=self.worker, at=utc_now()))
            commit()

    def rounds(self) -> None:
        """What features have the worker do each minute or day."""
        with self.app.app_context():
            run_rounds(utc_now())


def current_queue() -> Queue:
    """The queue of the application in whose context we run."""
    queue = current_app.extensions[EXTENSION]
    assert isinstance(queue, Queue)
    return queue


def ask_once_committed(job: str) -> None:
    """Have the worker do a registered job when what is in this transaction is there for it to see."""
    db.session.info.setdefault(JOBS, set()).add(job)


def init_queue(app: Flask, settings: Settings) -> None:
    """Give the application its queue, and have commits that posted notices wake the worker."""
    app.extensions[EXTENSION] = Queue(app, settings)
    for name, handler in HANDLERS:
        if not event.contains(db.session, name, handler):
            event.listen(db.session, name, handler)


def _plan_to_wake(session: Session) -> None:
    # Ending a savepoint calls the same event.
    if session.in_nested_transaction():
        return
    batch = session.info.pop(OPEN_BATCH, None)
    if jobs := session.info.pop(JOBS, None):
        session.info[COMMITTED_JOBS] = jobs
    if session.info.pop(POSTED, False):
        session.info[COMMITTED] = True
    if delays := session.info.pop(POSTED_FOR_LATER, None):
        session.info[COMMITTED_FOR_LATER] = delays
        if batch is not None:
            session.info.setdefault(CLOSED_BATCHES, []).append(batch.key)


def _wake(session: Session, transaction: SessionTransaction) -> None:
    """Once the connection is given back: the queue's own write must not hold up the next writer."""
    if transaction.parent is not None:
        return
    if session.info.pop(COMMITTED, False):
        current_queue().wake_worker()
    for job in session.info.pop(COMMITTED_JOBS, ()):
        current_queue().ask_for(job)
    for seconds in session.info.pop(COMMITTED_FOR_LATER, ()):
        current_queue().wake_worker_in(seconds)


def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        for key in (POSTED, POSTED_FOR_LATER, OPEN_BATCH, JOBS):
            session.info.pop(key, None)


HANDLERS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("after_commit", _plan_to_wake),
    ("after_transaction_end", _wake),
    ("after_rollback", _forget),
)


def _open(settings: Settings) -> "Huey":
    from huey import PostgresHuey, SqliteHuey  # as above

    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("scheduler", filename=str(settings.data_dir / "queue.sqlite3"), results=False)
    driver = url.get_dialect().import_dbapi()
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresHuey("scheduler", results=False, connection=lambda: _connect(driver, address))


def _connect(driver: Any, address: str) -> Any:
    connection = driver.connect(address, autocommit=True, connect_timeout=5, options=f"-c search_path={SCHEMA}")
    # Two that create it at once: one fails, and tries again at its next connection.
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    return connection
