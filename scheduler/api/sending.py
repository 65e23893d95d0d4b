"""Tells webhooks what waits for them: one lease, one request, one mark; a crash in between repeats the same id.

A system that does not answer costs the worker ten seconds a request, so one that fails is asked once a minute only,
however much waits for it: mails and the other webhooks do not wait behind it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update

from scheduler.api.models import Webhook, WebhookDelivery
from scheduler.api.queries.clients import due_delivery, failing_webhooks
from scheduler.api.rules.deliveries import LEASE, body_of, is_taken, next_try, signature
from scheduler.api.service.webhooks import secret_of
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.outside import CannotFetch, current_outside
from scheduler.core.transactions import Intent, set_intent

LONGEST_RUN = timedelta(seconds=30)
"""So that others get their turn; the next round goes on."""


def deliver_due(clock: Callable[[], datetime] = utc_now) -> int:
    """Each minute: one delivery to each webhook that fails, then all that is due to the others; says how many.

    Commits by itself.
    """
    set_intent(Intent.WRITE)
    failing = failing_webhooks()
    db.session.rollback()
    return sum(_deliver_one(clock, Webhook.id == each) for each in failing) + deliver_at_once(clock)


def deliver_at_once(clock: Callable[[], datetime] = utc_now) -> int:
    """What is due to webhooks that take what they are told, one after the other; says how many were sent."""
    until, sent = clock() + LONGEST_RUN, 0
    while clock() < until and _deliver_one(clock, Webhook.failing_since.is_(None)):
        sent += 1
    return sent


def _deliver_one(clock: Callable[[], datetime], which: ColumnElement[bool]) -> bool:
    set_intent(Intent.WRITE)
    now = clock()
    delivery = due_delivery(now, which)
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
    if problem:
        delivery.next_at = next_try(attempt, now)
    else:
        delivery.delivered_at, delivery.next_at = now, None
    _note_health(delivery.webhook_id, now if problem else None)
    commit()


def _note_health(webhook_id: int, failing_since: datetime | None) -> None:
    """By a statement of its own: it is no other version of what the office has set, and workers may cross."""
    was = Webhook.failing_since.is_(None) if failing_since else Webhook.failing_since.is_not(None)
    db.session.execute(update(Webhook).where(Webhook.id == webhook_id, was).values(failing_since=failing_since))
