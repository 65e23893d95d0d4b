"""Remembers who fetched what, and writes it down at most once a minute: a request itself never writes."""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock, Thread

FLUSH_EVERY_SECONDS = 60.0

Fetch = tuple[datetime, str]
"""When, and the User-Agent as it was sent; only its short name is stored."""

logger = logging.getLogger(__name__)


class Fetches:
    """The last fetch of each address, by digest; `save` stores them in a transaction of its own."""

    def __init__(self, save: Callable[[Mapping[str, Fetch]], None], every: float = FLUSH_EVERY_SECONDS) -> None:
        self.save = save
        self._every = every
        self._latest: dict[str, Fetch] = {}
        self._lock = Lock()
        self._thread: Thread | None = None
        self._wanted = threading.Event()

    def note(self, token_hash: str, at: datetime, agent: str) -> None:
        """Remember a fetch."""
        with self._lock:
            self._latest[token_hash] = (at, agent)
        if not self._wanted.is_set():
            self._wanted.set()
            self._start()

    def flush(self) -> None:
        """Store what is remembered; what cannot be stored now is lost, which nobody will miss."""
        with self._lock:
            latest, self._latest = self._latest, {}
        if not latest:
            return
        try:
            self.save(latest)
        except Exception:  # a thread that dies would record nothing ever after
            logger.exception("could not record the last fetches of feeds")

    def _start(self) -> None:
        """The thread is started by the first fetch, after the server has split into its workers."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="feed-fetches", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while self._wanted.wait():
            pause.wait(self._every)
            self._wanted.clear()
            self.flush()
