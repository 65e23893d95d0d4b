"""Who is told of what happens, and what waits to be told. A secret is derived, so that no table holds it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scheduler.api.models import Webhook, WebhookDelivery
from scheduler.api.queries.clients import all_webhooks
from scheduler.api.rules.vocabulary import WebhookEvent
from scheduler.audit.service import record
from scheduler.core.current import current_settings
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line
from scheduler.core.tokens import Purpose, derive_token
from scheduler.core.values import dataclass
from scheduler.outbox.tasks import ask_once_committed

TELL = "tell webhooks"
"""The worker's job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDraft:
    """As the office types it."""

    name: str
    address: str
    events: Collection[str]
    with_sensitive: bool = False


def add_webhook(draft: WebhookDraft, *, now: datetime) -> Webhook:
    """A new one; its secret is `secret_of`. Raises RuleBroken."""
    webhook = Webhook(created_at=now, is_on=True, generation=1)
    _write(webhook, draft)
    db.session.add(webhook)
    db.session.flush()
    record("webhook.added", "webhook", webhook.id, f"Added the webhook “{webhook.name}”", details=_facts(webhook))
    return webhook


def change_webhook(webhook: Webhook, draft: WebhookDraft, *, seen: int | None) -> None:
    """Another address, name or choice. Raises RuleBroken, VersionConflict."""
    if seen != webhook.version:
        raise VersionConflict
    _write(webhook, draft)
    webhook.failing_since = None
    db.session.flush()
    record("webhook.changed", "webhook", webhook.id, f"Changed the webhook “{webhook.name}”", details=_facts(webhook))


def switch_webhook(webhook: Webhook, *, is_on: bool) -> None:
    """While it is off nothing new is noted for it, and what waits stays."""
    webhook.is_on, webhook.failing_since = is_on, None
    db.session.flush()
    words = "on" if is_on else "off"
    record(f"webhook.switched_{words}", "webhook", webhook.id, f"Switched the webhook “{webhook.name}” {words}")


def renew_secret(webhook: Webhook) -> str:
    """Another secret; what is signed from now on is signed with it."""
    webhook.generation += 1
    db.session.flush()
    record("webhook.secret_renewed", "webhook", webhook.id, f"Gave the webhook “{webhook.name}” a new secret")
    return secret_of(webhook)


def remove_webhook(webhook: Webhook) -> None:
    """With its log."""
    record("webhook.removed", "webhook", webhook.id, f"Removed the webhook “{webhook.name}”")
    db.session.delete(webhook)
    db.session.flush()


def secret_of(webhook: Webhook) -> str:
    """What the other side checks signatures with."""
    return derive_token(current_settings().secret_key, Purpose.WEBHOOK, webhook.id, webhook.generation)


def tell_webhooks(
    event: WebhookEvent, event_key: str, data: Mapping[str, Any], *, is_sensitive: bool, now: datetime
) -> int:
    """Note it for each webhook that wants it; says how many. Nothing leaves before the transaction is committed."""
    wanting = [each for each in all_webhooks() if _wants(each, event, is_sensitive=is_sensitive)]
    for webhook in wanting:
        payload = {"id": event_key, "type": event.value, "at": now.isoformat().replace("+00:00", "Z"), "data": data}
        db.session.add(
            WebhookDelivery(
                webhook_id=webhook.id, event=event, event_key=event_key, payload=payload, created_at=now, next_at=now
            )
        )
    if wanting:
        db.session.flush()
        ask_once_committed(TELL)
    return len(wanting)


def send_again(delivery: WebhookDelivery, *, now: datetime) -> None:
    """The same delivery with the same id once more, from the first attempt on; one that failed gets its chance."""
    delivery.delivered_at, delivery.attempts, delivery.next_at, delivery.leased_until = None, 0, now, None
    delivery.webhook.failing_since = None
    db.session.flush()
    ask_once_committed(TELL)
    words = f"Sent a delivery to “{delivery.webhook.name}” again"
    record("webhook.sent_again", "webhook", delivery.webhook_id, words, details={"delivery": delivery.event_key})


def _wants(webhook: Webhook, event: WebhookEvent, *, is_sensitive: bool) -> bool:
    is_for_it = webhook.with_sensitive or not is_sensitive
    if event is WebhookEvent.ENGAGEMENT_WITHHELD:
        is_for_it = not webhook.with_sensitive
    return webhook.is_on and event.value in webhook.events and is_for_it


def _write(webhook: Webhook, draft: WebhookDraft) -> None:
    name, address = clean_line(draft.name), draft.address.strip()
    if not name:
        raise RuleBroken("Enter a name, such as “Intranet calendar”.", "name")
    events = [str(each) for each in WebhookEvent if each.value in set(draft.events)]
    if not events:
        raise RuleBroken("Choose at least one thing to be told of.", "events")
    webhook.name, webhook.address, webhook.events = name[:120], _checked_address(address), events
    webhook.with_sensitive = draft.with_sensitive


def _checked_address(address: str) -> str:
    """Encrypted, unless we ourselves are tried out without encryption. Raises RuleBroken."""
    schemes = {"https"} if current_settings().is_secure else {"https", "http"}
    try:
        parts = urlsplit(address)
        usable = parts.scheme in schemes and parts.hostname and not parts.username
    except ValueError:
        usable = None
    if not usable or not address.isascii() or " " in address or len(address) > 500:
        raise RuleBroken("Enter an address that begins with https://, without user name or password.", "address")
    return address


def _facts(webhook: Webhook) -> dict[str, object]:
    host = urlsplit(webhook.address).hostname
    return {"after": {"Host": host, "Events": webhook.events, "Sensitive": webhook.with_sensitive}}
