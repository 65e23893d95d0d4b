"""Keys and webhooks."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, or_, select

from scheduler.api.models import ApiClient, Webhook, WebhookDelivery
from scheduler.api.rules.keys import KeyFacts
from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest, normalise

NEWEST = 100


def all_clients() -> Sequence[ApiClient]:
    """By name, those that still work first."""
    return db.session.scalars(
        select(ApiClient).order_by(ApiClient.revoked_at.is_not(None), ApiClient.name, ApiClient.id)
    ).all()


def client_by_id(client_id: int) -> ApiClient | None:
    """One of them."""
    return db.session.get(ApiClient, client_id)


def client_by_key(key: str) -> ApiClient | None:
    """Whose key it is."""
    normalised = normalise(key)
    if normalised is None:
        return None
    return db.session.scalar(select(ApiClient).where(ApiClient.key_hash == digest(Purpose.API, normalised)))


def facts_of(client: ApiClient) -> KeyFacts:
    """For the rules."""
    return KeyFacts(frozenset(client.scopes), client.expires_on, client.revoked_at)


def all_webhooks() -> Sequence[Webhook]:
    """By name."""
    return db.session.scalars(_webhooks()).all()


@cache
def _webhooks() -> Select[Webhook]:
    """Written once: every answer and every change asks it."""
    return select(Webhook).order_by(Webhook.name, Webhook.id)


def webhook_by_id(webhook_id: int) -> Webhook | None:
    """One of them."""
    return db.session.get(Webhook, webhook_id)


def deliveries_of(webhook: Webhook) -> Sequence[WebhookDelivery]:
    """The newest first."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)
    return db.session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(NEWEST)).all()


def delivery_of(webhook: Webhook, delivery_id: int) -> WebhookDelivery | None:
    """One of this webhook's."""
    found = db.session.get(WebhookDelivery, delivery_id)
    return found if found is not None and found.webhook_id == webhook.id else None


def is_any_due(now: datetime) -> bool:
    """Whether one waits; it is asked where nothing may be locked."""
    return db.session.scalar(_due(now)) is not None


def due_delivery(now: datetime, *which: ColumnElement[bool]) -> WebhookDelivery | None:
    """The longest due one that nobody has leased, of some webhooks; locked on PostgreSQL."""
    return db.session.scalar(_due(now).where(*which).with_for_update(skip_locked=True, of=WebhookDelivery))


def failing_webhooks() -> Sequence[int]:
    """Those that did not take what they were told last."""
    return db.session.scalars(
        select(Webhook.id).where(Webhook.is_on, Webhook.failing_since.is_not(None)).order_by(Webhook.id)
    ).all()


def _due(now: datetime) -> Select[WebhookDelivery]:
    free = or_(WebhookDelivery.leased_until.is_(None), WebhookDelivery.leased_until <= now)
    return (
        select(WebhookDelivery)
        .join(WebhookDelivery.webhook)
        .where(WebhookDelivery.delivered_at.is_(None), WebhookDelivery.next_at <= now, free, Webhook.is_on)
        .order_by(WebhookDelivery.next_at, WebhookDelivery.id)
        .limit(1)
    )
