"""Briefs of the next two weeks and what they lack: the list of them, and what waits on the Today page."""

from collections.abc import Sequence
from datetime import date, datetime

from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import add_working_days
from scheduler.briefs.queries.collecting import preparation_of
from scheduler.briefs.rules.brief import preparation_gaps
from scheduler.core.clock import local_day
from scheduler.core.values import dataclass
from scheduler.core.waiting import Waiting
from scheduler.core.wording import count_words, day_words
from scheduler.engagements.calendar import has_begun
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagements_between
from scheduler.engagements.rules import EngagementKind, EngagementStatus

ASKED, DUE = 10, 3
"""Working days before the engagement: whoever writes the brief is asked, and it should be whole."""
MOST = 3
WITHOUT = frozenset({EngagementKind.SUMMIT, EngagementKind.CALL})
LIST = "/engagements/briefs"


@dataclass(frozen=True, slots=True)
class Coming:
    """An engagement that needs a brief. `is_due`: within three working days."""

    engagement: Engagement
    on: date
    gaps: tuple[str, ...]
    is_due: bool
    is_begun: bool
    """Somebody has written its purpose or what to say."""


def coming_briefs(now: datetime) -> list[Coming]:
    """Of every meeting agreed in the next ten working days, in order."""
    today, holidays = local_day(now), bank_holidays()
    due_on, last_on = add_working_days(today, DUE, holidays), add_working_days(today, ASKED, holidays)
    found = [each for each in engagements_between(today, last_on) if _needs_one(each, now)]
    facts = preparation_of(found, today)
    listed = [
        Coming(
            each,
            on,
            preparation_gaps(facts[each.id]),
            on <= due_on,
            bool(each.purpose or ((prepared := facts[each.id].prepared) and prepared.lines_to_take)),
        )
        for each in found
        if (on := first_day_of(each)) is not None
    ]
    return sorted(listed, key=lambda each: each.on)


def waiting(now: datetime) -> list[Waiting]:
    """Briefs that should be whole by now, a line each; how many others nobody has begun, in one line."""
    listed = coming_briefs(now)
    due = [each for each in listed if each.is_due and each.gaps]
    return [*(_line(each) for each in due[:MOST]), *_rest(due[MOST:]), *_to_ask(listed)]


def _needs_one(engagement: Engagement, now: datetime) -> bool:
    """A summit has a checklist of its own; a call is made from the page of whoever is called."""
    is_agreed = engagement.status is EngagementStatus.AGREED
    return is_agreed and engagement.kind not in WITHOUT and not has_begun(engagement, now)


def _line(each: Coming) -> Waiting:
    reason = f"{day_words(each.on, weekday=True)}. {' '.join(each.gaps)}"
    return Waiting(
        f"Brief incomplete: {each.engagement.title}", reason, f"/engagements/{each.engagement.id}/brief", "See it"
    )


def _rest(left: Sequence[Coming]) -> list[Waiting]:
    if not left:
        return []
    words = count_words(len(left), "more brief")
    return [Waiting(f"{words} incomplete", "For the next three working days.", LIST, "See them")]


def _to_ask(listed: Sequence[Coming]) -> list[Waiting]:
    blank = [each for each in listed if not each.is_due and not each.is_begun]
    if not blank:
        return []
    title = f"Ask for {count_words(len(blank), 'brief')}"
    reason = f"The first is for {day_words(blank[0].on, weekday=True)}: nobody has written why we meet or what to say."
    return [Waiting(title, reason, LIST, "See which")]
