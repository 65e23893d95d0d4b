"""What the worker does to have mail come in; imported where the application is put together, which loads no library."""

import threading
import time
from datetime import datetime

from scheduler.core.clock import utc_now
from scheduler.core.current import current_settings
from scheduler.core.jobs import register_job
from scheduler.core.rounds import Each, register_round
from scheduler.inbox.doors.addresses import is_mailbox, mailbox
from scheduler.inbox.service import receiving
from scheduler.outbox.tasks import current_queue

JOB = "fetch mail"
REFUSED_SECONDS = 15 * 60
"""After a refused sign-in: directories lock accounts after a few wrong passwords."""


class Visitor:
    """One visit at a time in this process; whoever asks during one has another follow it."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._asked = threading.Event()
        self._not_before = 0.0

    def visit(self) -> None:
        """Fetch what is new, and have it read."""
        self._asked.set()
        while self._asked.is_set() and self._turn.acquire(blocking=False):
            try:
                self._asked.clear()
                self._fetch()
            finally:
                self._turn.release()

    def _fetch(self) -> None:
        from scheduler.inbox.doors.imap import fetch_new  # noqa: PLC0415  # with the IMAP library: the worker's

        queue = current_queue()
        url = current_settings().inbox_url
        if url is None or not is_mailbox(url) or time.monotonic() < self._not_before:
            return
        visit = fetch_new(mailbox(url), now=utc_now(), is_stopping=queue.sender.is_stopping)
        if visit.is_refused:
            self._not_before = time.monotonic() + REFUSED_SECONDS
        if visit.stored:
            queue.ask_for(receiving.JOB)


def ask_to_fetch(_now: datetime) -> None:
    """Each minute; a slow mail server then holds up no other round."""
    if is_mailbox(current_settings().inbox_url):
        current_queue().ask_for(JOB)


register_job(JOB, Visitor().visit)
register_round(JOB, Each.MINUTE, ask_to_fetch)
