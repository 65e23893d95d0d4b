"""What the worker does by itself each minute or once a day; features register it where they are wired in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
