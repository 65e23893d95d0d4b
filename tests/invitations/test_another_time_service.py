"""Proposing is no answer; deciding is done once; what overtakes a proposal."""

from datetime import timedelta

import pytest

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.service import ClashFound, cancel_engagement, mark_held, postpone_engagement
from scheduler.ical.event import Timed
from scheduler.invitations.models import CounterProposal, Reply
from scheduler.invitations.queries.another_time import open_proposals, proposed_whens
from scheduler.invitations.rules import Answer, Answerer, Authority, Gate, PartStat, ProposalState, ReplySource, StandIn
from scheduler.invitations.service import AnswerClosed, EngagementMoved, record_reply, withdraw_invitation
from scheduler.invitations.service.another_time import ProposalDecided, accept_proposal, decline_proposal
from scheduler.outbox.models import Notice
from tests.factories import NOW
from tests.invitations.conftest import REPLY_BY, mark_sent, waiting
from tests.invitations.proposing import FRIDAY, THURSDAY, WEDNESDAY
from tests.invitations.test_telling import move

PRIYA = "Priya Fairweather"
BY_CALL = {"source": ReplySource.TELEPHONE, "link": None, "recorded_by": PRIYA}
LATER = NOW + timedelta(hours=1)
DEPUTY = StandIn("Ife Adeyemi", "Deputy", 2, Authority.LIMITED)


def answer(proposing, partstat, post=None, substitute=None):
    link = proposing.link(post)
    given = Answer(partstat, substitute=substitute)
    record_reply(link.invitation, given, source=ReplySource.LINK, link=link, now=NOW)
    db.session.commit()


def accept(proposal, index=0, **changes: object):
    engagement = accept_proposal(proposal.times[index], **{"decided_by": PRIYA, "now": LATER} | changes)
    db.session.commit()
    return engagement


def summaries():
    return [each.summary for each in db.session.query(AuditEntry).filter_by(action="invitation.another_time")]


def test_a_proposal_is_no_answer_and_moves_nothing(proposing):
    answer(proposing, PartStat.TENTATIVE)
    invitation = proposing.link().invitation
    before = proposing.engagement.sequence, proposing.engagement.starts_at, invitation.answered_at
    proposal = proposing.propose(FRIDAY, WEDNESDAY, message="Market day on Tuesdays")
    assert proposed_whens(proposal.times) == [WEDNESDAY, FRIDAY]
    assert invitation.partstat is PartStat.TENTATIVE
    assert before == (proposing.engagement.sequence, proposing.engagement.starts_at, invitation.answered_at)
    assert open_proposals(NOW) == [proposal]
    assert "proposed another time by link: Wednesday 7 October 2026" in summaries()[0]


def test_the_same_proposal_again_is_the_first_one(proposing):
    first = proposing.propose(WEDNESDAY, THURSDAY)
    again = proposing.propose(THURSDAY, WEDNESDAY)
    assert again is first
    assert len(waiting("another_time")) == 2, "one mail an address"


def test_a_newer_proposal_overtakes_the_open_one(proposing):
    first, second = proposing.propose(WEDNESDAY), proposing.propose(THURSDAY)
    assert (first.state, second.state) == (ProposalState.OVERTAKEN, ProposalState.OPEN)
    assert open_proposals(NOW) == [second]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (Answer(PartStat.ACCEPTED), ProposalState.OVERTAKEN),
        (Answer(PartStat.DELEGATED, substitute=DEPUTY), ProposalState.OVERTAKEN),
        (Answer(PartStat.DECLINED), ProposalState.OPEN),
        (Answer(PartStat.TENTATIVE), ProposalState.OPEN),
    ],
    ids=lambda each: str(getattr(each, "partstat", each)),
)
def test_only_coming_after_all_takes_a_proposal_back(proposing, given, state):
    proposal = proposing.propose()
    answer(proposing, given.partstat, substitute=given.substitute)
    assert proposal.state is state


def test_another_council_s_answer_leaves_a_proposal_alone(proposing):
    proposal = proposing.propose()
    answer(proposing, PartStat.ACCEPTED, proposing.stranger)
    assert proposal.state is ProposalState.OPEN


@pytest.mark.parametrize(
    "happens",
    [
        lambda at: move(at.engagement),
        lambda at: cancel_engagement(at.engagement, "Ill", now=NOW),
        lambda at: postpone_engagement(at.engagement, "Ill", now=NOW),
    ],
    ids=["moved", "cancelled", "postponed"],
)
def test_a_change_of_the_plan_overtakes_every_proposal(proposing, happens):
    proposals = [proposing.propose(), proposing.propose(THURSDAY, post=proposing.stranger)]
    happens(proposing)
    assert {each.state for each in proposals} == {ProposalState.OVERTAKEN}
    assert open_proposals(NOW) == []


def test_a_withdrawn_invitation_s_proposal_waits_for_nobody_and_stays_gone_when_they_are_invited_again(
    proposing, visit
):
    proposal = proposing.propose()
    withdraw_invitation(proposal.invitation, now=NOW)
    assert proposal.state is ProposalState.OVERTAKEN
    db.session.commit()
    assert open_proposals(NOW) == []
    with pytest.raises(ProposalDecided):
        accept(proposal)
    visit.invite(proposing.leader)
    db.session.commit()
    assert proposal.state is ProposalState.OVERTAKEN


def test_what_was_held_is_no_longer_to_be_moved(proposing):
    proposing.propose()
    after = proposing.engagement.ends_at + timedelta(hours=1)
    mark_held(proposing.engagement, now=after)
    assert open_proposals(after) == []


@pytest.mark.parametrize(("now", "state"), [(REPLY_BY + timedelta(minutes=1), Gate.CLOSED)])
def test_a_closed_link_proposes_nothing_but_the_office_may_note_a_call(proposing, now, state):
    with pytest.raises(AnswerClosed) as closed:
        proposing.propose(now=now)
    assert closed.value.state is state
    db.session.rollback()
    assert proposing.propose(now=now, **BY_CALL).recorded_by == PRIYA


def test_a_page_about_an_earlier_plan_proposes_nothing(proposing):
    with pytest.raises(EngagementMoved):
        proposing.propose(about_sequence=proposing.engagement.sequence - 1)
    db.session.rollback()
    assert db.session.query(CounterProposal).count() == 0


def test_one_click_moves_everybody_and_notes_whoever_proposed_as_coming(proposing):
    answer(proposing, PartStat.ACCEPTED, proposing.stranger)
    proposal, sequence = proposing.propose(WEDNESDAY, THURSDAY), proposing.engagement.sequence
    engagement = accept(proposal, 1)
    assert (engagement.starts_at, engagement.ends_at) == (THURSDAY.starts_at, THURSDAY.ends_at)
    assert engagement.sequence == sequence + 1
    assert (proposal.state, proposal.decided_by) == (ProposalState.ACCEPTED, PRIYA)
    assert [each.is_taken for each in proposal.times] == [False, True]
    mine, other = proposal.invitation, proposing.link(proposing.stranger).invitation
    assert (mine.partstat, mine.answered_sequence) == (PartStat.ACCEPTED, sequence + 1)
    assert (other.partstat, other.answered_sequence) == (PartStat.ACCEPTED, sequence), "asked again, kept as history"
    reply = db.session.query(Reply).filter_by(invitation_id=mine.id).one()
    assert (reply.source, reply.recorded_by, reply.link_id) == (ReplySource.LINK, PRIYA, proposing.link().id)
    told = {notice.recipient_address for notice in waiting("update")}
    assert told == {"rowan@example.org", "jo@example.org", "canary@example.org", "pip@example.org"}
    receipts = {notice.recipient_address for kind in ("receipt", "other_address") for notice in waiting(kind)}
    assert not receipts & {"rowan@example.org", "jo@example.org"}, "the update says that they come"


def test_other_councils_proposals_are_overtaken_by_the_move(proposing):
    first, second = proposing.propose(), proposing.propose(THURSDAY, post=proposing.stranger)
    accept(first)
    assert (first.state, second.state) == (ProposalState.ACCEPTED, ProposalState.OVERTAKEN)


def test_over_a_clash_a_reason_is_asked_for_and_kept(proposing):
    proposal = proposing.propose()
    proposing.busy(WEDNESDAY, title="Budget meeting")
    with pytest.raises(ClashFound) as clash:
        accept(proposal)
    assert any("Budget meeting" in each.words for each in clash.value.found)
    assert proposal.state is ProposalState.OPEN, "nothing was marked before the refusal"
    seen = frozenset(each.key for each in clash.value.found if each.needs_reason)
    engagement = accept(proposal, clash_reason="The budget can wait", clashes_seen=seen)
    assert engagement.clash_reason == "The budget can wait"


def test_a_reason_for_one_clash_is_none_for_a_later_one(proposing):
    proposal = proposing.propose()
    proposing.busy(WEDNESDAY)
    with pytest.raises(ClashFound):
        accept(proposal, clash_reason="It can wait", clashes_seen=frozenset())


def test_a_proposal_is_decided_once(proposing):
    proposal = proposing.propose(WEDNESDAY, THURSDAY)
    accept(proposal)
    for again in (lambda: accept(proposal, 1), lambda: decline_proposal(proposal, "No", decided_by="Kit", now=LATER)):
        with pytest.raises(ProposalDecided, match=f"Accepted by {PRIYA}"):
            again()
    assert proposing.engagement.starts_at == WEDNESDAY.starts_at


def test_a_time_that_has_passed_meanwhile_cannot_be_accepted(proposing):
    soon = Timed(NOW + timedelta(hours=2), NOW + timedelta(hours=3))
    proposal = proposing.propose(soon)
    with pytest.raises(RuleBroken, match="past"):
        accept(proposal, now=NOW + timedelta(hours=2))


def test_declining_leaves_the_plan_and_the_answer_and_tells_each_address(proposing):
    answer(proposing, PartStat.DECLINED)
    proposal, sequence = proposing.propose(), proposing.engagement.sequence
    mark_sent(("another_time",))
    decline_proposal(proposal, "Sorry, we are full.", decided_by=PRIYA, now=LATER)
    db.session.commit()
    assert (proposal.state, proposal.words) == (ProposalState.DECLINED, "Sorry, we are full.")
    assert (proposing.engagement.sequence, proposal.invitation.partstat) == (sequence, PartStat.DECLINED)
    told = {notice.recipient_address for notice in waiting("another_time_declined")}
    assert told == {"rowan@example.org", "jo@example.org"}


def test_declining_without_a_word_is_refused(proposing):
    with pytest.raises(RuleBroken) as refused:
        decline_proposal(proposing.propose(), " \n", decided_by=PRIYA, now=LATER)
    assert refused.value.field == "words"


def test_a_postponed_engagement_takes_a_time_that_was_telephoned(proposing):
    postpone_engagement(proposing.engagement, "Ill", now=NOW)
    db.session.commit()
    proposal = proposing.propose(THURSDAY, answered_by=Answerer.OFFICE, **BY_CALL)
    assert accept(proposal).status == "agreed"
    reply = db.session.query(Reply).one()
    assert (reply.source, reply.recorded_by, reply.answered_by) == (ReplySource.TELEPHONE, PRIYA, Answerer.OFFICE)


def test_a_calendar_program_s_proposal_needs_no_receipt_at_its_own_address(proposing):
    proposing.propose(source=ReplySource.EMAIL, from_address="rowan@example.org")
    assert [each.recipient_address for each in waiting("another_time")] == ["jo@example.org"]
    assert db.session.query(Notice).filter_by(kind="receipt").count() == 0
