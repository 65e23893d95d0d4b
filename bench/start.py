"""Starting up: how long until the application stands, and how much memory its workers hold."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from http import HTTPStatus
from pathlib import Path
from time import monotonic

from bench.figures import Figure, Target, section
from bench.processes import cpu_seconds, memory_bytes, wait_until_idle
from bench.rows.feeds import load_feeds
from bench.servers import Server, plain_application, scheduler, status_of, warm
from bench.site import Site, open_site, temporary_folder
from bench.spread import ratio_of, spread_of
from scheduler.core.clock import utc_now

MANY = 5_000
BOOTS, SERVED = 9, 5
Start = tuple[float, float]
"""Seconds by the clock and of CPU time."""
MEGABYTE = 1024 * 1024
BOOT = Target(must=1.5, aim=1.1, least=False)
MEMORY = Target(must=1.6, aim=1.3, least=False)
NOTES = (
    (
        "Boot: a new Python process until the application object stands, against a bare application of Flask and "
        "Flask-SQLAlchemy that maps the same tables, and against one with a single table; all with their bytecode "
        "written before. Decision 27 says why the first is what counts."
    ),
    (
        "Server: from the command until one of its 2 workers has answered with the same row of the same SQLite file; "
        "CPU is that of all its processes. Ours loads the application once and forks, there each worker loads it."
    ),
    (
        "Memory: PSS of the server with its 2 workers, ours after both feeds were read from each worker; against the "
        "same bare applications, and against Flask's hello world, which loads no database library at all."
    ),
)


def run() -> str:
    """The group's table."""
    with open_site() as site:
        with site.app.app_context():
            paths = load_feeds(MANY, now=utc_now())
        figures = [*_boot(site), *_serve(site), *_memory(site, (paths.many, paths.few))]
    return section("Start", figures, NOTES)


def _boot(site: Site) -> list[Figure]:
    modules = ("wsgi", "bench.bare", "bench.tables")
    with temporary_folder() as cache:
        environ = _environ(cache, site.environ)
        for module in modules:
            _boot_once(module, environ)  # writes the bytecode
        rounds = [[_boot_once(module, environ) for module in modules] for _ in range(BOOTS)]
    ours, bare, tables = ([each[place] for each in rounds] for place in range(len(modules)))
    return [
        _compared("boot, one process", ours, "bare with our tables", tables, BOOT),
        _compared("boot, to a single table", ours, "bare with one", bare),
    ]


def _compared(
    name: str, ours: Sequence[Start], other: str, reference: Sequence[Start], target: Target | None = None
) -> Figure:
    return Figure(
        name=name,
        value=spread_of([took for took, _ in ours]).scaled(1e3).words("ms"),
        reference=f"{other} {spread_of([took for took, _ in reference]).scaled(1e3).words('ms')}",
        ratio=ratio_of([took for took, _ in ours], [took for took, _ in reference]),
        cpu=ratio_of([used for _, used in ours], [used for _, used in reference]),
        target=target,
    )


def _serve(site: Site) -> list[Figure]:
    with temporary_folder() as cache:
        environ = _environ(cache, site.environ)
        _served(site, environ)  # writes the bytecode
        rounds = [_served(site, environ) for _ in range(SERVED)]
    ours, tables, bare = ([each[place] for each in rounds] for place in range(3))
    name = "boot, the server to its first answer"
    return [
        _compared(name, ours, "bare with our tables", tables, BOOT),
        _compared(f"{name}, to a single table", ours, "bare with one", bare),
    ]


def _served(site: Site, environ: Mapping[str, str]) -> tuple[Start, Start, Start]:
    """Ours and the bare ones, each started once."""
    ours = _first_answer(scheduler(site.folder, environ), "/readyz")
    tables, bare = (
        _first_answer(plain_application(f"bench.{name}:app", site.folder, environ), "/revision")
        for name in ("tables", "bare")
    )
    return ours, tables, bare


def _first_answer(starting: AbstractContextManager[Server], path: str) -> Start:
    began = monotonic()
    with starting as server:
        status, _headers, _body = status_of(server.url + path)
        took = monotonic() - began
        if status != HTTPStatus.OK:
            message = f"{path} answered {status}"
            raise RuntimeError(message)
        wait_until_idle(server.pid)
        return took, cpu_seconds(server.pid)


def _environ(cache: Path, settings: Mapping[str, str]) -> Mapping[str, str]:
    """Bytecode is written, as on an installed machine, but not into the tree."""
    return {**os.environ, **settings, "PYTHONPYCACHEPREFIX": str(cache), "PYTHONDONTWRITEBYTECODE": ""}


def _boot_once(module: str, environ: Mapping[str, str]) -> Start:
    """Seconds by the clock and of CPU time. Python's tidying up at its end is left out: a server does not end there."""
    started = monotonic()
    program = f"import os, {module}; os._exit(0)"
    process = subprocess.Popen([sys.executable, "-c", program], env=environ, stderr=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"{module} does not boot"
        raise RuntimeError(message)
    return monotonic() - started, used.ru_utime + used.ru_stime


def _memory(site: Site, paths: tuple[str, ...]) -> list[Figure]:
    with ExitStack() as stack:
        hello = _resident(stack.enter_context(plain_application("bench.hello:app", site.folder)), ("/",))
        bare = _resident(stack.enter_context(plain_application("bench.bare:app", site.folder)), ("/",))
        tables = _resident(stack.enter_context(plain_application("bench.tables:app", site.folder)), ("/",))
        ours = _resident(stack.enter_context(site.serving()), paths)
    value = f"{ours / MEGABYTE:.0f} MB"
    return [
        Figure(
            name="memory after all feeds",
            value=value,
            reference=f"bare with our tables {tables / MEGABYTE:.0f} MB",
            ratio=ours / tables,
            target=MEMORY,
        ),
        Figure(
            name="memory after all feeds, to a single table",
            value=value,
            reference=f"bare with one {bare / MEGABYTE:.0f} MB",
            ratio=ours / bare,
        ),
        Figure(
            name="memory after all feeds, to Flask alone",
            value=value,
            reference=f"hello {hello / MEGABYTE:.0f} MB",
            ratio=ours / hello,
        ),
    ]


def _resident(server: Server, paths: tuple[str, ...]) -> int:
    for path in paths:
        warm(server.url + path, headers={"Accept-Encoding": "gzip"})
    wait_until_idle(server.pid)
    return memory_bytes(server.pid)
