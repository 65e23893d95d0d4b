"""Who has heard of an engagement, and how many mails a change will send: whoever tells partners registers here."""

from collections.abc import Callable

from scheduler.engagements.models import Engagement

CountToTell = Callable[[Engagement, bool], int]
"""How many addresses hear of a change of this engagement; the second argument: it is taken off the diary."""

WasTold = Callable[[Engagement], bool]
"""Whether an entry of this engagement may be in anybody's calendar by a mail of ours."""

_counts: list[CountToTell] = []
_hearings: list[WasTold] = []


def register_count_to_tell(count: CountToTell) -> None:
    """Let `count` say how many addresses a feature writes to."""
    if count not in _counts:
        _counts.append(count)


def count_to_tell(engagement: Engagement, *, is_end: bool = False) -> int:
    """How many mails leave when it is moved, or with `is_end` taken off the diary."""
    return sum(count(engagement, is_end) for count in _counts)


def register_was_told(was_told: WasTold) -> None:
    """Let `was_told` say whether a feature has written to anybody."""
    if was_told not in _hearings:
        _hearings.append(was_told)


def was_told(engagement: Engagement) -> bool:
    """Whether anybody was sent its entry, though it be withdrawn since."""
    return any(each(engagement) for each in _hearings)
