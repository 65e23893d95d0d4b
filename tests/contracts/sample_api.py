"""Another system in the sample: a key, a webhook, and something that it was told."""

from datetime import datetime

from scheduler.api.models import WebhookDelivery
from scheduler.api.rules.vocabulary import Scope, WebhookEvent
from scheduler.api.service.clients import add_client
from scheduler.api.service.webhooks import WebhookDraft, add_webhook, tell_webhooks
from scheduler.core.db import db


def load_api(now: datetime) -> dict[str, object]:
    """Writes them; values for the placeholders of their addresses."""
    client, _ = add_client("Intranet", [Scope.READ_ENGAGEMENTS], None, now=now)
    event = WebhookEvent.ENGAGEMENT_HELD
    webhook = add_webhook(
        WebhookDraft(name="Intranet", address="https://intranet.example.org/hook", events=[event]), now=now
    )
    tell_webhooks(event, "sample:1", {"engagement_id": 1}, is_sensitive=False, now=now)
    delivery = db.session.query(WebhookDelivery).one()
    return {"client_id": client.id, "webhook_id": webhook.id, "delivery_id": delivery.id}
