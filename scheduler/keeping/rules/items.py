"""One record whose time may be over, as a preview shows it and a hold looks at it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from scheduler.core.values import dataclass
from scheduler.keeping.rules.holding import Facets

Key = tuple[str, Any]
"""The table and the row's key in it."""
AT_ONCE = 500


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


def keys_of(items: Iterable[Item], table: str) -> Iterator[list[Any]]:
    """The keys of one table's rows, no more at once than a statement takes."""
    keys = [item.key[1] for item in items if item.key[0] == table]
    return (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))
