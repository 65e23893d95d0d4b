"""Draws a GOV.UK component once for each set of parameters: a macro of theirs costs what a whole plain page does."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from markupsafe import Markup

REMEMBERED = 2_000
LONGEST = 20_000
"""Characters; a select of every post is drawn anew."""


class Drawings:
    """Finished components by macro and parameters, the longest unused dropped first."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[object, str] = OrderedDict()
        self._lock = Lock()

    def draw(self, macro: Callable[[Any], str], params: Mapping[str, Any]) -> str:
        """What `macro(params)` gives; the same parameters give the same markup."""
        try:
            key = (getattr(macro, "name", macro), frozen(params))
        except TypeError:
            return macro(params)
        with self._lock:
            known = self._drawn.get(key)
            if known is not None:
                self._drawn.move_to_end(key)
                return known
        drawn = macro(params)
        if len(drawn) <= LONGEST:
            self._keep(key, drawn)
        return drawn

    def _keep(self, key: object, drawn: str) -> None:
        with self._lock:
            self._drawn[key] = drawn
            if len(self._drawn) > REMEMBERED:
                self._drawn.popitem(last=False)


def frozen(value: Any) -> object:
    """A key that tells markup from text and 1 from True. Raises TypeError for what has no lasting value."""
    if isinstance(value, dict):
        return tuple((name, frozen(inner)) for name, inner in value.items())
    if isinstance(value, list | tuple):
        return (list, *map(frozen, value))
    if value is None or type(value) in {str, Markup, bool, int}:
        return (type(value), value)
    message = f"{type(value).__name__} may change"
    raise TypeError(message)
