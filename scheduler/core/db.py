"""The declarative base, the session, and the column types that keep instants honest."""

from datetime import UTC, datetime
from enum import StrEnum
from importlib import import_module
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Enum, Index, MetaData, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every model; names every constraint so that migrations can drop it on both databases."""

    metadata = MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC instant. Refuses naive values; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"{value!r} has no time zone"
            raise ValueError(message)
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


CHOICE_LENGTH = 40


def choice(kind: type[StrEnum]) -> Enum:
    """A column that holds a member of `kind` by its value, as plain text: new members need no migration."""
    return Enum(
        kind, native_enum=False, length=CHOICE_LENGTH, values_callable=lambda members: [m.value for m in members]
    )


def partial_unique(name: str, *columns: str, where: str) -> Index:
    """No two rows alike among those that satisfy `where`, on both databases (see `complete_partial_indexes`)."""
    return Index(name, *columns, unique=True, sqlite_where=text(where))


def complete_partial_indexes(metadata: MetaData) -> None:
    """Say the condition to PostgreSQL too: its own option in a model would load its dialect wherever models are."""
    for index in (index for table in metadata.tables.values() for index in table.indexes):
        where = index.dialect_options["sqlite"]["where"]
        if where is not None:
            index.dialect_kwargs["postgresql_where"] = where


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)


def insert_into(model: type[Base]) -> Any:
    """An INSERT that may say what to do when the row exists; the other database's kind is never loaded."""
    return import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}").insert(model)


def commit() -> None:
    """End the unit of work. Only routes, commands and the worker call this: services flush."""
    db.session.commit()


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Alembic writes our column type as SQLAlchemy's own, so that migrations do not depend on this module."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False
