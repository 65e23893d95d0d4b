"""`scheduler import <file>`: the partners' spreadsheet from a terminal."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.stakeholders.rules.columns import match_columns
from scheduler.stakeholders.rules.imports import Preview
from scheduler.stakeholders.rules.spreadsheet import decode, read_table
from scheduler.stakeholders.service.imports import preview_import, run_import


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_appcontext
def import_partners(file: Path, *, dry_run: bool) -> None:
    """Bring organisations, bodies, posts and people from a CSV file."""
    try:
        table = read_table(decode(file.read_bytes()))
        matching = match_columns(table.headers)
        preview = preview_import(table, matching, now=utc_now())
        _print(preview)
        if dry_run or not preview.may_run:
            raise SystemExit(1 if preview.of("error") else 0)
        run = run_import(table, matching, file.name, now=utc_now())
        commit()
    except RuleBroken as error:
        raise click.ClickException(error.message) from error
    click.echo(f"Stored. It can be undone on the page of import {run.id}.")


def _print(preview: Preview) -> None:
    for row in preview.rows:
        for error in row.errors:
            click.echo(f"Row {row.number} ({row.what}): {error}", err=True)
    for outcome, words in (("create", "new"), ("update", "changed"), ("unchanged", "unchanged"), ("error", "wrong")):
        click.echo(f"{count_words(len(preview.of(outcome)), 'row')} {words}")
