"""Setting up, serving and working from the terminal."""

from typing import Any

import click
from flask.cli import ScriptInfo, with_appcontext
from flask_migrate import upgrade

from scheduler.accounts.queries import staff_by_address
from scheduler.accounts.rules import Role, password_weakness
from scheduler.accounts.service.office import OfficeDraft, init_office
from scheduler.accounts.service.staff import add_user
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.addresses import address_key
from scheduler.core.clock import utc_now
from scheduler.core.current import current_settings
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.logs import configure_logging
from scheduler.operations.serving import ServeOptions, serve
from scheduler.operations.worker import WorkerRunning, run_worker

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
        init_office(OfficeDraft(name=office, email=office_email, telephone=telephone))
        if staff_by_address(address_key(email)) is None:
            add_user(name, email, Role.ADMINISTRATOR, now=utc_now(), password=password)
    except RuleBroken as error:
        raise click.ClickException(error.message) from error
    commit()
    click.echo(f"Ready. Start `scheduler serve` and `scheduler worker`, then sign in as {email}.")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=4, show_default=True, help="Threads of each process.")
@click.option("--access-log/--no-access-log", default=False, help="One line a request, secret links masked.")
def serve_command(**options: Any) -> None:
    """Serve the pages and feeds until stopped."""
    configure_logging()
    serve(ServeOptions(**options))


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
    except WorkerRunning as error:
        raise click.ClickException(str(error)) from error
