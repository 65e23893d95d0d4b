"""What must stay although its time is over: keeping says so from above, whoever deletes by itself asks first."""

from collections.abc import Callable
from datetime import date

Held = Callable[[str, int, date], bool]
"""Of a table's row with its day: whether it must stay."""

_ask: list[Callable[[], Held]] = []


def register_holding(ask: Callable[[], Held]) -> None:
    """Whom to ask how things stand now; a later one takes the place of the one before."""
    _ask[:] = [ask]


def held_now() -> Held:
    """How things stand at this moment; without anybody to ask nothing is held."""
    return _ask[0]() if _ask else lambda _table, _key, _on: False
