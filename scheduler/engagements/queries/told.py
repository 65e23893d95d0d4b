"""How many mails a change will send: whoever tells partners knows, and registers here."""

from collections.abc import Callable

from scheduler.engagements.models import Engagement

CountToTell = Callable[[Engagement, bool], int]
"""How many addresses hear of a change of this engagement; the second argument: it is taken off the diary."""

_counts: list[CountToTell] = []


def register_count_to_tell(count: CountToTell) -> None:
    """Let `count` say how many addresses a feature writes to."""
    if count not in _counts:
        _counts.append(count)


def count_to_tell(engagement: Engagement, *, is_end: bool = False) -> int:
    """How many mails leave when it is moved, or with `is_end` taken off the diary."""
    return sum(count(engagement, is_end) for count in _counts)
