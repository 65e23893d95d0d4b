"""`scheduler demo`: a whole office on this machine, with one command and without a question."""

import json
import os
import secrets
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask.cli import ScriptInfo
from flask_migrate import upgrade
from sqlalchemy import make_url

from scheduler.accounts.queries import all_staff
from scheduler.accounts.rules import Role
from scheduler.accounts.service.staff import add_user
from scheduler.config import PREFIX, REPOSITORY
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.demo.queries import open_answer_link, open_dates_link
from scheduler.demo.sample import MANAGER_ADDRESS, MANAGER_NAME, is_loaded, load_sample
from scheduler.demo.scenarios import SCENARIOS, is_empty
from scheduler.demo.supervisor import Group, Program, answers, free_port, is_free

START_SECONDS = 60
USUAL_PORT = 8000
TAIL_LINES = 15


@click.command("demo")
@click.option("--port", default=8000, show_default=True, help="Where the pages are served on 127.0.0.1.")
@click.option(
    "--data-dir", type=click.Path(path_type=Path), default=REPOSITORY / "var" / "demo", help="Kept between runs."
)
@click.option("--scenario", type=click.Choice(sorted(SCENARIOS)), help="A position of a known day instead of today's.")
@click.option("--load-only", is_flag=True, help="Load the data into SCHEDULER_DATABASE_URL, run nothing.")
def demo(port: int, data_dir: Path, scenario: str | None, load_only: bool) -> None:  # noqa: FBT001  # click's flags
    """Run web, worker and a mail catcher with sample data until Ctrl-C."""
    data_dir = data_dir / scenario if scenario else data_dir
    if load_only:
        load_and_tell(data_dir, scenario)
        return
    if not is_free(port):
        raise click.ClickException(
            f"Port {port} is in use. Stop what uses it, or take another: make demo PORT={port + 1}"
        )
    data_dir.mkdir(parents=True, exist_ok=True)
    kept = _kept(data_dir)
    mail_port = free_port()
    environ = _environ(data_dir, port, mail_port, kept["secret_key"]) | _inbox(free_port())
    paths = _prepare(environ, data_dir, kept, scenario)
    group = Group(data_dir / "logs", environ)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: whoever ends us early ends all of it
    try:
        for program in _programs(port, mail_port, data_dir):
            group.start(program)
        _wait_until_up(group, f"http://127.0.0.1:{port}/healthz")
        _tell(environ[f"{PREFIX}BASE_URL"], kept, paths)
        ended = group.watch()
    finally:
        group.stop()
    if ended:
        raise click.ClickException(f"{ended} ended by itself. {_tail(group, ended)}")
    click.echo("\n  Stopped. Your data is kept: make demo goes on from here, make clean forgets it.")


def _kept(data_dir: Path) -> dict[str, Any]:
    """What must stay the same between runs: the secret key, the password, the feed addresses."""
    path = data_dir / "kept.json"
    if path.exists():
        kept: dict[str, Any] = json.loads(path.read_text())
        return kept
    return {"secret_key": secrets.token_hex(32), "password": f"try-{secrets.token_hex(6)}", "feeds": {}}


def _keep(data_dir: Path, kept: Mapping[str, Any]) -> None:
    path = data_dir / "kept.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(kept, indent=2))


def _environ(data_dir: Path, port: int, mail_port: int, secret_key: str) -> dict[str, str]:
    values = {
        "SECRET_KEY": secret_key,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{data_dir / 'scheduler.sqlite3'}",
        "SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
        "MAIL_FROM": "Office of the Police and Crime Commissioner <office@example.org>",
        "DATA_DIR": str(data_dir),
        "DEMO": "yes",
    }
    return {f"{PREFIX}{name}": value for name, value in values.items()}


def _inbox(port: int) -> dict[str, str]:
    """Replies come by LMTP, as from a mail server that looks at DMARC: so invitations leave with buttons."""
    return {f"{PREFIX}INBOX_URL": f"lmtp://127.0.0.1:{port}", f"{PREFIX}INBOX_AUTHSERV_ID": "mx.example.org"}


def load_and_tell(data_dir: Path, scenario: str | None) -> None:
    """Fill the environment's database, which must be empty, and say how to look at it; nothing is started."""
    data_dir.mkdir(parents=True, exist_ok=True)
    kept = _kept(data_dir)
    has_key = f"{PREFIX}SECRET_KEY" in os.environ
    environ = _environ(data_dir, USUAL_PORT, USUAL_PORT, kept["secret_key"]) | dict(os.environ)
    os.environ.update(environ)
    app = click.get_current_context().ensure_object(ScriptInfo).load_app()
    with app.app_context():
        upgrade()
        if not is_empty():
            raise click.ClickException("This database is not empty, and nothing was changed. Name an empty one.")
        needs_staff = has_key and not all_staff()  # a password holds under one secret key only
        _load(kept, scenario, with_staff=needs_staff)
        _keep(data_dir, kept)
    click.echo(f"  Loaded      {SCENARIOS[scenario].words if scenario else 'The sample office'}")
    click.echo(f"  Database    {make_url(environ[f'{PREFIX}DATABASE_URL']).render_as_string()}")
    if needs_staff:
        click.echo(f"  Sign in     {MANAGER_ADDRESS}   {kept['password']}   (after `scheduler serve`)")
    elif not has_key:
        click.echo("  Sign in     set SCHEDULER_SECRET_KEY and the other settings, then `scheduler user add`")
    on = f" --on {SCENARIOS[scenario].on.isoformat()}" if scenario else ""
    click.echo(f"  Look        scheduler forward-plan coverage{on}")


def _load(kept: dict[str, Any], scenario: str | None, *, with_staff: bool) -> None:
    """The sample or a scenario, and somebody who may sign in; commits."""
    if scenario:
        SCENARIOS[scenario].load()
    else:
        kept["feeds"] = load_sample(utc_now())
    if with_staff:
        add_user(MANAGER_NAME, MANAGER_ADDRESS, Role.ADMINISTRATOR, now=utc_now(), password=kept["password"])
    commit()


def _prepare(
    environ: Mapping[str, str], data_dir: Path, kept: dict[str, Any], scenario: str | None = None
) -> dict[str, str | None]:
    """Migrate, load the sample data once, and find links of partners to try, by what they do."""
    click.echo("  Bringing the database up to date")
    os.environ.update(environ)
    app = click.get_current_context().ensure_object(ScriptInfo).load_app()
    with app.app_context():
        upgrade()
        if not is_loaded():
            click.echo("  Loading the sample data")
            _load(kept, scenario, with_staff=True)
            _keep(data_dir, kept)
        return {"Answer": open_answer_link(utc_now()), "Choose": open_dates_link()}


def _programs(port: int, mail_port: int, data_dir: Path) -> list[Program]:
    return [
        Program("mail", ["-m", "scheduler.demo.mail_catcher", str(data_dir / "mail"), str(mail_port)]),
        Program("web", ["-m", "scheduler.cli", "serve", "--port", str(port)]),
        Program("worker", ["-m", "scheduler.cli", "worker"]),
    ]


def _wait_until_up(group: Group, url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        ended = group.ended()
        if ended:
            raise click.ClickException(f"{ended} did not start. {_tail(group, ended)}")
        if time.monotonic() > deadline:
            raise click.ClickException(f"The pages did not come up in {START_SECONDS} s. {_tail(group, 'web')}")
        time.sleep(0.1)


def _tail(group: Group, name: str) -> str:
    log = group.log_of(name)
    lines = log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
    return f"The end of {log}:\n" + "\n".join(lines)


def _tell(base_url: str, kept: Mapping[str, Any], paths: Mapping[str, str | None]) -> None:
    click.echo(f"\n  Open        {base_url}")
    click.echo(f"  Sign in     {MANAGER_ADDRESS}   {kept['password']}")
    for name, path in paths.items():
        if path:
            click.echo(f"  {name:<11} {base_url}{path}   (as a partner's office would, without signing in)")
    for name, token in kept["feeds"].items():
        click.echo(f"  Subscribe   {base_url}/feeds/{token}.ics   ({name})")
        break
    click.echo(
        f"  Mail        {base_url}/demo/mail   (everything the demo sent; answer it there as a calendar program would)"
    )
    click.echo("\n  Ctrl-C stops all of it.")
