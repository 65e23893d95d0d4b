"""What is written about an engagement, as somebody would type it."""

from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from scheduler.records.models import EngagementRecord, Presence
from scheduler.records.queries.notes import notes_of
from scheduler.records.queries.presence import presences_of
from scheduler.records.rules.drafts import NoteDraft, PresenceDraft, WriteUpDraft


def stored_write_up(engagement: Engagement, written: EngagementRecord | None) -> WriteUpDraft:
    """Without actions and gifts, which are things of their own. `people` None: nobody wrote who came."""
    presences = presences_of([engagement.id])[engagement.id]
    notes = [NoteDraft(kind=each.kind, words=each.words) for each in notes_of(engagement) if each.closed_on is None]
    return WriteUpDraft(
        outcome=written.outcome if written else "",
        agreed=written.agreed if written else "",
        was_offered=written.was_offered if written else None,
        people=tuple(_typed(each) for each in presences) or None,
        notes=tuple(notes),
        is_finished=engagement.status is EngagementStatus.WRITTEN_UP,
    )


def _typed(presence: Presence) -> PresenceDraft:
    return PresenceDraft(
        side=presence.side,
        principal_id=presence.principal_id,
        post_id=presence.post_id,
        organisation_id=presence.organisation_id,
        body_id=presence.body_id,
        role=presence.role,
        name=presence.name,
        came=presence.came,
        is_substitute=presence.is_substitute,
        band=presence.band,
        authority=presence.authority,
    )
