"""`scheduler user`: add, list and disable staff from the server's own terminal."""

import sys

import click
from flask.cli import AppGroup

from scheduler.accounts.queries import all_staff, staff_by_address
from scheduler.accounts.rules import MINIMUM_PASSWORD, ROLE_WORDS, Role, password_weakness
from scheduler.accounts.service.staff import add_user, disable_user, role_of
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken

user_commands = AppGroup("user", help="Add, list and disable staff.")

TERMINAL = Actor("command", "The server's terminal", "command")


@user_commands.command("add")
@click.option("--email", required=True, help="Where mail about the account goes; also the name to sign in with.")
@click.option("--name", required=True, help="As pages and the log show it.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.MANAGER.value)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, not from the terminal.")
def add(email: str, name: str, role: str, *, password_stdin: bool) -> None:
    """Add a member of staff; the password is asked for and never shown."""
    password = _read_password(password_stdin=password_stdin)
    if weak := _why_weak(password, (email, name)):
        raise click.ClickException(weak)
    set_actor(TERMINAL)
    try:
        user = add_user(name, email, Role(role), now=utc_now(), password=password)
    except RuleBroken as error:
        raise click.ClickException(error.message) from error
    commit()
    click.echo(f"{user.name} can sign in as {user.email} ({ROLE_WORDS[Role(role)]}).")


@user_commands.command("list")
def listing() -> None:
    """List everybody: address, name, role, and whether they may sign in."""
    for user in all_staff():
        role = role_of(user)
        state = "" if user.active else "  (disabled)"
        click.echo(f"{user.email}  {user.name}  {ROLE_WORDS[role] if role else 'no role'}{state}")


@user_commands.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Shut a member of staff out, at once and on every browser."""
    user = staff_by_address(email)
    if user is None:
        raise click.ClickException("Nobody with this address is on the list. See: scheduler user list")
    set_actor(TERMINAL)
    try:
        disable_user(user, now=utc_now())
    except RuleBroken as error:
        raise click.ClickException(error.message) from error
    commit()
    click.echo(f"{user.name} can no longer sign in.")


def _read_password(*, password_stdin: bool) -> str:
    if password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt="The same again"))


def _why_weak(password: str, known: tuple[str, str]) -> str | None:
    if len(password) < MINIMUM_PASSWORD:
        return f"The password needs {MINIMUM_PASSWORD} characters or more."
    return password_weakness(password, known)
