from datetime import timedelta

import pytest

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.models import Reply
from scheduler.invitations.rules import Answer, Answerer, Audience, Authority, Gate, PartStat, ReplySource, StandIn
from scheduler.invitations.service import AnswerClosed, EngagementMoved, record_reply, rsvp_recorded
from tests.factories import NOW
from tests.invitations.conftest import REPLY_BY, waiting

YES, NO = Answer(PartStat.ACCEPTED), Answer(PartStat.DECLINED)
DEPUTY = Answer(
    PartStat.DELEGATED, Answerer.OFFICE, "Back on Monday", StandIn("Ife Adeyemi", "Deputy Leader", 2, Authority.LIMITED)
)


@pytest.fixture
def invitation(visit):
    return visit.invite(visit.leader)[0]


def by_link(invitation, answer, audience=Audience.PRINCIPAL, now=NOW):
    link = next(link for link in invitation.links if link.audience is audience)
    return record_reply(invitation, answer, source=ReplySource.LINK, link=link, now=now)


def test_an_answer_is_stored_receipted_and_the_other_address_told(invitation):
    by_link(invitation, YES)
    assert (invitation.partstat, invitation.answered_at, invitation.answered_sequence) == (PartStat.ACCEPTED, NOW, 0)
    assert [notice.recipient_address for notice in waiting("receipt")] == ["rowan@example.org"]
    assert [notice.recipient_address for notice in waiting("other_address")] == ["jo@example.org"]


def test_a_receipt_leaves_at_any_hour_and_the_other_address_hears_in_office_hours(invitation):
    by_link(invitation, YES)
    assert [notice.urgent for notice in waiting("receipt") + waiting("other_address")] == [True, False]


def test_the_same_answer_again_changes_nothing_and_mails_nobody(invitation):
    first = by_link(invitation, DEPUTY)
    assert by_link(invitation, DEPUTY, now=NOW + timedelta(minutes=1)) is first
    assert len(waiting("receipt")) == 1
    assert invitation.answered_at == NOW


def test_last_answer_wins_and_history_keeps_both(invitation):
    by_link(invitation, YES)
    by_link(invitation, NO, Audience.PA)
    assert invitation.partstat is PartStat.DECLINED
    assert [reply.partstat for reply in invitation.replies] == [PartStat.DECLINED, PartStat.ACCEPTED]
    assert [notice.recipient_address for notice in waiting("other_address")] == ["jo@example.org", "rowan@example.org"]


def test_a_new_message_with_the_same_answer_does_not_bother_the_other_address(invitation):
    by_link(invitation, YES)
    by_link(invitation, Answer(PartStat.ACCEPTED, message="I shall be five minutes late."))
    assert len(invitation.replies) == 2
    assert len(waiting("other_address")) == 1


def test_a_substitute_is_kept_with_band_and_authority(invitation):
    stored = by_link(invitation, DEPUTY).substitution
    assert (stored.name, stored.role, stored.band, stored.authority) == (
        "Ife Adeyemi",
        "Deputy Leader",
        2,
        Authority.LIMITED,
    )


def test_a_telephone_answer_names_who_noted_it_and_tells_every_address(invitation):
    reply = record_reply(invitation, YES, source=ReplySource.TELEPHONE, recorded_by="Priya Fairweather", now=NOW)
    assert (reply.recorded_by, reply.link_id) == ("Priya Fairweather", None)
    assert len(waiting("other_address")) == 2


def test_features_above_hear_of_an_answer_once(invitation):
    heard = []
    with rsvp_recorded.connected_to(lambda _sender, reply: heard.append(reply)):
        by_link(invitation, YES)
        by_link(invitation, YES)
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"status": EngagementStatus.CANCELLED}, Gate.CANCELLED),
        ({"status": EngagementStatus.POSTPONED}, Gate.POSTPONED),
        ({"reply_by_at": NOW - timedelta(seconds=1)}, Gate.CLOSED),
        ({"starts_at": NOW - timedelta(hours=2), "ends_at": NOW}, Gate.OVER),
    ],
)
def test_a_link_answers_only_what_is_open(visit, invitation, change, state):
    for name, value in change.items():
        setattr(visit.engagement, name, value)
    with pytest.raises(AnswerClosed) as refused:
        by_link(invitation, YES)
    assert refused.value.state is state
    assert db.session.query(Reply).count() == 0


def test_the_deadline_itself_still_counts(invitation):
    by_link(invitation, YES, now=REPLY_BY)
    with pytest.raises(AnswerClosed):
        by_link(invitation, NO, now=REPLY_BY + timedelta(seconds=1))


def test_the_office_may_record_after_the_deadline(invitation):
    record_reply(invitation, YES, source=ReplySource.TELEPHONE, now=REPLY_BY + timedelta(days=1))
    assert invitation.partstat is PartStat.ACCEPTED


def test_an_answer_about_an_earlier_time_is_refused(visit, invitation):
    visit.engagement.sequence = 1
    with pytest.raises(EngagementMoved):
        by_link(invitation, Answer(PartStat.ACCEPTED, about_sequence=0))


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (Answer(PartStat.NEEDS_ACTION), "answer"),
        (Answer(PartStat.DELEGATED), "substitute_name"),
        (Answer(PartStat.DELEGATED, substitute=StandIn(" ", "Deputy", 2, Authority.FULL)), "substitute_name"),
        (Answer(PartStat.DELEGATED, substitute=StandIn("Ife", "", 2, Authority.FULL)), "substitute_role"),
        (Answer(PartStat.DELEGATED, substitute=StandIn("Ife", "Deputy", 6, Authority.FULL)), "substitute_band"),
        (Answer(PartStat.ACCEPTED, Answerer.SUBSTITUTE), "answer"),
        (Answer(PartStat.ACCEPTED, message="x" * 4_001), "message"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_beside_its_field(invitation, answer, field):
    with pytest.raises(RuleBroken) as refused:
        by_link(invitation, answer)
    assert refused.value.field == field
