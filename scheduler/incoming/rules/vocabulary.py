"""Words of invitations that come to us: by which way, and what became of them."""

from enum import StrEnum


class Way(StrEnum):
    """How an invitation reached us."""

    FORM = "typed in"
    FILE = "calendar file"
    MAIL = "mail"
    CALENDAR = "subscribed calendar"


class Decision(StrEnum):
    """What the office decided; waiting and held ones age on the list."""

    WAITING = "waiting"
    HELD = "held"
    """Not decided yet, but the time is kept free."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CALLED_OFF = "called off"
    """They cancelled it."""
