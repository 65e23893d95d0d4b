"""Words of strands."""

from enum import StrEnum


class StrandKind(StrEnum):
    """What sort of matter it is."""

    PLANNING = "planning case"
    REVIEW = "review"
    CONSULTATION = "consultation"
    PROGRAMME = "programme"
    OTHER = "other"
