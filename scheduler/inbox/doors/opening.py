"""Opens the doors for as long as the worker works: the ear at the mailbox, or the LMTP server."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from flask import Flask

from scheduler.core.current import current_settings
from scheduler.inbox.doors import idling, lmtp, tasks
from scheduler.inbox.doors.addresses import is_listener, is_mailbox, listener, mailbox
from scheduler.inbox.service import receiving
from scheduler.outbox.tasks import current_queue

logger = logging.getLogger(__name__)


@contextmanager
def open_doors(app: Flask) -> Iterator[None]:
    """Let mail come in. Raises SettingsError; a door that cannot open otherwise is logged and stops nothing."""
    with app.app_context():
        url = current_settings().inbox_url or ""
    with ExitStack() as doors:
        if is_mailbox(url):
            doors.enter_context(idling.listening(mailbox(url), _asker(app, tasks.JOB)))
        elif is_listener(url):
            address = listener(url)
            try:
                doors.enter_context(lmtp.listening(app, address, _asker(app, receiving.JOB)))
            except OSError as error:
                logger.error("nobody takes replies at %s until the worker starts again: %s", address, error)  # noqa: TRY400 - a line says it
        yield


def _asker(app: Flask, job: str) -> Callable[[], None]:
    def ask() -> None:
        with app.app_context():
            current_queue().ask_for(job)

    return ask
