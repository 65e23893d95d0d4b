"""Kinds of layer and where their days come from."""

from enum import StrEnum


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
