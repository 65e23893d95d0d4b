"""What must stay although its time is over: keeping says so from above, whoever deletes asks first."""

from collections.abc import Callable
from datetime import date

from scheduler.core.errors import RuleBroken

Held = Callable[[str, int, date], bool]
"""Of a table's row with its day: whether it must stay; of an engagement all is known, its day does not matter."""

_ask: list[Callable[[], Held]] = []


def register_holding(ask: Callable[[], Held]) -> None:
    """Whom to ask how things stand now; a later one takes the place of the one before."""
    _ask[:] = [ask]


def held_now() -> Held:
    """How things stand at this moment; without anybody to ask nothing is held."""
    return _ask[0]() if _ask else lambda _table, _key, _on: False


def refuse_when_held(table: str, key: int, on: date) -> None:
    """Before somebody removes by hand what must stay. Raises RuleBroken."""
    if held_now()(table, key, on):
        raise RuleBroken("A hold keeps it, so it cannot be removed. An administrator sees the holds under Settings.")
