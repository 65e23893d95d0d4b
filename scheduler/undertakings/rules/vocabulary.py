"""Words of undertakings."""

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
