"""How much time of ours a strand has taken: minutes of what was held, whole days apart."""

from collections.abc import Iterable
from datetime import timedelta

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, list_words
from scheduler.ical.event import AllDay, Timed

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes by the clock, and days that were taken whole: nobody knows how many hours those had."""

    minutes: int = 0
    days: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.minutes + other.minutes, self.days + other.days)

    def __str__(self) -> str:
        """“2 hours 30 minutes and 1 whole day”; “no time” when there was none."""
        hours, minutes = divmod(self.minutes, 60)
        clock = " ".join(count_words(number, unit) for number, unit in ((hours, "hour"), (minutes, "minute")) if number)
        days = count_words(self.days, "whole day") if self.days else ""
        return list_words([part for part in (clock, days) if part]) or "no time"


def time_spent(times: Iterable[Timed | AllDay]) -> Spent:
    """The sum of these times."""
    total = Spent()
    for when in times:
        if isinstance(when, AllDay):
            total += Spent(days=(when.last_on - when.first_on) // DAY + 1)
        else:
            total += Spent(minutes=round((when.ends_at - when.starts_at).total_seconds() / 60))
    return total
