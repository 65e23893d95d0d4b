"""How a delivery reaches its webhook: once, tried again, held up by nobody, and nobody is held up by it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler.api.models import Webhook, WebhookDelivery
from scheduler.api.rules.deliveries import PAUSES, next_try
from scheduler.api.sending import deliver_at_once, deliver_due
from scheduler.api.service.webhooks import TELL, WebhookDraft, change_webhook, send_again
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.core.outside import EXTENSION, Outside
from scheduler.core.rounds import registered_rounds
from tests import factories
from tests.api.listening import ALL, Listener, held, later, webhook


@pytest.mark.parametrize("status", [500, 404, 301, 429])
def test_a_refusal_is_tried_again_with_the_same_id_until_it_is_taken(listener, status):
    hook = webhook(listener)
    held()
    listener.status = status
    assert deliver_due() == 1
    assert deliver_due() == 0
    delivery = db.session.scalars(select(WebhookDelivery)).one()
    assert (delivery.answer_status, delivery.delivered_at) == (status, None)
    assert hook.failing_since is not None
    listener.status = 200
    assert deliver_due(later(PAUSES[0] + timedelta(seconds=1))) == 1
    first, second = listener.heard
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]
    db.session.expire_all()
    assert db.session.get(Webhook, hook.id).failing_since is None


def test_it_is_given_up_after_three_days_and_can_be_sent_again(listener):
    webhook(listener)
    held()
    listener.status = 503
    passed = timedelta()
    for pause in (timedelta(), *PAUSES):
        passed += pause + timedelta(seconds=2)
        assert deliver_due(later(passed)) == 1
    assert deliver_due(later(passed + timedelta(days=9))) == 0
    assert timedelta(days=3) <= sum(PAUSES, timedelta()) <= timedelta(days=4)
    listener.status = 200
    delivery = db.session.scalars(select(WebhookDelivery)).one()
    send_again(delivery, now=utc_now())
    db.session.commit()
    assert deliver_due() == 1
    assert listener.heard[-1][0]["webhook-id"] == listener.heard[0][0]["webhook-id"]


def test_a_worker_that_dies_lets_go_of_its_delivery(listener):
    webhook(listener)
    held()
    delivery = db.session.scalars(select(WebhookDelivery)).one()
    delivery.leased_until, delivery.attempts = utc_now() + timedelta(seconds=60), 1
    db.session.commit()
    assert deliver_due() == 0
    assert deliver_due(later(timedelta(seconds=61))) == 1


def test_two_workers_send_one_delivery_once(app, listener):
    webhook(listener)
    for _ in range(5):
        held()
    db.session.remove()

    def work() -> None:
        with app.app_context():
            deliver_due()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(listener.heard) == len({headers["webhook-id"] for headers, _ in listener.heard}) == 5


def test_one_that_fails_is_asked_once_a_round_and_holds_up_nobody(listener):
    webhook(listener)
    well = Listener()
    webhook(well)
    listener.status = 503
    for _ in range(5):
        held()
    deliver_due()
    assert (len(listener.heard), len(well.heard)) == (1, 5)
    assert deliver_at_once() == 0, "whoever is woken by a change leaves it alone"
    assert deliver_due() == 1
    listener.status = 204
    deliver_due(later(PAUSES[0] + timedelta(seconds=1)))
    assert len({headers["webhook-id"] for headers, _ in listener.heard}) == 5, "it is well: all that waited is told"
    assert deliver_due(later(timedelta(hours=1))) == 0
    well.close()


def test_the_minutes_round_finds_what_nobody_was_woken_for(listener):
    webhook(listener)
    held()
    (each,) = [each for each in registered_rounds() if each.name == TELL]
    each.run(utc_now())
    assert len(listener.heard) == 1
    each.run(utc_now())
    assert len(listener.heard) == 1


def test_failing_is_no_change_that_the_office_made(listener):
    hook = webhook(listener)
    version = hook.version
    listener.status = 503
    held()
    deliver_due()
    db.session.expire_all()
    assert (hook.version, hook.failing_since is not None) == (version, True)
    change_webhook(hook, WebhookDraft(name="The intranet", address=listener.address, events=ALL), seen=version)


def test_an_address_inside_our_network_is_never_reached(app, listener):
    hook = webhook(listener)
    held()
    del app.extensions[EXTENSION]
    try:
        deliver_due()
    finally:
        app.extensions[EXTENSION] = Outside()
    assert listener.heard == []
    problem = db.session.scalars(select(WebhookDelivery)).one().problem
    assert "not a public address" in problem
    assert hook.failing_since is not None


@pytest.mark.parametrize("attempts", [1, len(PAUSES), len(PAUSES) + 1])
def test_pauses_grow_until_it_is_given_up(attempts):
    expected = factories.NOW + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
    assert next_try(attempts, factories.NOW) == expected
