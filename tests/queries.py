"""Counts the statements that a piece of work sends to the database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from scheduler.core.db import db


@dataclass
class Statements:
    """What was sent, in order; BEGIN and PRAGMA are not counted."""

    sent: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sent)


@contextmanager
def count_queries() -> Iterator[Statements]:
    """Everything that this thread sends inside the block: `assert len(statements) <= 8`.

    What the feeds note of their visitors is written by a thread of its own, whenever that comes to it.
    """
    statements, ours = Statements(), threading.get_ident()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if threading.get_ident() == ours and not statement.startswith(("BEGIN", "PRAGMA", "SET TRANSACTION")):
            statements.sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
