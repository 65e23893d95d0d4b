"""For pages that change an engagement: how many hear of it, and whether their mail is urgent."""

from datetime import datetime

from scheduler.accounts.ceiling import Ceiling, ceiling_of
from scheduler.accounts.queries import mail_habits
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import is_near, when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.told import count_to_tell


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears of a change, as its page says it before it is made; `is_near`: so close that mail is urgent."""

    ceiling: Ceiling
    is_near: bool

    @property
    def count(self) -> int:
        """How many addresses."""
        return self.ceiling.count


def audience_of(engagement: Engagement, now: datetime, *, is_end: bool = False) -> Audience:
    """Whoever was told of the engagement, counted before anything is changed."""
    ceiling = ceiling_of(count_to_tell(engagement, is_end=is_end))
    return Audience(ceiling, is_near(when_of(engagement), now, mail_habits().late))
