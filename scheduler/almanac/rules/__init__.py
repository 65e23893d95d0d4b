"""Kinds of layer and where their days come from; what other features need of the working days."""

from enum import StrEnum

from scheduler.almanac.rules.working_days import (
    OpeningHours,
    add_working_days,
    is_open,
    is_working_day,
    next_working_moment,
)

__all__ = [
    "LayerKind",
    "LayerSource",
    "OpeningHours",
    "add_working_days",
    "is_open",
    "is_working_day",
    "next_working_moment",
]


class LayerKind(StrEnum):
    """What sort of days a layer holds."""

    SCHOOL_HOLIDAYS = "school holidays"
    PRE_ELECTION = "pre-election period"
    COUNCIL_MEETINGS = "council meetings"
    RELIGIOUS = "religious days"
    CIVIC = "civic days"
    PANEL = "panel"
    BUSY = "busy calendar"
    OTHER = "other"


class LayerSource(StrEnum):
    """How its days got in."""

    HAND = "typed in"
    TEMPLATE = "template"
    UPLOAD = "uploaded calendar"
    ADDRESS = "subscribed calendar"
