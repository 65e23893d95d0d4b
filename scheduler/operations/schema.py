"""Which revision the database has and which one this version of the code wants.

Web workers answer that for load balancers, so it is read without alembic, which only commands load.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import inspect, text

from scheduler.config import REPOSITORY
from scheduler.core.db import db, render_item

EXTENSION = "migrate"
"""Where flask-migrate's commands look for the migrations of an application."""

_REVISION = re.compile(r'^revision\b.*= "(\w+)"$', re.MULTILINE)
_EARLIER = re.compile(r'^down_revision\b.*= "(\w+)"$', re.MULTILINE)


class Migrations:
    """What flask-migrate wants to know of an application; the package itself is loaded when a command asks."""

    def __init__(self, directory: Path) -> None:
        self.directory = str(directory)
        self.configure_args: Mapping[str, Any] = {"render_item": render_item}
        self.db = db
        self.metadata = db.metadata

    @cached_property
    def migrate(self) -> Any:
        """flask-migrate's own object."""
        from flask_migrate import Migrate  # brings alembic and mako, which a web worker never needs

        return Migrate(directory=self.directory)


def init_migrations(app: Flask) -> None:
    """Say where the migrations lie."""
    app.extensions[EXTENSION] = Migrations(REPOSITORY / "migrations")


def known_revisions() -> set[str]:
    """Every revision that this version can start from."""
    return {found for script in _scripts() for found in _REVISION.findall(script)}


def wanted_revision() -> str:
    """The newest one: the one that no other follows."""
    (newest,) = known_revisions() - {found for script in _scripts() for found in _EARLIER.findall(script)}
    return newest


def present_revision() -> str | None:
    """The database's; None when it is empty."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return None
    revision: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _scripts() -> list[str]:
    versions = Path(current_app.extensions[EXTENSION].directory, "versions")
    return [path.read_text() for path in versions.glob("*.py")]
