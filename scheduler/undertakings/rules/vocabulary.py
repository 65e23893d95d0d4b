"""Words of undertakings."""

from collections.abc import Mapping
from enum import StrEnum


class UndertakingKind(StrEnum):
    """How it came to bind us."""

    PROMISE = "promise"
    RESOLUTION = "resolution"
    """The Panel resolved it."""
    REVIEW = "review"
    """To be looked at again after a while: “in, say, a year's time”."""


class UndertakingState(StrEnum):
    """Where it stands."""

    OPEN = "open"
    REPORTED = "reported"
    """The Panel was told, and it is done."""
    DROPPED = "dropped"
    """Given up, with the reason, which is told too."""


KIND_WORDS: Mapping[UndertakingKind, str] = {
    UndertakingKind.PROMISE: "We promised it",
    UndertakingKind.RESOLUTION: "It was resolved",
    UndertakingKind.REVIEW: "It is to be reviewed",
}
STATE_WORDS: Mapping[UndertakingState, str] = {
    UndertakingState.OPEN: "Open",
    UndertakingState.REPORTED: "Done and reported",
    UndertakingState.DROPPED: "Given up",
}
STATE_KEYS: Mapping[UndertakingState, str] = {
    UndertakingState.OPEN: "proposed",
    UndertakingState.REPORTED: "held",
    UndertakingState.DROPPED: "declined",
}
"""Names of `templates/components/state.html`: how each is drawn."""
CLOSING = frozenset({UndertakingState.REPORTED, UndertakingState.DROPPED})
