"""Kinds of layer and where their days come from; what other features need of the working days."""

from scheduler.almanac.rules.vocabulary import LayerKind, LayerSource
from scheduler.almanac.rules.working_days import (
    OpeningHours,
    add_working_days,
    add_working_hours,
    is_open,
    is_working_day,
    next_working_moment,
)

__all__ = [
    "LayerKind",
    "LayerSource",
    "OpeningHours",
    "add_working_days",
    "add_working_hours",
    "is_open",
    "is_working_day",
    "next_working_moment",
]
