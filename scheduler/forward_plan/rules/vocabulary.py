"""Words of pledges, coverage, proposals and releases."""

from collections.abc import Mapping
from enum import StrEnum


class Ours(StrEnum):
    """Who of ours must take part for a meeting to count."""

    ALL_OF = "all of"
    ANY_OF = "any of"


class IntervalUnit(StrEnum):
    """In what a cadence is counted."""

    WEEKS = "weeks"
    MONTHS = "months"


class CoverageState(StrEnum):
    """Where one partner stands on the board; a state is always a shape and a word."""

    HELD = "held"
    IN_THE_DIARY = "in the diary"
    REFINING_DATES = "refining dates"
    NOT_INVITED = "not invited"
    DECLINED = "declined"
    OVERDUE = "overdue"
    NO_ENTRY = "no entry"


COVERAGE_WORDS: Mapping[CoverageState, tuple[str, str]] = {
    CoverageState.HELD: ("●", "Held"),
    CoverageState.IN_THE_DIARY: ("■", "In the diary"),
    CoverageState.REFINING_DATES: ("◐", "Refining dates"),
    CoverageState.NOT_INVITED: ("◇", "Not invited"),
    CoverageState.DECLINED: ("✕", "Declined"),
    CoverageState.OVERDUE: ("▲", "Overdue"),
    CoverageState.NO_ENTRY: ("▢", "No entry"),
}
"""Shape and words of each state."""


class ProposalState(StrEnum):
    """The life of a proposed plan; what was accepted of it are holds, never mail."""

    DRAFT = "draft"
    IMPROVING = "improving"
    READY = "ready"
    FAILED = "failed"
    ACCEPTED = "accepted"
    DROPPED = "dropped"


class PlacementState(StrEnum):
    """What the office said to one placement."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNPLACED = "unplaced"
