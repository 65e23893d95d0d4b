"""The console command `scheduler`: each feature brings its own verbs."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup, NoAppException

from scheduler.config import SettingsError

COMMANDS: Mapping[str, str] = {
    "backup": "scheduler.operations.commands:backup",
    "copy-to": "scheduler.operations.commands:copy_to",
    "db": "flask_migrate.cli:db",
    "demo": "scheduler.demo.commands:demo",
    "doctor": "scheduler.operations.commands:doctor",
    "feeds": "scheduler.feeds.commands:feeds",
    "forward-plan": "scheduler.forward_plan.commands:forward_plan_commands",
    "handover": "scheduler.operations.handover.commands:handover",
    "import": "scheduler.stakeholders.commands:import_partners",
    "inbox": "scheduler.inbox.commands:inbox",
    "init": "scheduler.operations.commands:init",
    "restore": "scheduler.operations.commands:restore_command",
    "serve": "scheduler.operations.serving:serve_command",
    "user": "scheduler.accounts.commands:user_commands",
    "worker": "scheduler.operations.commands:worker",
}
"""Where each command lives; it is imported when it is called."""


class LazyGroup(FlaskGroup):
    """Imports a command when it is called, so that none carries what only the others need."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        return _named(COMMANDS[name]) if name in COMMANDS else None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return sorted(COMMANDS)


def _named(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _application() -> Flask:
    """The application, or one plain line that says which setting keeps it from starting."""
    create_app = _named("scheduler.app:create_app")
    try:
        app: Flask = create_app()
    except SettingsError as error:
        raise NoAppException(str(error)) from error
    return app


main = LazyGroup(
    name="scheduler",
    create_app=_application,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    help="Run and look after the engagement scheduler.",
)

if __name__ == "__main__":
    main()
