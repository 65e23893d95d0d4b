"""A strand's engagements and milestones as the lines of its story, and the time that each of ours gave it."""

from collections import defaultdict
from collections.abc import Iterable

from scheduler.core.clock import to_local
from scheduler.engagements.calendar import when_of
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.ical.event import AllDay, Timed
from scheduler.strands.models import Strand
from scheduler.strands.rules.hours import Spent, time_spent
from scheduler.strands.rules.timeline import Event


def events_of(strand: Strand, engagements: Iterable[Engagement]) -> list[Event]:
    """Its milestones, and these engagements of it."""
    days = [Event(on=each.done_on or each.due_on, milestone_id=each.id) for each in strand.milestones]
    return days + [_event(each) for each in engagements]


def time_by_principal(engagements: Iterable[Engagement]) -> list[tuple[str, Spent, int]]:
    """Title, time and number of engagements of everybody of ours who took part, in the office's order."""
    times: dict[tuple[int, int, str], list[Timed | AllDay]] = defaultdict(list)
    for engagement in engagements:
        when = when_of(engagement)
        for principal in engagement.principals if when else ():
            assert when is not None
            times[principal.position, principal.id, principal.title].append(when)
    return [(key[2], time_spent(spent), len(spent)) for key, spent in sorted(times.items())]


def _event(engagement: Engagement) -> Event:
    if engagement.starts_at is None:
        return Event(on=first_day_of(engagement), engagement_id=engagement.id)
    local = to_local(engagement.starts_at)
    return Event(on=local.date(), at=local.time(), engagement_id=engagement.id)
