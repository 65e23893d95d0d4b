"""Days that were given up: what we put off ourselves counts against us, what a partner put off does not."""

from datetime import datetime

from scheduler.core.db import db
from scheduler.core.text import clean_line
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement, Postponement
from scheduler.engagements.rules.spans import days_of_time
from scheduler.ical.event import AllDay, Timed


def count_postponement(
    engagement: Engagement, reason: str, *, by_us: bool, now: datetime, was: Timed | AllDay | None = None
) -> None:
    """Remember the day that it should have been, `was` or its present one; without a day nothing was given up."""
    when = was or when_of(engagement)
    if when is None:
        return
    was_on, _last = days_of_time(when)
    lost = Postponement(
        engagement_id=engagement.id, at=now, by_us=by_us, was_on=was_on, reason=clean_line(reason)[:500]
    )
    db.session.add(lost)
    db.session.flush()
