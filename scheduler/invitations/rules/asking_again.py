"""After a move: who was asked again, who has answered the new plan, and whom nobody has told yet."""

from collections import Counter
from collections.abc import Collection, Iterable
from enum import StrEnum

from scheduler.core.wording import list_words
from scheduler.invitations.rules.answers import is_about_earlier_time
from scheduler.invitations.rules.vocabulary import PartStat


class Asking(StrEnum):
    """Where one invitee stands after the plan changed."""

    ASKED_AGAIN = "asked again"
    DECLINED_EARLIER = "declined earlier"
    NOT_TOLD = "not told"
    SILENT = "silent"
    """Had not answered the earlier plan either; they know of the new one."""
    ANSWERED_SINCE = "answered since"


TO_BE_ASKED = frozenset({Asking.ASKED_AGAIN, Asking.DECLINED_EARLIER, Asking.NOT_TOLD})
"""Whose answer about the plan as it is now is missing, though they knew of the one before."""

ASKING_WORDS = {
    Asking.ASKED_AGAIN: "asked again by mail",
    Asking.DECLINED_EARLIER: "declined the earlier time, asked too",
    Asking.NOT_TOLD: "not told of the change yet",
    Asking.SILENT: "had not answered, told of the change",
    Asking.ANSWERED_SINCE: "answered since",
}
"""In the order of the summary."""


def asking_of(
    partstat: PartStat, answered_sequence: int | None, told_sequences: Collection[int | None], sequence: int
) -> Asking | None:
    """Of one invitee with the SEQUENCE that each of their addresses was last told; None before the first mail left."""
    is_stale = is_about_earlier_time(partstat, answered_sequence, sequence)
    if partstat is not PartStat.NEEDS_ACTION and not is_stale:
        return Asking.ANSWERED_SINCE
    told = {each for each in told_sequences if each is not None}
    if any(each >= sequence for each in told):
        return _of_one_told(partstat)
    return Asking.NOT_TOLD if is_stale or told else None


def _of_one_told(partstat: PartStat) -> Asking:
    if partstat is PartStat.NEEDS_ACTION:
        return Asking.SILENT
    return Asking.DECLINED_EARLIER if partstat is PartStat.DECLINED else Asking.ASKED_AGAIN


def summary_words(found: Iterable[Asking]) -> str:
    """“3 asked again by mail, 1 not told of the change yet and 2 answered since”."""
    counts = Counter(found)
    return list_words([f"{counts[each]} {words}" for each, words in ASKING_WORDS.items() if counts[each]])
