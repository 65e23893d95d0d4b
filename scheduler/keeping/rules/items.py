"""One record whose time may be over, as a preview shows it and a hold looks at it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from scheduler.keeping.rules.holding import Facets

Key = tuple[str, Any]
"""The table and the row's key in it."""


@dataclass(frozen=True, slots=True)
class Item:
    """`on` is the day from which its time is counted."""

    key: Key
    on: date
    words: str
    facets: Facets
    href: str = ""


@dataclass(frozen=True, slots=True)
class PastTime:
    """What a class would lose now, and what a hold keeps although its time is over (with the holds' references)."""

    free: tuple[Item, ...]
    held: tuple[tuple[Item, str], ...]
