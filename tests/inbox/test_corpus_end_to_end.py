"""Every mail of the corpus ends on its invitation or waits for a person; none is lost, and the headcount is right."""

import pytest
import time_machine

from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from scheduler.inbox.models import InboundMail
from scheduler.inbox.reading.mail import read_mail
from scheduler.inbox.rules.vocabulary import MailDoor, MailState, Outcome
from scheduler.inbox.service import processing
from scheduler.inbox.service.processing import process_waiting
from scheduler.inbox.service.receiving import receive
from scheduler.invitations.models import CounterProposal, Invitation
from scheduler.invitations.rules import Audience, PartStat
from scheduler.outbox.models import Notice
from tests.inbox.corpus import CORPUS, Facts
from tests.invitations.conftest import mark_sent

pytestmark = pytest.mark.once  # what a mail says does not hang on the database

FACTS = Facts()
ARRIVED = FACTS.stamped_at.replace(hour=12)
BY_NAME = {each.name: each for each in CORPUS}
LEADS_TO_AN_ANSWER = {Outcome.TAKEN, Outcome.REPEATED}


@pytest.fixture
def invited(app, reads_replies, visit, monkeypatch) -> Invitation:
    """The invitation that the corpus is about."""
    monkeypatch.setattr(processing, "read_apart", lambda raws: [read_mail(raw) for raw in raws])
    engagement = visit.engagement
    engagement.uid, engagement.sequence = FACTS.uid, FACTS.sequence
    engagement.starts_at, engagement.ends_at = FACTS.starts_at, FACTS.ends_at
    visit.leader.tenures[0].person.email, visit.leader.pa_email = FACTS.attendee, FACTS.pa
    invitation = visit.invite()[0]
    link = visit.link(Audience.PRINCIPAL)
    notice = db.session.query(Notice).filter_by(message_id=link.first_message_id).one()
    link.first_message_id = notice.message_id = FACTS.message_id
    mark_sent()
    with time_machine.travel(ARRIVED, tick=False):
        yield invitation


def _deliver(name: str) -> InboundMail:
    mail_id = receive(BY_NAME[name].build(FACTS), MailDoor.PIPE, now=ARRIVED).id
    db.session.commit()
    process_waiting(ARRIVED)
    db.session.expire_all()
    return db.session.get_one(InboundMail, mail_id)


def test_the_corpus_is_large_enough():
    assert len(CORPUS) >= 60
    assert len(BY_NAME) == len(CORPUS)


@pytest.mark.parametrize("name", [each.name for each in CORPUS])
def test_each_mail_lands_right_or_waits(invited, app, reads_replies, name):
    assert app.extensions[EXTENSION].inbox_authserv_id == FACTS.authserv_id
    expected = BY_NAME[name]
    for earlier in expected.after:
        _deliver(earlier)
    before = invited.partstat

    mail = _deliver(name)

    found = tuple((row.outcome, row.doubt) for row in mail.answers)
    assert mail.state in {MailState.DONE, MailState.TRIAGE}
    assert found, "nothing is dropped silently"
    assert not expected.expected_outcome or found == expected.expected_outcome
    if not {outcome for outcome, _ in found} & LEADS_TO_AN_ANSWER and "deputy" not in {doubt for _, doubt in found}:
        assert invited.partstat is before
    if expected.moves_time and found == ((Outcome.TAKEN, None),):
        assert db.session.query(CounterProposal).count() == 1
    elif found == ((Outcome.TAKEN, None),) and expected.method == "REPLY":
        assert invited.partstat is PartStat(expected.partstats[0])
