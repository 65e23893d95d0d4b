"""How long something has waited, in words."""

from datetime import datetime, timedelta

from scheduler.core.wording import count_words

STEPS = (
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)


def age_words(since: datetime, now: datetime) -> str:
    """“three days”, “two hours”, “less than a minute”: the largest unit that fits, rounded down."""
    age = now - since
    fitting = ((age // length, unit) for length, unit in STEPS if age >= length)
    number, unit = next(fitting, (0, ""))
    return count_words(number, unit) if unit else "less than a minute"
