"""Logs a telephone call in ten seconds: a held engagement, which counts where the commitment says so."""

from datetime import datetime, timedelta

from scheduler.audit.actor import current_actor
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementDraft, EngagementKind, PlaceKind
from scheduler.engagements.service import mark_held, plan_engagement
from scheduler.ical.event import Timed
from scheduler.records.rules.drafts import WriteUpDraft
from scheduler.records.service.records import write_up
from scheduler.stakeholders.models import Post

USUAL_LENGTH = timedelta(minutes=15)
AFTERWARDS = "Logged after the call"
"""A call may fall into another engagement: it has happened all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who of ours spoke with which posts, when it began, and what about."""

    post: Post
    principal_ids: tuple[int, ...]
    began_at: datetime
    about: str = ""
    outcome: str = ""
    """What came of it; without it the call is still to be written up."""


def log_call(call: Call, *, now: datetime) -> Engagement:
    """A call that has taken place. Raises RuleBroken for one in the future."""
    if call.began_at > now:
        raise RuleBroken("That is still to come. Enter when the call was.", "times")
    began_at = call.began_at.replace(second=0, microsecond=0)
    draft = EngagementDraft(
        kind=EngagementKind.CALL,
        title=f"Call with {call.post.full_title}"[:200],
        principal_ids=call.principal_ids,
        post_ids=(call.post.id,),
        when=Timed(began_at, began_at + USUAL_LENGTH),
        purpose=call.about,
        place_kind=PlaceKind.ONLINE,
        clash_reason=AFTERWARDS,
    )
    engagement = plan_engagement(draft, now=now)
    if call.outcome.strip():
        write_up(engagement, WriteUpDraft(outcome=call.outcome), now=now, by=current_actor().label)
    else:
        mark_held(engagement, now=now)
    return engagement
