"""One number for everything that is stored: whatever changes a row changes it."""

import hashlib

from sqlalchemy import inspect, text

from scheduler.core.db import db


def database_digest() -> str:
    """SHA-256 over every row of every table as the database itself lists them, each table's rows in order."""
    db.session.rollback()
    digest = hashlib.sha256()
    with db.engine.connect() as connection:
        for table in sorted(inspect(connection).get_table_names()):
            digest.update(table.encode())
            rows = connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608  # the database's own names
            for row in sorted(repr(tuple(each)) for each in rows):
                digest.update(row.encode())
    return digest.hexdigest()
