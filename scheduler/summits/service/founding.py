"""Make a summit of an engagement, or of what the office types."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementDraft, EngagementKind
from scheduler.engagements.service import plan_engagement
from scheduler.summits.models import Summit, SummitChapter, SummitPlaces
from scheduler.summits.queries import summit_of
from scheduler.summits.service.chapters import date_words_of
from scheduler.summits.service.places import adopt_invitations


@dataclass(frozen=True, slots=True, kw_only=True)
class SummitDraft:
    """A summit as the office plans it; `date_words` says what is known while there is no day (“early October 2014”)."""

    engagement: EngagementDraft
    outcomes: str = ""
    date_words: str = ""


def plan_summit(draft: SummitDraft, *, now: datetime) -> Summit:
    """A new engagement and its summit. Raises RuleBroken, and ClashFound while a clash has no reason."""
    summit = found_summit(plan_engagement(draft.engagement, now=now), now=now)
    summit.outcomes = clean_text(draft.outcomes)
    if draft.engagement.when is None:
        summit.chapters[0].date_words = clean_line(draft.date_words)
    db.session.flush()
    return summit


def found_summit(engagement: Engagement, *, now: datetime) -> Summit:
    """The engagement's summit, made when there is none yet; its present name begins its history. Raises RuleBroken."""
    if engagement.kind is not EngagementKind.SUMMIT:
        raise RuleBroken("Only an engagement of the kind “summit” can be planned as a summit. Change its kind first.")
    found = summit_of(engagement)
    if found is not None:
        return found
    summit = Summit(engagement=engagement, places=SummitPlaces())
    first = SummitChapter(known_on=local_day(now), title=engagement.title, date_words=date_words_of(engagement))
    summit.chapters = [first]
    db.session.add(summit)
    db.session.flush()
    record("summit.founded", "engagement", engagement.id, f"Planned {engagement.title} as a summit")
    adopt_invitations(summit, now=now)
    return summit
