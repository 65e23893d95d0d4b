"""Whether two titles mean the same event, whatever programs and people put before them."""

import re
from collections.abc import Collection

from scheduler.stakeholders.rules.search import search_words

_PREFIX = re.compile(
    r"^\s*(?:(?:re|fw|fwd|wg|invitation|updated invitation|invite|updated|accepted|canceled|cancelled)\s*:\s*)+",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    {
        *("the", "of", "a", "an", "and", "to", "for", "at", "in", "on"),
        *("meeting", "invitation", "board", "committee", "group", "forum", "partnership", "panel"),
    }
)
ENOUGH = 0.5
"""Of the words of both titles together, how many they share."""


def bare_title(title: str) -> str:
    """Without “FW:”, “Invitation:” and the like."""
    return _PREFIX.sub("", title).strip()


def are_alike(one: str, other: str, host_names: Collection[str] = ()) -> bool:
    """“FW: Melton CSP, autumn” and “Melton CSP autumn meeting”; without a word that tells it is like any.

    The host's names tell nothing between two invitations of the same host.
    """
    named = {word for name in host_names for word in search_words(name)}
    mine, theirs = _telling(one) - named, _telling(other) - named
    if not mine or not theirs:
        return True
    return len(mine & theirs) / len(mine | theirs) >= ENOUGH


def _telling(title: str) -> frozenset[str]:
    return frozenset(search_words(bare_title(title))) - _EMPTY
