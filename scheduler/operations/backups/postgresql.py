"""PostgreSQL by its own tools (custom format). The password goes by the environment, never by a command line."""

import os
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import URL

from scheduler.core.errors import SchedulerError
from scheduler.core.text import clean_line
from scheduler.operations.backups.archive import BadBackup
from scheduler.operations.backups.sqlite import HOLD_UNSENT
from scheduler.outbox.tasks import SCHEMA


class ToolFailed(SchedulerError):
    """pg_dump, pg_restore or psql is missing or gave up; the message says what it said."""


def dump(url: URL, content: Path) -> None:
    """A consistent copy; the worker's own queue is left out, since the outbox is what counts."""
    _run(url, "pg_dump", "--format=custom", "--no-owner", f"--exclude-schema={SCHEMA}", "--file", str(content))


def check(content: Path) -> None:
    """Whether pg_restore can read the copy's table of contents. Raises BadBackup."""
    try:
        _call(["pg_restore", "--list", str(content)], dict(os.environ))
    except ToolFailed as error:
        raise BadBackup(f"The database in this backup cannot be read: {error}") from error


def load(url: URL, content: Path) -> None:
    """Replace every table and put unsent mail on hold in one transaction, so that no worker sees it due in between."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        arguments = ["--clean", "--if-exists", "--no-owner", "--file", str(script), str(content)]
        _call(["pg_restore", *arguments], dict(os.environ))
        with script.open("a") as out:
            out.write(f"\nSET search_path = public;\n{HOLD_UNSENT};\n")
        _run(url, "psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file", str(script))


def _run(url: URL, program: str, *arguments: str) -> None:
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query).render_as_string()
    environ = dict(os.environ) | ({"PGPASSWORD": str(url.password)} if url.password else {})
    _call([program, "--dbname", bare, *arguments], environ)


def _call(command: list[str], environ: dict[str, str]) -> None:
    try:
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 - fixed programs, addresses from our settings
    except FileNotFoundError as error:
        raise ToolFailed(f"{command[0]} is not installed; it comes with PostgreSQL's client programs.") from error
    if done.returncode:
        raise ToolFailed(clean_line(done.stderr)[:500])
