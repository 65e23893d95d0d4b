"""The worker's process: one on each machine, three threads: a slow mail server and a plan never hide its heartbeat.

While it works, the doors for replies stand open.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from huey.consumer import Consumer
from sqlalchemy.orm import configure_mappers

from scheduler.audit.actor import WORKER, set_actor
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import SchedulerError
from scheduler.inbox.doors.opening import open_doors
from scheduler.outbox.leases import take_back_leases
from scheduler.outbox.tasks import Queue, current_queue

THREADS = 3
LONGEST_SLEEP = 1.0
"""Seconds between two looks into the queue when it is empty: how long a woken worker may sleep on."""


class WorkerRunning(SchedulerError):
    """Another worker process already works with this data directory."""


def run_worker(app: Flask, data_dir: Path) -> None:
    """Work until told to stop: SIGTERM lets the mail in hand finish. Raises WorkerRunning."""
    with _only_worker(data_dir / "worker.lock"):
        configure_mappers()  # or its first turn to write would, while everybody waits for half a second
        with app.app_context():
            queue = current_queue()
            begin(queue)
        consumer = Consumer(queue.huey, workers=THREADS, max_delay=LONGEST_SLEEP, graceful_signal="TERM")
        queue.sender.is_stopping = consumer.stop_flag.is_set
        queue.wake_worker()
        with open_doors(app):
            consumer.run()


def begin(queue: Queue) -> None:
    """What only the one worker of this machine may do: free what its earlier life left leased, show itself."""
    queue.huey.pre_execute(name="actor")(lambda _task: set_actor(WORKER))
    take_back_leases(queue.worker, now=utc_now())
    commit()
    queue.beat()


@contextmanager
def _only_worker(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"A worker is already running on {lock.parent}. Stop it first; one is enough."
            raise WorkerRunning(message) from error
        yield
