"""What the worker does by itself each minute or once a day; features register it where they are wired in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum

from scheduler.core.db import db
from scheduler.core.transactions import Intent, set_intent
from scheduler.core.values import dataclass


class Each(StrEnum):
    """How often; a day's round runs as soon as the local day has begun and a worker is awake."""

    MINUTE = "minute"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Round:
    """`run` gets the present moment, in a transaction of its own that is committed for it.

    A round that talks to the network may commit in between, so that no lock is held meanwhile.
    """

    name: str
    each: Each
    run: Callable[[datetime], object]


_rounds: dict[str, Round] = {}


def register_round(name: str, each: Each, run: Callable[[datetime], object]) -> None:
    """Have the worker run it; the same name again takes its place."""
    _rounds[name] = Round(name, each, run)


def registered_rounds() -> list[Round]:
    """In order of registration."""
    return list(_rounds.values())


def once_due(is_due: Callable[[datetime], object], run: Callable[[datetime], object]) -> Callable[[datetime], object]:
    """A round that looks first, without keeping any writer waiting, and runs only when there is something to do."""

    def looked(now: datetime) -> object:
        with only_reading():
            is_needed = bool(is_due(now))
        return run(now) if is_needed else None

    return looked


@contextmanager
def only_reading() -> Iterator[None]:
    """For what a round reads before it writes: inside, no writer is kept waiting."""
    db.session.rollback()  # the transaction of the round's own was begun for writing
    set_intent(Intent.READ)
    try:
        yield
        db.session.rollback()
    finally:
        set_intent(Intent.WRITE)
