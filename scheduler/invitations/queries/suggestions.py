"""What stands in the way of a time that a partner proposes: in words for the office, and in words for the partner."""

from datetime import datetime

from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import is_working_day
from scheduler.core.clock import local_day
from scheduler.core.values import dataclass
from scheduler.engagements.availability import obstacles_in_way
from scheduler.engagements.availability.obstacles import wanted_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules.obstacles import IMPOSSIBLE, ObstacleKind
from scheduler.ical.event import Timed

NOT_FREE_KINDS = IMPOSSIBLE | {ObstacleKind.HOURS}
DIFFICULT = "That time may be difficult for us. Enter another, or send it again to offer it all the same."
PAST = "That time is past. Enter one that is to come."


@dataclass(frozen=True, slots=True)
class Objections:
    """`to_partner` never says what we do, where or why: leave, meetings and papers are ours. Both empty: it is free."""

    for_office: tuple[str, ...]
    to_partner: str
    is_final: bool = False
    """No time of ours would make it possible."""


def objections_to(engagement: Engagement, when: Timed, *, now: datetime) -> Objections:
    """Checked against our diaries and the almanac as they are now; the engagement's own holds are not in the way."""
    if when.starts_at <= now:
        return Objections((PAST,), PAST, is_final=True)
    found = obstacles_in_way(wanted_of(engagement, when), [each.id for each in engagement.principals], engagement.id)
    words = tuple(each.words for each in found)
    is_busy = any(each.needs_reason or each.kind in NOT_FREE_KINDS for each in found)
    is_difficult = is_busy or not is_working_day(local_day(when.starts_at), bank_holidays())
    return Objections(words, DIFFICULT if is_difficult else "")
