"""Who erases or disposes is alone with it: on PostgreSQL by locks on tables, while SQLite lets one writer in anyway."""

import time

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.keeping.models import DisposalHold
from scheduler.keeping.rules.traces import TRACES

TRIES, PAUSE_SECONDS = 50, 0.1
"""Others write for some milliseconds at a time."""
MODE = "SHARE ROW EXCLUSIVE MODE"
"""Readers go on; whoever writes waits for our commit, and finds the versions risen."""


def keep_holds_out() -> None:
    """Until the commit no hold is laid or released: those that were looked at are those that stand."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"LOCK TABLE {DisposalHold.__tablename__} IN {MODE}"))


def write_alone() -> None:
    """Until the commit nobody else writes where people are named, nor a hold. Raises RuleBroken when others never rest.

    Every table at one instant or none: whoever kept one and waited for the next would be waited for.
    """
    if db.engine.dialect.name != "postgresql":
        return
    db.session.flush()
    tables = ", ".join(f'"{name}"' for name in TRACES)
    for _ in range(TRIES):
        attempt = db.session.begin_nested()
        try:
            db.session.execute(text(f"LOCK TABLE {tables} IN {MODE} NOWAIT"))
        except OperationalError:
            attempt.rollback()
            time.sleep(PAUSE_SECONDS)
        else:
            attempt.commit()
            return
    raise RuleBroken("Others are saving just now, so nothing was erased. Press again in a minute.")
