"""Kinds, statuses and what may follow what."""

from enum import StrEnum


class EngagementKind(StrEnum):
    """What sort of engagement it is."""

    MEETING = "meeting"
    VISIT = "visit"
    BOARD = "board meeting"
    CALL = "call"
    SUMMIT = "summit"


class EngagementStatus(StrEnum):
    """The ladder, then the ways off it."""

    TO_ARRANGE = "to_arrange"
    OFFERING_DATES = "offering_dates"
    AGREED = "agreed"
    HELD = "held"
    WRITTEN_UP = "written_up"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    DECLINED = "declined"


class PlaceKind(StrEnum):
    """Whose place it is."""

    PARTNER = "partner"
    OURS = "ours"
    ONLINE = "online"
    ELSEWHERE = "elsewhere"


class Handling(StrEnum):
    """Government security classification; the second never leaves the office's own full feed."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"


class PrincipalKind(StrEnum):
    """Which of ours; titles are data, kinds are for rules."""

    COMMISSIONER = "commissioner"
    DEPUTY = "deputy commissioner"
    CHIEF_EXECUTIVE = "chief executive"
    CHIEF_CONSTABLE = "chief constable"
    OFFICER = "officer"
