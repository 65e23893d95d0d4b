"""Values of a column as JSON and as a cell, and back again; each comes back as what it was."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Date, DateTime, LargeBinary, Table, Time
from sqlalchemy.types import TypeDecorator, TypeEngine

Row = Mapping[str, Any]


def line_of(row: Row) -> bytes:
    """One row as one line of JSON, the same for the same row."""
    plain = {name: _written(value) for name, value in row.items()}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row_of(line: bytes, table: Table) -> dict[str, Any]:
    """The row of a line. Raises KeyError and ValueError for one that is not of this table."""
    plain = json.loads(line)
    return {name: _read(plain[name], table.columns[name]) for name in plain}


def cells_of(row: Row) -> list[str]:
    """For people: as it is, no bytes, nothing for what is empty."""
    return [_cell(value) for value in row.values()]


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes | memoryview):
        return f"({len(value)} bytes)"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(_written(value))


READERS: tuple[tuple[type[TypeEngine[Any]], Callable[[Any], Any]], ...] = (
    (DateTime, datetime.fromisoformat),
    (Date, date.fromisoformat),
    (Time, time.fromisoformat),
    (LargeBinary, base64.b64decode),
)


def _read(value: Any, column: Column[Any]) -> Any:
    kind = column.type
    bare = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if value is None or isinstance(bare, JSON):
        return value
    for sort, read in READERS:
        if isinstance(bare, sort):
            return read(value)
    return value
