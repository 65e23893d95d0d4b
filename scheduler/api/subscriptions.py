"""Notes for webhooks what happens below."""

from typing import Any

from scheduler.api.rules.vocabulary import WebhookEvent
from scheduler.api.service.webhooks import tell_webhooks
from scheduler.api.shapes import event_shape
from scheduler.core.clock import utc_now
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import ChangeKind, EngagementChange, Handling
from scheduler.engagements.service import engagement_changed
from scheduler.invitations.models import Invitation, Reply
from scheduler.invitations.service.signals import rsvp_recorded

EVENTS = {
    ChangeKind.PLANNED: WebhookEvent.ENGAGEMENT_PLANNED,
    ChangeKind.CANCELLED: WebhookEvent.ENGAGEMENT_CANCELLED,
    ChangeKind.HELD: WebhookEvent.ENGAGEMENT_HELD,
}


@engagement_changed.connect
def tell_of_change(engagement: Engagement, change: EngagementChange, **_more: Any) -> None:
    """Every change of an engagement, once a version; one that may be told of no more is named for the last time."""
    kind = EVENTS.get(change.kind, WebhookEvent.ENGAGEMENT_CHANGED)
    key = f"{kind}:{engagement.id}:{engagement.version}"
    tell_webhooks(kind, key, event_shape(engagement), is_sensitive=_is_sensitive(engagement), now=utc_now())
    if change.is_withheld:
        last = WebhookEvent.ENGAGEMENT_WITHHELD
        data = {"engagement_id": engagement.id, "uid": engagement.uid, "version": engagement.version}
        tell_webhooks(last, f"{last}:{engagement.id}:{engagement.version}", data, is_sensitive=False, now=utc_now())


@rsvp_recorded.connect
def tell_of_answer(invitation: Invitation, reply: Reply, **_more: Any) -> None:
    """Every new answer."""
    engagement, event_of = invitation.engagement, WebhookEvent.ANSWER_RECORDED
    data = event_shape(engagement, {"invitation_id": invitation.id, "answer": reply.partstat.value})
    sensitive = _is_sensitive(engagement)
    tell_webhooks(event_of, f"{event_of}:{reply.id}", data, is_sensitive=sensitive, now=utc_now())


def _is_sensitive(engagement: Engagement) -> bool:
    return engagement.handling is Handling.OFFICIAL_SENSITIVE
