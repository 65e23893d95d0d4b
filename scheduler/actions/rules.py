"""How an action stands, who owns it, and when it is late."""

from enum import StrEnum


class ActionState(StrEnum):
    """As its owner tells it."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"
