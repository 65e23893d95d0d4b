import dataclasses

import pytest

from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from scheduler.demo.sample_engagements import load_engagements, load_principals
from scheduler.demo.sample_inbox import load_inbox
from scheduler.demo.sample_invitations import load_invitations
from scheduler.demo.sample_partners import load_partners
from scheduler.inbox.models import InboundAnswer
from scheduler.inbox.rules.vocabulary import Doubt, Outcome
from scheduler.inbox.service.processing import process_waiting
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.once


def test_the_sample_has_mail_that_only_a_person_can_decide(app, settings, monkeypatch):
    read = dataclasses.replace(settings, inbox_url="pipe:", inbox_authserv_id="mx.example.org")
    monkeypatch.setitem(app.extensions, EXTENSION, read)
    factories.office()
    load_partners(NOW.date())
    load_principals()
    load_engagements(NOW.date())
    load_invitations(NOW)
    load_inbox(NOW)
    db.session.commit()
    process_waiting(NOW)
    found = {(answer.outcome, answer.doubt) for answer in db.session.query(InboundAnswer)}
    assert found == {
        (Outcome.SET_ASIDE, None),
        (Outcome.TRIAGE, Doubt.LETTER),
        (Outcome.TRIAGE, Doubt.UNKNOWN_SENDER),
    }
