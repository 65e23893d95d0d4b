"""Which revision the database has and which one this version of the code wants."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from scheduler.core.db import db


def scripts() -> ScriptDirectory:
    """The migrations that this version knows."""
    return ScriptDirectory(str(Path(current_app.extensions["migrate"].directory)))


def known_revisions() -> set[str]:
    """Every revision that this version can start from."""
    return {script.revision for script in scripts().walk_revisions()}


def wanted_revision() -> str | None:
    """The newest one."""
    return scripts().get_current_head()


def present_revision() -> str | None:
    """The database's; None when it is empty."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()
