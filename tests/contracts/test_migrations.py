"""Migrations run up, agree with the models, run down and up again; a killed one leaves the schema as it was."""

import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import MetaData, create_engine, make_url, text

from scheduler.app import create_app
from scheduler.config import REPOSITORY, Settings
from scheduler.core.db import db

VERSIONS = REPOSITORY / "migrations" / "versions"
KILLED = '''"""Half done, then killed."""
import os, signal
from alembic import op
revision, down_revision = "{revision}", "{down_revision}"
def upgrade():
    op.execute("CREATE TABLE half_done (id INTEGER PRIMARY KEY)")
    op.execute("DROP TABLE heartbeat")
    os.kill(os.getpid(), signal.SIGKILL)
'''
UPGRADE = """
import sys
from flask_migrate import upgrade
from scheduler.app import create_app
with create_app().app_context():
    upgrade(directory=sys.argv[1])
"""


@pytest.fixture
def empty_app(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of its own in which there is nothing yet."""
    name = f"migrations_{uuid.uuid4().hex[:8]}"
    url = make_url(settings.database_url)
    if url.drivername.startswith("postgresql"):
        admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        own = url.set(database=name).render_as_string(hide_password=False)
    else:
        own = f"sqlite:///{tmp_path / name}.sqlite3"
    app = create_app(replace(settings, database_url=own, data_dir=tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_migrations_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert [name[:5] for name in names] == [f"{number:04d}_" for number in range(1, len(names) + 1)]
    revisions = [re.search(r'^revision = "(.+)"', (VERSIONS / name).read_text(), re.MULTILINE) for name in names]
    assert [found and found[1] for found in revisions] == [name[:4] for name in names]


def test_up_agrees_with_the_models_and_down_leaves_nothing(empty_app: Flask) -> None:
    upgrade()
    full = schema()
    check()
    downgrade(revision="base")
    assert schema().keys() <= {"alembic_version"}
    upgrade()
    assert schema() == full


def test_a_migration_that_is_killed_half_way_leaves_the_old_schema(
    empty_app: Flask, settings: Settings, tmp_path: Path
) -> None:
    upgrade()
    before, head = schema(), version()
    folder = tmp_path / "migrations"
    shutil.copytree(REPOSITORY / "migrations", folder)
    (folder / "versions" / "9999_killed.py").write_text(KILLED.format(revision="9999", down_revision=head))
    killed = subprocess.run(
        [sys.executable, "-c", UPGRADE, str(folder)], cwd=REPOSITORY, env=environment(empty_app, settings), check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert schema() == before
    assert version() == head


def schema() -> dict[str, list[str]]:
    """Tables with their columns, types and constraints."""
    found = MetaData()
    with db.engine.connect() as connection:
        found.reflect(connection)
    return {
        table.name: sorted(
            [f"{column.name} {column.type} {column.nullable} {column.foreign_keys}" for column in table.columns]
            + [str(each.name) for each in table.constraints]
        )
        for table in found.tables.values()
    }


def version() -> str:
    with db.engine.connect() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def environment(app: Flask, settings: Settings) -> dict[str, str]:
    """What the same application needs as a process of its own."""
    own = {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "BASE_URL": settings.base_url,
        "SMTP_URL": settings.smtp_url,
        "MAIL_FROM": settings.mail_from,
        "DATA_DIR": str(settings.data_dir),
    }
    return dict(os.environ) | {f"SCHEDULER_{name}": value for name, value in own.items()}
