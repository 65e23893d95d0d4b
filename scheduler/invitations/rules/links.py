"""What a link may do now, and how its address is hinted at."""

import re
from datetime import datetime
from enum import StrEnum

from scheduler.core.values import dataclass


class Gate(StrEnum):
    """Why a link shows a form, or the page it shows instead; the value names the template."""

    OPEN = "open"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    OVER = "over"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Door:
    """Everything that decides whether a link may answer; `over_at` is when the engagement ends."""

    is_revoked: bool = False
    is_withdrawn: bool = False
    is_cancelled: bool = False
    is_postponed: bool = False
    over_at: datetime | None = None
    reply_by_at: datetime | None = None


def gate(door: Door, now: datetime) -> Gate:
    """The one state of a link at `now`; what says least about the engagement comes first."""
    checks = (
        (door.is_revoked, Gate.REPLACED),
        (door.is_withdrawn, Gate.WITHDRAWN),
        (door.is_cancelled, Gate.CANCELLED),
        (door.over_at is not None and now >= door.over_at, Gate.OVER),
        (door.is_postponed or door.over_at is None, Gate.POSTPONED),
        (door.reply_by_at is not None and now > door.reply_by_at, Gate.CLOSED),
    )
    return next((state for holds, state in checks if holds), Gate.OPEN)


_ADDRESS = re.compile(r"^(.).*(@.*)$")


def masked_address(address: str) -> str:
    """“j…@example.org”: enough for its owner to recognise, too little for anybody else to learn."""
    return _ADDRESS.sub(r"\1…\2", address)
