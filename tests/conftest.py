"""The application on a real database (SQLite, or PostgreSQL with TEST_DATABASE=postgresql), fresh for every test."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import scoped_session
from werkzeug.serving import make_server

from scheduler.accounts.rules import Role
from scheduler.accounts.sessions import TOKEN
from scheduler.accounts.throttling import limiter
from scheduler.app import create_app
from scheduler.audit.actor import NOBODY, set_actor
from scheduler.config import Settings
from scheduler.core.db import db
from scheduler.core.tokens import random_token
from scheduler.core.transactions import Intent, set_intent
from tests import factories
from tests.postgresql import PostgresqlTemplate

pytest_plugins = ["tests.browser", "tests.dovecot", "tests.smtp"]

# How fast a machine is says nothing about the behaviour: tests run beside one another, and beside much else.
hypothesis_settings.register_profile("beside_much_else", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("beside_much_else")

DATABASE = os.environ.get("TEST_DATABASE", "sqlite")
TOUCHES_THE_DATABASE = frozenset({"app", "migrated_app", "empty_app"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what never asks the database, what pages show, and what `once` says is the same on both.

    Every page of the sample is still read there, by `tests/contracts/test_safe_methods.py`.
    """
    if DATABASE == "sqlite":
        return
    again = [item for item in items if _differs(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
    items[:] = again


def _differs(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    is_of_pages = "browser" in fixtures or "pages" in item.path.stem
    asks = not TOUCHES_THE_DATABASE.isdisjoint(fixtures)
    return asks and not is_of_pages and item.get_closest_marker("once") is None


class Template(Protocol):
    """Databases that tests begin with."""

    url: str

    def keep(self, name: str = ...) -> None: ...
    def restore(self, name: str = ...) -> None: ...
    def close(self) -> None: ...


class SqliteTemplate:
    """A migrated database file that is copied over the application's own before each test; others by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "test.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def keep(self, name: str = "empty") -> None:
        """Take the database as it is as a template."""
        db.engine.dispose()
        shutil.copy(self.path, self.folder / f"{name}.sqlite3")

    def close(self) -> None:
        """Let go of the file."""
        db.engine.dispose()

    def restore(self, name: str = "empty") -> None:
        """A fresh database."""
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        # A file of its own: who still holds the one before must not share its locks and its log with the next test.
        shutil.copy(self.folder / f"{name}.sqlite3", self.path.with_suffix(".next"))
        self.path.with_suffix(".next").replace(self.path)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    if DATABASE == "postgresql":
        return PostgresqlTemplate()
    return SqliteTemplate(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def settings(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Settings:
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
def migrated_app(settings: Settings, template: Template) -> Iterator[Flask]:
    app = create_app(settings)
    app.config["TESTING"] = True
    app.test_client_class = Browser
    app.config["PROPAGATE_EXCEPTIONS"] = False
    # One hash costs an eighth of a second as it should; tests make many.
    app.extensions["security"].pwd_context.update(argon2__memory_cost=8, argon2__time_cost=1, argon2__parallelism=1)
    with app.app_context():
        upgrade()
        template.keep()
    yield app
    with app.app_context():
        template.close()


@pytest.fixture
def app(migrated_app: Flask, template: Template) -> Iterator[Flask]:
    """The application with an empty, migrated database; an application context is pushed."""
    set_intent(Intent.WRITE)
    set_actor(NOBODY)  # not whoever was signed in when the last test ended
    with migrated_app.app_context():
        template.restore()
        limiter.reset()
        yield migrated_app
        db.session.remove()


@pytest.fixture
def session(app: Flask) -> "scoped_session":
    """The database session of the pushed context."""
    return db.session


class Browser(FlaskClient):
    """A test client whose requests have a context and a database session of their own, as they have in life."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.commit()  # requests see what the test has set up
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in. CSRF is on: post with `tests.browsing.submit`."""
    return app.test_client()


def signed_in(app: Flask, role: Role) -> FlaskClient:
    """A browser with a live session of a new user: no password is hashed."""
    factories.office()
    user, token = factories.staff_user(role=role), random_token()
    factories.staff_session(user=user, token=token)
    db.session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie.update({TOKEN: token, "_user_id": user.fs_uniquifier, "_fresh": True, "fs_paa": time.time()})
    return browser


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    """A signed-in member of staff who may only read."""
    return signed_in(app, Role.VIEWER)


@pytest.fixture
def manager(app: Flask) -> FlaskClient:
    """A signed-in office manager."""
    return signed_in(app, Role.MANAGER)


@pytest.fixture
def administrator(app: Flask) -> FlaskClient:
    """A signed-in administrator."""
    return signed_in(app, Role.ADMINISTRATOR)


@pytest.fixture
def server_url(app: Flask) -> Iterator[str]:
    """The application served on loopback by real threads, for browsers and concurrent clients."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    # It looks now and then whether it shall end: usually twice a second, for which every test would wait.
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
