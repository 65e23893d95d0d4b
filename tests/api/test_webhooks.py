"""Other systems are told of what happens: once, signed, tried again, never of what they may not know."""

import base64
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from scheduler.api.models import Webhook, WebhookDelivery
from scheduler.api.rules.deliveries import PAUSES, next_try
from scheduler.api.rules.vocabulary import WebhookEvent
from scheduler.api.sending import deliver_due
from scheduler.api.service.webhooks import WebhookDraft, add_webhook, renew_secret, secret_of, send_again
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.core.outside import EXTENSION, Outside
from scheduler.engagements.rules import Handling
from scheduler.engagements.service import cancel_engagement, mark_held
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply
from tests import factories
from tests.browsing import submit

ALL = tuple(WebhookEvent)


class Listener(ThreadingHTTPServer):
    """The other system: answers as it is told and remembers what it heard."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ear)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 204

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?of=us"


class Ear(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def listener(app):
    server = Listener()
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    app.extensions[EXTENSION] = Outside(
        resolve=lambda _host, _port: ["127.0.0.1"], may_reach=lambda address, _port: address == "127.0.0.1"
    )
    yield server
    del app.extensions[EXTENSION]
    server.shutdown()
    server.server_close()


def webhook(listener: Listener, events=ALL, *, with_sensitive=False):
    factories.office()
    draft = WebhookDraft(name="Intranet", address=listener.address, events=events, with_sensitive=with_sensitive)
    made = add_webhook(draft, now=utc_now())
    db.session.commit()
    return made


def held(handling=Handling.OFFICIAL):
    past = utc_now() - timedelta(days=1)
    engagement = factories.engagement(starts_at=past, ends_at=past + timedelta(hours=1), handling=handling)
    mark_held(engagement, now=utc_now())
    db.session.commit()
    return engagement


def coming():
    starts = utc_now() + timedelta(days=9)
    return factories.engagement(starts_at=starts, ends_at=starts + timedelta(hours=1))


def later(pause: timedelta):
    return lambda: utc_now() + pause


def test_it_is_told_once_and_can_check_the_signature(listener):
    hook = webhook(listener)
    engagement = held()
    assert deliver_due() == 1
    assert deliver_due() == 0
    ((headers, body),) = listener.heard
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(secret_of(hook).encode(), signed, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert (told["type"], told["data"]["engagement_id"]) == ("engagement.held", engagement.id)
    assert "title" not in told["data"]


def test_another_secret_signs_otherwise(listener):
    hook = webhook(listener)
    before = secret_of(hook)
    assert renew_secret(hook) != before


def test_nothing_is_told_of_what_was_rolled_back(listener):
    webhook(listener)
    engagement = factories.engagement()
    db.session.commit()
    cancel_engagement(engagement, "Ill", now=utc_now())
    db.session.rollback()
    assert deliver_due() == 0


def test_an_answer_is_told_without_a_name(listener):
    webhook(listener, [WebhookEvent.ANSWER_RECORDED])
    tenure = factories.tenure(person=factories.person(name="Zebedee Canary"))
    invitation = invite(coming(), [tenure.post], now=utc_now()).invited[0]
    for _ in range(2):  # the same answer twice is one
        record_reply(invitation, Answer(PartStat.ACCEPTED), source=ReplySource.TELEPHONE, now=utc_now())
    db.session.commit()
    assert deliver_due() == 1
    assert json.loads(listener.heard[0][1])["data"]["answer"] == "ACCEPTED"
    assert b"anary" not in listener.heard[0][1]


def test_a_sensitive_engagement_is_told_only_where_it_may_be(listener):
    webhook(listener)
    held(handling=Handling.OFFICIAL_SENSITIVE)
    assert deliver_due() == 0
    webhook(listener, with_sensitive=True)
    held(handling=Handling.OFFICIAL_SENSITIVE)
    assert deliver_due() == 1


def test_what_nobody_asked_for_is_not_told(listener):
    webhook(listener, [WebhookEvent.ENGAGEMENT_CANCELLED])
    held()
    assert deliver_due() == 0


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


def test_an_administrator_adds_changes_and_sends_again(administrator, listener):
    typed = {"name": "Intranet", "address": listener.address, "events": ["engagement.held"]}
    made = submit(administrator, "/settings/api/webhooks/new", typed)
    path = made.headers["Location"]
    assert "Copy the secret now" in administrator.get(path).text
    submit(administrator, f"{path}/change", {"name": "The intranet"})
    held()
    deliver_due()
    assert "● Taken" in administrator.get(path).text
    submit(administrator, path, form="form[action$='/again']")
    assert deliver_due() == 1
    submit(administrator, path, form="form[action$='/off']")
    held()
    assert deliver_due() == 0


@pytest.mark.parametrize("address", ["ftp://x.example.org", "https://a:b@example.org", "example.org", "https://"])
def test_an_address_that_cannot_be_keeps_what_was_typed(administrator, address):
    typed = {"name": "Intranet", "address": address, "events": ["engagement.held"]}
    page = submit(administrator, "/settings/api/webhooks/new", typed)
    assert page.status_code == 422
    assert "begins with https://" in page.text
    assert f'value="{address}"' in page.text
