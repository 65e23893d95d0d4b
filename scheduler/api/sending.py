"""Tells webhooks what waits for them: one lease, one request, one mark; a crash in between repeats the same id."""

from collections.abc import Callable
from datetime import datetime

from scheduler.api.models import WebhookDelivery
from scheduler.api.queries.clients import due_delivery
from scheduler.api.rules.deliveries import LEASE, body_of, is_taken, next_try, signature
from scheduler.api.service.webhooks import secret_of
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.outside import CannotFetch, current_outside
from scheduler.core.transactions import Intent, set_intent

MOST_AT_ONCE = 500
"""A round ends some day, so that others get their turn; the next one goes on."""


def deliver_due(clock: Callable[[], datetime] = utc_now) -> int:
    """Send what is due, one after the other; says how many were sent. Commits by itself."""
    sent = 0
    while sent < MOST_AT_ONCE and _deliver_one(clock):
        sent += 1
    return sent


def _deliver_one(clock: Callable[[], datetime]) -> bool:
    set_intent(Intent.WRITE)
    now = clock()
    delivery = due_delivery(now)
    if delivery is None:
        db.session.rollback()
        return False
    delivery.leased_until = now + LEASE
    delivery.attempts += 1
    db.session.flush()
    attempt, delivery_id = _Attempt(delivery, now), delivery.id
    commit()  # nobody waits for the network
    status, problem = attempt.send()
    _mark(delivery_id, attempt.number, status, problem, clock())
    return True


class _Attempt:
    """All that the request needs, taken out of the row before the transaction ends."""

    def __init__(self, delivery: WebhookDelivery, now: datetime) -> None:
        self.number = delivery.attempts
        self.address = delivery.webhook.address
        self.body = body_of(delivery.payload)
        stamp = int(now.timestamp())
        self.headers = {
            "Content-Type": "application/json",
            "Webhook-Id": delivery.event_key,
            "Webhook-Timestamp": str(stamp),
            "Webhook-Signature": signature(secret_of(delivery.webhook), delivery.event_key, stamp, self.body),
        }

    def send(self) -> tuple[int | None, str]:
        """The answer's status, or why there was none."""
        try:
            status = current_outside().post(self.address, self.body, self.headers)
        except CannotFetch as error:
            return None, str(error)
        return status, "" if is_taken(status) else f"Their system answered {status}."


def _mark(delivery_id: int, attempt: int, status: int | None, problem: str, now: datetime) -> None:
    delivery = db.session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.attempts != attempt or delivery.delivered_at is not None:
        db.session.rollback()  # it was removed, or somebody sent it again meanwhile
        return
    delivery.leased_until, delivery.answer_status, delivery.problem = None, status, problem
    webhook = delivery.webhook
    if problem:
        delivery.next_at = next_try(attempt, now)
        webhook.failing_since = webhook.failing_since or now
    else:
        delivery.delivered_at, delivery.next_at, webhook.failing_since = now, None, None
    commit()
