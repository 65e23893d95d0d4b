from datetime import timedelta

import pytest

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Hold
from scheduler.engagements.rules import EngagementStatus, HoldEnd
from scheduler.engagements.service import ClashFound, cancel_engagement, postpone_engagement
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import OfferState, PartStat, ReplySource
from scheduler.invitations.rules.dates import Chosen, DateGate
from scheduler.invitations.service.dates.choosing import DatesClosed, record_choices
from scheduler.invitations.service.dates.closing import expire_offers, extend_offer, withdraw_offer
from scheduler.invitations.service.dates.offering import Asked, OfferedTime, usual_deadline
from scheduler.invitations.service.dates.settling import settle_by_hand
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from tests import factories
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.invitations.offered import ANSWER_BY, MAYBE, MORNINGS, NO, YES


def ends_of(offer):
    return [slot.hold.end for slot in offer.slots]


def invited_posts(trial):
    query = db.session.query(Invitation).filter(Invitation.engagement_id == trial.engagement.id)
    return {each.post_id: each for each in query}


def busy_with(trial, when):
    """Another engagement of ours is agreed for that time."""
    ours = list(trial.engagement.principals)
    factories.engagement(title="Canary briefing", starts_at=when.starts_at, ends_at=when.ends_at, principals=ours)
    db.session.commit()


def test_an_offer_holds_each_date_mails_each_address_and_shows_on_the_engagement(trial):
    offer = trial.offer(Asked(trial.leader), Asked(trial.stranger, is_required=False))
    assert trial.engagement.status is EngagementStatus.OFFERING_DATES
    holds = [slot.hold for slot in offer.slots]
    assert [(hold.starts_at, hold.expires_at, hold.reasons) for hold in holds] == [
        (when.starts_at, ANSWER_BY, ["All are free"]) for when in MORNINGS
    ]
    mails = {notice.recipient_address for notice in waiting("dates")}
    assert mails == {"rowan@example.org", "jo@example.org", "canary@example.org", "pip@example.org"}
    assert [(partner.label, partner.is_required) for partner in offer.partners] == [
        ("Leader, Melton Borough Council", True),
        ("Leader, Canary District Council", False),
    ]


def test_the_usual_deadline_is_the_end_of_the_fifth_working_day(trial):
    assert usual_deadline(NOW).isoformat() == "2026-09-14T17:00:00+00:00"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer_by_at": NOW}, "answer_by"),
        ({"answer_by_at": MORNINGS[0].starts_at}, "answer_by"),
        ({"answer_by_at": NOW + timedelta(days=200)}, "answer_by"),
        ({"message": "x" * 4_001}, "message"),
    ],
)
def test_what_cannot_be_offered_is_refused_beside_its_box(trial, changes, field):
    with pytest.raises(RuleBroken) as refused:
        trial.offer(**changes)
    assert refused.value.field == field
    assert db.session.query(Hold).count() == 0


def test_somebody_must_decide_and_no_date_stands_twice(trial):
    with pytest.raises(RuleBroken, match="at least one partner who decides"):
        trial.offer(Asked(trial.leader, is_required=False))
    trial.times = (MORNINGS[0], MORNINGS[0])
    with pytest.raises(RuleBroken, match="twice"):
        trial.offer()
    trial.times = ()
    with pytest.raises(RuleBroken, match="at least one date"):
        trial.offer()


def test_the_one_who_decides_says_yes_and_everything_follows_at_once(trial):
    offer = trial.offer(Asked(trial.leader), Asked(trial.stranger, is_required=False))
    upshot = trial.choose(NO, YES, MAYBE)
    assert upshot.state is OfferState.SETTLED
    engagement = trial.engagement
    assert (engagement.status, engagement.starts_at) == (EngagementStatus.AGREED, MORNINGS[1].starts_at)
    assert ends_of(offer) == [HoldEnd.LOST, HoldEnd.CHOSEN, HoldEnd.LOST]
    invitations = invited_posts(trial)
    assert invitations[trial.leader.id].partstat is PartStat.ACCEPTED
    assert invitations[trial.stranger.id].partstat is PartStat.NEEDS_ACTION
    assert len(waiting("invitation")) == 4
    assert waiting("dates") == waiting("dates_answered") == []


def test_everybody_required_is_waited_for_and_the_date_for_all_wins(trial):
    trial.offer(Asked(trial.leader), Asked(trial.stranger))
    assert trial.choose(YES, MAYBE, NO).state is OfferState.OPEN
    assert trial.engagement.starts_at is None
    assert trial.choose(NO, YES, YES, post=trial.stranger).state is OfferState.SETTLED
    assert trial.engagement.starts_at == MORNINGS[1].starts_at
    accepted = {key: each.partstat for key, each in invited_posts(trial).items()}
    assert accepted == {trial.leader.id: PartStat.NEEDS_ACTION, trial.stranger.id: PartStat.ACCEPTED}


def test_nothing_fits_is_kept_and_may_be_thought_over(trial):
    offer = trial.offer()
    assert trial.choose(NO, NO, NO).state is OfferState.NOTHING_FITS
    assert trial.engagement.status is EngagementStatus.OFFERING_DATES
    assert ends_of(offer) == [None] * 3
    assert trial.choose(NO, NO, MAYBE).state is OfferState.SETTLED


def test_the_same_choice_again_changes_nothing_and_mails_nobody(trial):
    trial.offer(Asked(trial.leader), Asked(trial.stranger))
    trial.choose(YES, NO, NO)
    before = db.session.query(Notice).count()
    trial.choose(YES, NO, NO)
    assert db.session.query(Notice).count() == before


def test_a_date_that_another_meeting_took_gives_way_to_the_next_best(trial):
    offer = trial.offer()
    busy_with(trial, MORNINGS[0])
    assert trial.choose(YES, MAYBE, NO).state is OfferState.SETTLED
    assert trial.engagement.starts_at == MORNINGS[1].starts_at
    assert ends_of(offer) == [HoldEnd.TAKEN, HoldEnd.CHOSEN, HoldEnd.LOST]


def test_who_is_too_late_gets_fresh_dates_with_an_apology_and_the_choice_is_kept(trial):
    offer = trial.offer()
    mark_sent(("dates",))
    busy_with(trial, MORNINGS[0])
    upshot = trial.choose(YES, NO, NO)
    assert upshot.state is OfferState.TAKEN
    fresh = upshot.fresh
    assert fresh is not None
    assert (fresh.state, fresh.follows_id, len(fresh.slots)) == (OfferState.OPEN, offer.id, 3)
    assert not {slot.hold.starts_at for slot in fresh.slots} & {when.starts_at for when in MORNINGS}
    assert [choice.said for choice in offer.partners[0].choices] == [YES, NO, NO]
    assert ends_of(offer) == [HoldEnd.TAKEN, HoldEnd.GIVEN_UP, HoldEnd.GIVEN_UP]
    assert {notice.recipient_address for notice in waiting("dates")} == {"rowan@example.org", "jo@example.org"}
    assert trial.engagement.status is EngagementStatus.OFFERING_DATES


def test_when_our_diaries_hold_nothing_else_the_choice_is_kept_and_the_office_is_told(trial, monkeypatch):
    trial.offer()
    busy_with(trial, MORNINGS[0])
    monkeypatch.setattr("scheduler.invitations.service.dates.fresh.slots_for", lambda *_args, **_facts: [])
    upshot = trial.choose(YES, NO, NO)
    assert (upshot.state, upshot.fresh) == (OfferState.TAKEN, None)
    assert trial.engagement.status is EngagementStatus.TO_ARRANGE


def test_a_date_offered_in_spite_of_a_known_clash_can_be_chosen(trial):
    busy_with(trial, MORNINGS[0])
    with pytest.raises(ClashFound):
        trial.offer()
    db.session.rollback()
    trial.times = (OfferedTime(MORNINGS[0], clash_reason="The briefing can wait"), *MORNINGS[1:])
    trial.offer()
    assert trial.choose(YES, NO, NO).state is OfferState.SETTLED
    assert trial.engagement.clash_reason == "The briefing can wait"


def test_the_reason_for_one_clash_does_not_cover_a_later_one(trial):
    busy_with(trial, MORNINGS[0])
    trial.times = (OfferedTime(MORNINGS[0], clash_reason="The briefing can wait"), *MORNINGS[1:])
    trial.offer()
    busy_with(trial, MORNINGS[0])
    assert trial.choose(YES, NO, NO).state is OfferState.TAKEN


def test_the_office_notes_what_it_was_told_by_telephone(trial):
    trial.offer(Asked(trial.leader), Asked(trial.stranger))
    partner = trial.partner()
    said = Chosen({slot.id: YES for slot in partner.offer.slots})
    record_choices(partner, said, source=ReplySource.TELEPHONE, recorded_by="Priya Fairweather", now=NOW)
    assert (partner.source, partner.recorded_by) == (ReplySource.TELEPHONE, "Priya Fairweather")
    assert {notice.recipient_address for notice in waiting("dates_answered")} == {
        "rowan@example.org",
        "jo@example.org",
    }


def test_an_answer_must_speak_of_every_date_that_is_left(trial):
    offer = trial.offer()
    with pytest.raises(RuleBroken) as refused:
        record_choices(trial.partner(), Chosen({}), source=ReplySource.TELEPHONE, now=NOW)
    assert refused.value.field == f"said_{offer.slots[0].id}"


def test_withdrawing_frees_the_dates_and_tells_only_who_was_told(trial):
    offer = trial.offer(Asked(trial.leader), Asked(trial.stranger))
    for notice in waiting("dates")[:1]:
        notice.state, notice.sent_at = NoticeState.SENT, NOW
        trial.link().told_at = NOW
    withdraw_offer(offer, now=NOW)
    assert offer.state is OfferState.WITHDRAWN
    assert ends_of(offer) == [HoldEnd.GIVEN_UP] * 3
    assert [notice.recipient_address for notice in waiting("dates_withdrawn")] == ["rowan@example.org"]
    assert waiting("dates") == []
    assert trial.engagement.status is EngagementStatus.TO_ARRANGE
    with pytest.raises(RuleBroken, match="not on offer any more"):
        withdraw_offer(offer, now=NOW)


def test_asking_again_takes_the_place_of_the_first_offer(trial):
    first = trial.offer()
    trial.times = MORNINGS[1:]
    second = trial.offer()
    assert (first.state, second.state, second.follows_id) == (OfferState.WITHDRAWN, OfferState.OPEN, first.id)
    assert len([hold for hold in trial.engagement.holds if hold.released_at is None]) == 2


def test_more_time_keeps_the_dates_for_longer(trial):
    offer = trial.offer()
    later = ANSWER_BY + timedelta(days=3)
    extend_offer(offer, later, now=NOW)
    assert {slot.hold.expires_at for slot in offer.slots} == {later} == {offer.answer_by_at}
    with pytest.raises(RuleBroken, match="after the first of the dates"):
        extend_offer(offer, MORNINGS[0].starts_at, now=NOW)


def test_nobody_chooses_in_time_and_the_dates_are_free_again(trial):
    offer = trial.offer()
    assert expire_offers(ANSWER_BY - timedelta(minutes=1)) == 0
    assert expire_offers(ANSWER_BY) == 1
    assert expire_offers(ANSWER_BY) == 0
    assert offer.state is OfferState.EXPIRED
    assert ends_of(offer) == [HoldEnd.EXPIRED] * 3
    assert trial.engagement.status is EngagementStatus.TO_ARRANGE


@pytest.mark.parametrize("leave", [cancel_engagement, postpone_engagement])
def test_an_engagement_that_leaves_the_diary_takes_its_offer_along(trial, leave):
    offer = trial.offer()
    mark_sent(("dates",))
    leave(trial.engagement, "The Commissioner is ill", now=NOW)
    assert offer.state is OfferState.WITHDRAWN
    assert len(waiting("dates_withdrawn")) == 2
    with pytest.raises(DatesClosed) as closed:
        trial.choose(YES, YES, YES)
    assert closed.value.state is DateGate.WITHDRAWN


def test_a_postponed_one_stays_postponed_until_a_new_date_is_agreed(trial):
    postpone_engagement(trial.engagement, "Snow", now=NOW)
    trial.offer()
    assert trial.engagement.status is EngagementStatus.POSTPONED
    trial.choose(YES, NO, NO)
    assert trial.engagement.status is EngagementStatus.AGREED


def test_the_office_settles_by_hand_whatever_was_said(trial):
    offer = trial.offer()
    trial.choose(NO, NO, NO)
    assert settle_by_hand(offer, offer.slots[2], now=NOW)
    assert (offer.state, trial.engagement.starts_at) == (OfferState.SETTLED, MORNINGS[2].starts_at)
    assert not settle_by_hand(offer, offer.slots[1], now=NOW)
