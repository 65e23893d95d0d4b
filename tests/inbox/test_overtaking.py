"""Triage empties itself of what a later answer has settled, and of nothing else."""

from datetime import timedelta

import pytest

from scheduler.core.db import db
from scheduler.ical.itip import Attendee
from scheduler.inbox.models import InboundAnswer
from scheduler.inbox.rules.vocabulary import Doubt, MailState, Outcome
from scheduler.inbox.service.settling import record_all_the_same
from scheduler.invitations.rules import Answer, Answerer, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import record_reply
from tests.factories import NOW
from tests.inbox.post_office import ROWAN
from tests.inbox.test_pages import press

LATER = NOW + timedelta(hours=1)
DEPUTY = "deputy@example.org"
WREN = StandIn("Wren Quill", "Director", 3, Authority.LIMITED, DEPUTY)


def answer(post, partstat=PartStat.ACCEPTED, stand_in=None, who=Answerer.INVITEE):
    said = Answer(partstat, who, "", stand_in, post.visit.engagement.sequence)
    record_reply(post.invitation, said, source=ReplySource.TELEPHONE, recorded_by="Robin", now=LATER)
    db.session.commit()


def what_became(row_id):
    db.session.expire_all()
    row = db.session.get_one(InboundAnswer, row_id)
    return row.outcome, row.doubt, row.mail.state


def older(post):
    post.visit.engagement.sequence += 1
    db.session.commit()
    return post.say(sequence=post.visit.engagement.sequence - 1)


def sends_deputy(post):
    return post.say(attendee=Attendee(address=ROWAN, partstat="DELEGATED", delegated_to=DEPUTY))


@pytest.mark.parametrize(
    ("waits", "doubt", "says"),
    [
        (older, Doubt.OLDER, (PartStat.DECLINED,)),
        (sends_deputy, Doubt.DEPUTY, (PartStat.DELEGATED, WREN)),
        (sends_deputy, Doubt.DEPUTY, (PartStat.ACCEPTED,)),
    ],
)
def test_a_later_answer_closes_what_waited_and_the_row_says_so(post, waits, doubt, says):
    row_id = waits(post).id
    assert what_became(row_id) == (Outcome.TRIAGE, doubt, MailState.TRIAGE)
    answer(post, *says)
    assert what_became(row_id) == (Outcome.OVERTAKEN, doubt, MailState.DONE)


def test_a_substitute_who_confirms_leaves_the_question_of_their_rank_open(post):
    row_id = sends_deputy(post).id
    confirmed = Attendee(address=DEPUTY, partstat="ACCEPTED", delegated_from=ROWAN)
    assert post.say(attendee=confirmed, sender=DEPUTY, after=1).outcome is Outcome.TAKEN
    assert what_became(row_id) == (Outcome.TRIAGE, Doubt.DEPUTY, MailState.TRIAGE)


def test_letters_forged_mail_and_what_staff_settled_stay_as_they_are(post, manager):
    forged = post.say(dmarc="fail").id
    ignored = older(post).id
    press(manager, db.session.get_one(InboundAnswer, ignored), "ignore")
    answer(post)
    assert what_became(forged)[:2] == (Outcome.TRIAGE, Doubt.FAILED_DMARC)
    assert what_became(ignored)[0] is Outcome.IGNORED


def test_what_staff_record_themselves_is_theirs(post):
    row = older(post)
    record_all_the_same(row, post.invitation, by="Robin", now=LATER)
    db.session.commit()
    assert (row.outcome, row.settled_by) == (Outcome.ACCEPTED, "Robin")
