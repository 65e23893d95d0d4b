"""Setting up, serving and working from the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import ScriptInfo, with_appcontext
from flask_migrate import upgrade

from scheduler.accounts.queries import staff_by_address
from scheduler.accounts.rules import Role, password_weakness
from scheduler.accounts.service.office import OfficeDraft, init_office
from scheduler.accounts.service.staff import add_user
from scheduler.audit.actor import Actor, set_actor
from scheduler.audit.service import record
from scheduler.config import SettingsError
from scheduler.core.addresses import address_key
from scheduler.core.clock import utc_now
from scheduler.core.current import current_settings
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken, SchedulerError
from scheduler.core.logs import configure_logging
from scheduler.core.wording import count_words
from scheduler.operations.backups.service import back_up, restore
from scheduler.operations.checks import examine
from scheduler.operations.copying import copy_database
from scheduler.operations.patient import Patient
from scheduler.operations.worker import WorkerRunning, run_worker
from scheduler.outbox.queries import counts_by_state
from scheduler.outbox.rules import NoticeState
from scheduler.stakeholders.service import ensure_areas

COMMAND = Actor("command", "The command line", "command")
MINIMUM_PASSWORD = 12


@click.command("init")
@click.option("--office", prompt="Name of the office")
@click.option("--office-email", prompt="The office's e-mail address")
@click.option("--telephone", prompt="The office's telephone number")
@click.option("--name", prompt="Name of the first administrator")
@click.option("--email", prompt="The first administrator's e-mail address")
@click.password_option(help="Of the first administrator.")
@with_appcontext
def init(office: str, office_email: str, telephone: str, name: str, email: str, password: str) -> None:
    """Create the database, the office and the first administrator. Doing it again changes nothing that is there."""
    weakness = password_weakness(password, (email, name))
    if len(password) < MINIMUM_PASSWORD or weakness:
        raise click.ClickException(weakness or f"The password needs {MINIMUM_PASSWORD} characters or more.")
    current_settings().data_dir.mkdir(parents=True, exist_ok=True)
    upgrade()
    set_actor(COMMAND)
    try:
        ensure_areas()
        init_office(OfficeDraft(name=office, email=office_email, telephone=telephone))
        if staff_by_address(address_key(email)) is None:
            add_user(name, email, Role.ADMINISTRATOR, now=utc_now(), password=password)
    except RuleBroken as error:
        raise click.ClickException(error.message) from error
    commit()
    click.echo(f"Ready. Start `scheduler serve` and `scheduler worker`, then sign in as {email}.")


@click.command("worker")
@click.pass_context
def worker(context: click.Context) -> None:
    """Send mail and do the clock's work until stopped; run one on each machine."""
    configure_logging()
    app = context.ensure_object(ScriptInfo).load_app()
    with app.app_context():
        data_dir = current_settings().data_dir
    try:
        run_worker(app, data_dir)
    except (WorkerRunning, SettingsError) as error:
        raise click.ClickException(str(error)) from error


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Write a whole, checked copy of the database and of uploaded files to FILE while everything goes on."""
    with plain_errors():
        facts = back_up(current_settings(), file, now=utc_now())
    files = f", {count_words(facts.files, 'uploaded file')}" if facts.files else ""
    click.echo(f"Written to {file} ({facts.database}, schema {facts.revision}{files}).")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.confirmation_option("--yes", prompt="This replaces the present database. Have you stopped serve and worker?")
@with_appcontext
def restore_command(file: Path) -> None:
    """Replace the database by the backup in FILE; every unsent mail in it waits for a decision at /mail-log."""
    with plain_errors():
        restored = restore(current_settings(), file, now=utc_now())
    upgrade()
    set_actor(COMMAND)
    record("database restored", "office", None, f"The state of {restored.facts.made_at} was restored from a backup")
    commit()
    held = counts_by_state()[NoticeState.HELD]
    click.echo(f"The state of {restored.facts.made_at} is back.")
    if restored.kept is not None:
        click.echo(f"The state before it is kept in {restored.kept}.")
    if held:
        click.echo(f"{count_words(held, 'mail')} on hold: after the start, send or withdraw at /mail-log.")


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Look at everything that must be well; ends with 1 when something is not."""
    findings = examine(Patient(current_settings(), utc_now()))
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        click.echo(f"{'ok     ' if finding.is_well else 'problem'}  {finding.name:<{width}}  {finding.words}")
    if not all(finding.is_well for finding in findings):
        click.get_current_context().exit(1)


@contextmanager
def plain_errors() -> Iterator[None]:
    """What we refuse knowingly ends a command with its sentence and no traceback."""
    try:
        yield
    except SchedulerError as error:
        raise click.ClickException(str(error)) from error


@click.command("copy-to")
@click.argument("database_url")
@with_appcontext
def copy_to(database_url: str) -> None:
    """Copy everything into another, empty database that `scheduler db upgrade` has prepared (stop web and worker)."""
    with plain_errors():
        counts = copy_database(database_url)
    click.echo(f"Copied {sum(counts.values())} rows of {len(counts)} tables, and compared them.")
