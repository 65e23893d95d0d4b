"""What a delivery report means for an address (RFC 3464), in words for an office."""

from enum import StrEnum
from typing import Protocol

from scheduler.core.text import clean_line
from scheduler.outbox.rules import plain_reason

REASON_LENGTH = 500


class Reported(Protocol):
    """What a report says of one recipient; `reading.values.Bounce` is one."""

    @property
    def action(self) -> str: ...

    @property
    def status(self) -> str: ...

    @property
    def words(self) -> str: ...


class Delivery(StrEnum):
    """`gone` will fail again, `given up` need not."""

    GONE = "gone"
    GIVEN_UP = "given up"
    DELIVERED = "delivered"
    ON_ITS_WAY = "on its way"


def delivery(bounce: Reported) -> Delivery:
    """By action first; a failure with a 4.x status was tried for days and may work again."""
    action = bounce.action.strip().casefold()
    if action == "failed":
        return Delivery.GIVEN_UP if bounce.status.startswith("4") else Delivery.GONE
    return Delivery.DELIVERED if action == "delivered" else Delivery.ON_ITS_WAY


def bounce_words(bounce: Reported) -> str:
    """“There is no such mailbox. (5.1.1 user unknown)”."""
    server = clean_line(f"{bounce.status} {bounce.words}")
    plain = plain_reason(server)
    if delivery(bounce) is Delivery.GIVEN_UP:
        plain = "Their mail server could not be reached for too long; the address may still be right."
    return (plain if plain == server or not server else f"{plain} ({server})")[:REASON_LENGTH]
