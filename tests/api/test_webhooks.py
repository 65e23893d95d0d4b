"""What other systems are told of what happens: signed, by the description, never of what they may not know."""

import base64
import hmac
import json
from dataclasses import replace

import pytest

from scheduler.api.rules.vocabulary import WebhookEvent
from scheduler.api.sending import deliver_due
from scheduler.api.service.webhooks import renew_secret, secret_of
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling
from scheduler.engagements.service import cancel_engagement, edit_engagement
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply
from tests import factories
from tests.api.listening import coming, held, webhook
from tests.api.systems import check
from tests.browsing import page, submit


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


def test_what_is_told_is_what_the_description_says(listener):
    webhook(listener)
    engagement, invitation = held(), invite(coming(), [factories.tenure().post], now=utc_now()).invited[0]
    record_reply(invitation, Answer(PartStat.ACCEPTED), source=ReplySource.TELEPHONE, now=utc_now())
    cancel_engagement(invitation.engagement, "Ill", now=utc_now())
    db.session.commit()
    deliver_due()
    told = [json.loads(body) for _, body in listener.heard]
    for each in told:
        check({"$ref": "#/components/schemas/Event"}, each)
    assert {each["type"] for each in told} > {"engagement.held", "engagement.cancelled", "answer.recorded"}
    assert {each["data"]["engagement_id"] for each in told} == {engagement.id, invitation.engagement_id}


def test_another_secret_signs_otherwise(listener):
    hook = webhook(listener)
    before = secret_of(hook)
    assert renew_secret(hook) != before


def test_the_secret_is_written_as_libraries_of_the_standard_read_it(listener, administrator):
    typed = {"name": "Intranet", "address": listener.address, "events": ["engagement.held"]}
    path = submit(administrator, "/settings/api/webhooks/new", typed).headers["Location"]
    shown = page(administrator.get(path)).select_one("code.secret").text
    held()
    deliver_due()
    ((headers, body),) = listener.heard
    key = base64.b64decode(shown.removeprefix("whsec_"), validate=True)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


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


def test_an_engagement_that_becomes_sensitive_is_named_for_the_last_time_to_who_may_know_no_more(listener):
    webhook(listener)
    engagement = coming()
    became_sensitive(engagement)
    edit_engagement(engagement, replace(draft_of(engagement), title="Hush"), now=utc_now())
    db.session.commit()
    assert deliver_due() == 1
    told = json.loads(listener.heard[0][1])
    check({"$ref": "#/components/schemas/Event"}, told)
    assert told["type"] == "engagement.withheld"
    assert told["data"] == {"engagement_id": engagement.id, "uid": engagement.uid, "version": 2}


def test_who_may_know_of_it_hears_of_the_change_alone(listener):
    webhook(listener, with_sensitive=True)
    became_sensitive(coming())
    deliver_due()
    assert [json.loads(body)["type"] for _, body in listener.heard] == ["engagement.changed"]


def became_sensitive(engagement: Engagement) -> None:
    engagement.principals = [factories.principal()]
    edit_engagement(engagement, replace(draft_of(engagement), handling=Handling.OFFICIAL_SENSITIVE), now=utc_now())
    db.session.commit()


def test_what_nobody_asked_for_is_not_told(listener):
    webhook(listener, [WebhookEvent.ENGAGEMENT_CANCELLED])
    held()
    assert deliver_due() == 0


def test_an_administrator_adds_changes_and_sends_again(administrator, listener):
    typed = {"name": "Intranet", "address": listener.address, "events": ["engagement.held"]}
    made = submit(administrator, "/settings/api/webhooks/new", typed)
    path = made.headers["Location"]
    assert "Copy the secret now" in administrator.get(path).text
    submit(administrator, f"{path}/change", {"name": "The intranet"})
    held()
    deliver_due()
    assert ">Taken<" in administrator.get(path).text
    submit(administrator, path, form="form[action$='/again']")
    assert deliver_due() == 1
    submit(administrator, path, form="form[action$='/off']")
    held()
    assert deliver_due() == 0


@pytest.mark.parametrize("address", ["ftp://x.example.org", "https://a:b@example.org", "example.org", "https://"])
def test_an_address_that_cannot_be_keeps_what_was_typed(administrator, address):
    typed = {"name": "Intranet", "address": address, "events": ["engagement.held"]}
    again = submit(administrator, "/settings/api/webhooks/new", typed)
    assert again.status_code == 422
    assert "begins with https://" in again.text
    assert f'value="{address}"' in again.text
