"""States of a notice, and when a failed one is tried again."""

from enum import StrEnum


class NoticeState(StrEnum):
    """`held` waits for a person (after a restore); `withdrawn` was overtaken before it was sent."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"
    WITHDRAWN = "withdrawn"
