"""Scheduling messages (iTIP, RFC 5546) that we send: one event, one organizer, one attendee."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """METHOD of a scheduling message (RFC 5546 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    REPLY = "REPLY"
    ADD = "ADD"
    CANCEL = "CANCEL"
    REFRESH = "REFRESH"
    COUNTER = "COUNTER"
    DECLINECOUNTER = "DECLINECOUNTER"


@dataclass(frozen=True, slots=True)
class Organizer:
    """Whom programs answer to; the address is where we read replies."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """The one recipient of a message; PARTSTAT as RFC 5545 3.2.12 spells it."""

    address: str
    name: str = ""
    partstat: str = "NEEDS-ACTION"
    delegated_to: str = ""
    delegated_from: str = ""
