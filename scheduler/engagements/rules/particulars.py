"""What the smaller facts of an engagement must be, by whichever door they come."""

from datetime import datetime

from scheduler.core.clock import local_day
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import day_words
from scheduler.ical.event import AllDay, Timed


def check_online_address(address: str) -> None:
    """Raises RuleBroken for one that no browser would open from a link."""
    if address and not address.lower().startswith(("https://", "http://")):
        raise RuleBroken("Enter the whole address, starting with https://", "online_url")


def check_reply_by(reply_by_at: datetime | None, when: Timed | AllDay | None, field: str = "reply_by") -> None:
    """Raises RuleBroken for a last day for answers after the first day of what they are about."""
    if when is None or reply_by_at is None:
        return
    first_on = when.first_on if isinstance(when, AllDay) else local_day(when.starts_at)
    if local_day(reply_by_at) > first_on:
        message = f"That is after it takes place. Choose {day_words(first_on)} or a day before."
        raise RuleBroken(message, field)
