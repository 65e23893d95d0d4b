"""Listens to the mailbox by IDLE (RFC 2177): an answer is read within seconds, with the minute's round as a belt."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from imap_tools import BaseMailBox

from scheduler.inbox.doors.addresses import Mailbox
from scheduler.inbox.doors.connection import MailboxTrouble, connected

TICK_SECONDS = 1.0
"""How long the end of the worker may wait for us."""
RENEW_SECONDS = 5 * 60
"""IDLE is ended and begun again: servers and firewalls drop the silent, and a dead connection shows itself."""
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 15 * 60.0
EMPTY_READS = 3
"""A connection that is readable and says nothing, so many times in a row, has ended."""
END_SECONDS = 5.0

logger = logging.getLogger(__name__)


@contextmanager
def listening(mailbox: Mailbox, tell: Callable[[], None]) -> Iterator[None]:
    """Have a thread call `tell` whenever the mailbox got mail, and once after each connection."""
    stopped = threading.Event()
    ear = Ear(mailbox, tell, stopped)
    thread = threading.Thread(target=ear.listen, name="idle", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(END_SECONDS)


class Ear:
    """The thread's work: connect, listen, and after a break connect again, more and more seldom."""

    def __init__(self, mailbox: Mailbox, tell: Callable[[], None], stopped: threading.Event) -> None:
        self.mailbox, self.tell, self.stopped = mailbox, tell, stopped
        self.pause = FIRST_PAUSE

    def listen(self) -> None:
        """Until stopped, or until the server turns out not to know IDLE."""
        while not self.stopped.is_set():
            try:
                with connected(self.mailbox) as box:
                    if not _knows_idle(box):
                        logger.info("the mail server does not offer IDLE; replies are fetched each minute")
                        return
                    self._follow(box)
            except MailboxTrouble as trouble:  # the round that fetches tells the office
                if trouble.is_refusal:
                    self.pause = LONGEST_PAUSE  # accounts are locked after a few wrong passwords
                self.stopped.wait(self.pause)
                self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def _follow(self, box: BaseMailBox) -> None:
        while not self.stopped.is_set():
            with box.idle:
                self.pause = FIRST_PAUSE
                self.tell()  # what came before we listened
                self._hear(box, time.monotonic() + RENEW_SECONDS)

    def _hear(self, box: BaseMailBox, until: float) -> None:
        empty = 0
        while not self.stopped.is_set() and time.monotonic() < until:
            began = time.monotonic()
            lines = box.idle.poll(timeout=TICK_SECONDS)
            if any(b"EXISTS" in line for line in lines):
                self.tell()
            is_early = time.monotonic() - began < TICK_SECONDS / 2
            empty = empty + 1 if is_early and not lines else 0
            if empty >= EMPTY_READS:
                raise ConnectionResetError("the server ended the connection")


def _knows_idle(box: BaseMailBox) -> bool:
    """Asked anew: many servers offer more to whoever has signed in."""
    _, told = box.client.capability()
    return b"IDLE" in b" ".join(told).upper().split()
