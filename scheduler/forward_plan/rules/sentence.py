"""The sentence that the Panel hears: “3 of 10 councils met, 3 in the diary, 3 refining dates; no entry: …”."""

from collections.abc import Sequence

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, list_words
from scheduler.forward_plan.rules.vocabulary import CoverageState

COUNTED = (
    (CoverageState.IN_THE_DIARY, "in the diary"),
    (CoverageState.REFINING_DATES, "refining dates"),
)
NAMED = (
    (CoverageState.OVERDUE, "overdue"),
    (CoverageState.DECLINED, "declined"),
    (CoverageState.NOT_INVITED, "not invited"),
    (CoverageState.NO_ENTRY, "no entry"),
)
"""Exceptions are named, because the Panel asks which."""


@dataclass(frozen=True, slots=True)
class Noun:
    """What the partners are, one and many."""

    one: str = "partner"
    many: str = "partners"


def panel_sentence(partners: Sequence[tuple[CoverageState, str]], noun: Noun) -> str:
    """One sentence about the partners of one rule, each given by its state and name."""
    total = len(partners)
    if not total:
        return f"There are no {noun.many} to meet."
    states = [state for state, _ in partners]
    met = states.count(CoverageState.HELD)
    counted = [f"{states.count(state)} {words}" for state, words in COUNTED if state in states]
    begun = f"{met or 'None'} of {count_words(total, noun.one, noun.many)} met"
    named = [_exceptions(partners, state, words, noun) for state, words in NAMED if state in states]
    return "; ".join([", ".join([begun, *counted]), *named]) + "."


def _exceptions(partners: Sequence[tuple[CoverageState, str]], state: CoverageState, words: str, noun: Noun) -> str:
    names = [name for each, name in partners if each is state]
    if len(names) == len(partners) > 1:
        return f"{words}: all {len(names)} {noun.many}"
    return f"{words}: {list_words(names)}"
