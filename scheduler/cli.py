"""The console command `scheduler`: each feature brings its own verbs."""

from flask import Flask
from flask.cli import FlaskGroup, NoAppException

from scheduler.accounts.commands import user_commands
from scheduler.app import create_app
from scheduler.config import SettingsError
from scheduler.demo.commands import demo
from scheduler.feeds.commands import feeds
from scheduler.operations.commands import backup, copy_to, doctor, init, restore_command, serve_command, worker
from scheduler.stakeholders.commands import import_partners


def _application() -> Flask:
    """The application, or one plain line that says which setting keeps it from starting."""
    try:
        return create_app()
    except SettingsError as error:
        raise NoAppException(str(error)) from error


main = FlaskGroup(
    name="scheduler",
    create_app=_application,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    help="Run and look after the engagement scheduler.",
)

main.add_command(feeds)
main.add_command(import_partners)
main.add_command(user_commands)
for command in (init, serve_command, worker, backup, restore_command, copy_to, doctor, demo):
    main.add_command(command)

if __name__ == "__main__":
    main()
