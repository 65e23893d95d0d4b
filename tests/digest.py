"""One number for everything that is stored: whatever changes a row changes it."""

import hashlib

from sqlalchemy import MetaData, select

from scheduler.core.db import db


def database_digest() -> str:
    """SHA-256 over every row of every table as the database itself lists them, each table in order of its keys."""
    db.session.rollback()
    found = MetaData()
    digest = hashlib.sha256()
    with db.engine.connect() as connection:
        found.reflect(connection)
        for table in found.sorted_tables:
            digest.update(table.name.encode())
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
