"""A strand's engagements and milestones as the lines of its story, and the time that each of ours gave it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from scheduler.core.clock import to_local
from scheduler.engagements.calendar import when_of
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement, Principal
from scheduler.ical.event import AllDay, Timed
from scheduler.records.rules.people import Came
from scheduler.strands.models import Strand
from scheduler.strands.rules.hours import Spent, time_spent
from scheduler.strands.rules.timeline import Event


def events_of(strand: Strand, engagements: Iterable[Engagement]) -> list[Event]:
    """Its milestones, and these engagements of it."""
    days = [Event(on=each.done_on or each.due_on, milestone_id=each.id) for each in strand.milestones]
    return days + [_event(each) for each in engagements]


def time_by_principal(
    principals: Iterable[Principal], engagements: Iterable[Engagement], rooms: Mapping[int, Sequence[Came]]
) -> list[tuple[str, Spent, int]]:
    """Title, time and number of engagements of every principal who was there, by the people of each engagement."""
    times: dict[int, list[Timed | AllDay]] = defaultdict(list)
    for engagement in engagements:
        when = when_of(engagement)
        for each in rooms[engagement.id]:
            if when is not None and each.came and each.principal_id is not None:
                times[each.principal_id].append(when)
    return [(each.title, time_spent(times[each.id]), len(times[each.id])) for each in principals if each.id in times]


def _event(engagement: Engagement) -> Event:
    if engagement.starts_at is None:
        return Event(on=first_day_of(engagement), engagement_id=engagement.id)
    local = to_local(engagement.starts_at)
    return Event(on=local.date(), at=local.time(), engagement_id=engagement.id)
