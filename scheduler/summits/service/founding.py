"""Make a summit of an engagement."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind
from scheduler.summits.models import Summit, SummitChapter, SummitPlaces
from scheduler.summits.queries import summit_of


def found_summit(engagement: Engagement, *, now: datetime) -> Summit:
    """The engagement's summit, made when there is none yet; its present name begins its history. Raises RuleBroken."""
    if engagement.kind is not EngagementKind.SUMMIT:
        raise RuleBroken("Only an engagement of the kind “summit” can be planned as a summit. Change its kind first.")
    found = summit_of(engagement)
    if found is not None:
        return found
    summit = Summit(engagement=engagement, places=SummitPlaces())
    summit.chapters = [SummitChapter(known_on=local_day(now), title=engagement.title)]
    db.session.add(summit)
    db.session.flush()
    record("summit.founded", "engagement", engagement.id, f"Planned {engagement.title} as a summit")
    return summit
