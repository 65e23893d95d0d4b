"""The console command `scheduler`: each feature brings its own verbs."""

from flask.cli import FlaskGroup

from scheduler.app import create_app
from scheduler.feeds.commands import feeds

main = FlaskGroup(
    name="scheduler",
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    help="Run and look after the engagement scheduler.",
)

main.add_command(feeds)
