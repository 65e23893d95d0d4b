"""Hours that meetings take."""

from datetime import datetime

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words

WHOLE_DAY = 7 * 60
"""Minutes that a meeting of a whole day is counted with, since it names no times."""


@dataclass(frozen=True, slots=True)
class Hours:
    """So many meetings, and how long they are together."""

    meetings: int = 0
    minutes: int = 0

    def __add__(self, other: "Hours") -> "Hours":
        return Hours(self.meetings + other.meetings, self.minutes + other.minutes)

    @property
    def words(self) -> str:
        """“6 hours”, “1½ hours”, “45 minutes”, or nothing."""
        if not self.minutes:
            return ""
        halves = round(self.minutes / 30)
        if halves < 2:
            return count_words(self.minutes, "minute")
        whole = f"{halves // 2}{'½' if halves % 2 else ''}"
        return f"{whole} hour{'' if whole == '1' else 's'}"


def hours_of(starts_at: datetime | None, ends_at: datetime | None) -> Hours:
    """Of one meeting; without times it takes a whole day."""
    if starts_at is None or ends_at is None:
        return Hours(1, WHOLE_DAY)
    return Hours(1, int((ends_at - starts_at).total_seconds() // 60))
