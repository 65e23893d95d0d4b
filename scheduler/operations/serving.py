"""`scheduler serve`: the web server, granian's processes in front of the application.

The process that looks after the workers loads the application's code and maps its tables before it forks them, and
none of it is looked through for garbage later: the workers share those pages instead of each holding its own, and a
worker that takes the place of a dead one is there at once. Each makes its own application, and with it its own
connections, after the fork.
"""

import time
from importlib import import_module
from typing import Any

import click
from granian.constants import Interfaces
from granian.server.mp import MPServer
from sqlalchemy.orm import configure_mappers

from scheduler.config import SettingsError, load_settings
from scheduler.core.logs import configure_logging, logging_config
from scheduler.core.starting import for_good
from scheduler.core.values import dataclass
from scheduler.inbox.doors.addresses import check_door

APPLICATION = "scheduler.app:create_app"
ACCESS_FORMAT = '%(addr)s "%(method)s %(path)s %(protocol)s" %(status)d %(dt_ms).1f ms'


AT_ONCE = 0.5
"""Seconds: whatever ends a process within this time of its start will end the next one too."""
PAUSE = 1.0


class Server(MPServer):
    """Replaces a process that dies, however often one dies.

    Granian itself ends whole, and with it the processes that are well, when one dies twice within seconds. Only one
    that dies as soon as it starts is waited for a moment, so that a fault in it does not keep the machine busy.
    """

    def __init__(self, *target: Any, **options: Any) -> None:
        super().__init__(*target, **options)
        self._begun: dict[int, float] = {}

    def _respawn_workers(self, workers: list[int], *loaders: Any, **options: Any) -> None:
        if any(time.monotonic() - self._begun.get(number, 0) < AT_ONCE for number in workers):
            time.sleep(PAUSE)
        super()._respawn_workers(workers, *loaders, **options)
        self._begun |= self.respawned_wrks
        self.respawned_wrks.clear()


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where to listen, and with how many processes and threads each."""

    host: str
    port: int
    workers: int
    threads: int
    access_log: bool


def serve(options: ServeOptions) -> None:
    """Serve until told to stop."""
    with for_good():
        import_module(APPLICATION.partition(":")[0])
        configure_mappers()  # or each process would, while others wait for its first answer
    Server(
        APPLICATION,
        factory=True,
        interface=Interfaces.WSGI,
        address=options.host,
        port=options.port,
        workers=options.workers,
        blocking_threads=options.threads,
        respawn_failed_workers=True,
        websockets=False,
        log_dictconfig=logging_config(),
        log_access=options.access_log,
        log_access_format=ACCESS_FORMAT,
    ).serve()


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=4, show_default=True, help="Threads of each process.")
@click.option("--access-log/--no-access-log", default=False, help="One line a request, secret links masked.")
def serve_command(**options: Any) -> None:
    """Serve the pages and feeds until stopped."""
    configure_logging()
    try:  # or each process would end on it, and be replaced, for ever
        check_door(load_settings().inbox_url)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    serve(ServeOptions(**options))
