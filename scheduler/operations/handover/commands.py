"""Handing everything over, and reading it in again, from the terminal."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from scheduler.audit.actor import set_actor
from scheduler.audit.service import record
from scheduler.core.clock import utc_now
from scheduler.core.current import current_settings
from scheduler.core.db import commit
from scheduler.core.wording import count_words
from scheduler.operations.commands import COMMAND, plain_errors
from scheduler.operations.handover.reading import read_handover
from scheduler.operations.handover.writing import write_handover
from scheduler.outbox.queries import counts_by_state
from scheduler.outbox.rules import NoticeState

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("handover")
def handover() -> None:
    """Everything in open formats: to hand over, to keep, to read in again."""


@handover.command("write")
@click.argument("file", type=FILE)
@with_appcontext
def write_command(file: Path) -> None:
    """Write every table as JSON and CSV, the calendar and all files into the ZIP FILE."""
    with plain_errors():
        manifest = write_handover(current_settings(), file, now=utc_now())
    rows = f"{sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables"
    files = sum(name.startswith("files/") for name in manifest.digests)
    click.echo(f"Written to {file}: {rows}, {count_words(files, 'file')}.")
    if manifest.lost_files:
        lost = count_words(len(manifest.lost_files), "file")
        click.echo(f"{lost} named in the database could not be found in the storage.", err=True)


@handover.command("read")
@click.argument("file", type=FILE)
@with_appcontext
def read_command(file: Path) -> None:
    """Read FILE into an empty database; every unsent mail in it waits for a decision at /mail-log."""
    upgrade()
    with plain_errors():
        manifest = read_handover(current_settings(), file)
    set_actor(COMMAND)
    record("handover read", "office", None, f"The state of {manifest.made_at} was read in from a handover")
    commit()
    click.echo(f"The state of {manifest.made_at} is here: {sum(manifest.rows.values()):,} rows.")
    if held := counts_by_state()[NoticeState.HELD]:
        click.echo(f"{count_words(held, 'mail')} on hold: after the start, send or withdraw at /mail-log.")
