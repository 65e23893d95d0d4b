"""Every offer is written down, taken or not; sums as people type them; what a register may show."""

from datetime import date, timedelta

import pytest

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.rules import Handling
from scheduler.records.queries.gifts import GiftFilter, found_gifts, gifts_between, giver_words, recipient_words
from scheduler.records.rules.gifts import GiftDraft, needs_approval, pence_of, pounds_words
from scheduler.records.rules.vocabulary import GiftDecision
from scheduler.records.service.gifts import add_gift, change_gift, remove_gift
from tests.factories import NOW

BY = "Priya Fairweather"
TODAY = date(2026, 9, 7)


def lunch(**changes: object) -> GiftDraft:
    facts = {"what": "Lunch", "decision": GiftDecision.ACCEPTED, "offered_by": "Chair", "recipient": "Press officer"}
    return GiftDraft(**facts | changes)


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("", None), ("15", 1500), ("£7.50", 750), ("about 20", 2000), ("1,250", 125_000), ("0", 0)],
)
def test_sums_are_read_as_they_are_typed(typed, pence):
    assert pence_of(typed) == pence


@pytest.mark.parametrize("typed", ["a lot", "-3", "7.505", "nan", "1e30", "£"])
def test_what_is_no_sum_is_refused(typed):
    if typed == "£":
        assert pence_of(typed) is None
        return
    with pytest.raises(RuleBroken, match="in pounds"):
        pence_of(typed)


@pytest.mark.parametrize(
    ("pence", "words"), [(None, "not known"), (1500, "£15"), (750, "£7.50"), (125_005, "£1,250.05")]
)
def test_sums_in_words(pence, words):
    assert pounds_words(pence) == words


def test_only_what_was_taken_above_the_threshold_should_have_been_asked_for():
    taken, refused = GiftDecision.ACCEPTED, GiftDecision.DECLINED
    assert [needs_approval(*each) for each in ((2500, taken), (2501, taken), (2501, refused), (None, taken))] == [
        False,
        True,
        False,
        False,
    ]


def test_an_offer_at_an_engagement_takes_day_giver_and_recipient_from_it(visit):
    gift = add_gift(
        GiftDraft(what="A book", decision=GiftDecision.DECLINED, engagement_id=visit.engagement.id), now=NOW, by=BY
    )
    assert (gift.offered_on, giver_words(gift), recipient_words(gift)) == (
        TODAY,
        "Melton Borough Council",
        "Commissioner",
    )
    again = add_gift(
        GiftDraft(what="A book", decision=GiftDecision.DECLINED, engagement_id=visit.engagement.id), now=NOW, by=BY
    )
    assert again is gift


def test_an_offer_without_an_engagement_says_who_and_to_whom(session):
    gift = add_gift(lunch(), now=NOW, by=BY)
    assert (giver_words(gift), recipient_words(gift), gift.offered_on) == ("Chair", "Press officer", TODAY)
    assert add_gift(lunch(), now=NOW, by=BY) is gift
    assert add_gift(lunch(reason="On the road"), now=NOW, by=BY) is not gift


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"what": " "}, "what"),
        ({"offered_by": ""}, "offered_by"),
        ({"recipient": ""}, "recipient"),
        ({"principal_id": 999}, "principal_id"),
        ({"organisation_id": 999}, "offered_by"),
        ({"value_pence": -1}, "value"),
        ({"offered_on": date(2026, 9, 8)}, "offered_on"),
        ({"reason": "x" * 301}, "reason"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(session, changes, field):
    with pytest.raises(RuleBroken) as refused:
        add_gift(lunch(**changes), now=NOW, by=BY)
    assert refused.value.field == field


def test_a_correction_from_an_old_page_is_refused(session):
    gift = add_gift(lunch(), now=NOW, by=BY)
    seen = gift.version
    change_gift(gift, lunch(what="Lunch for two"), seen=seen, now=NOW)
    with pytest.raises(VersionConflict):
        change_gift(gift, lunch(what="Nothing"), seen=seen, now=NOW)
    assert gift.what == "Lunch for two"
    remove_gift(gift)
    assert found_gifts() == []


def test_the_list_is_filtered_and_a_register_leaves_out_what_is_sensitive(visit):
    open_one = add_gift(lunch(what="Tickets", offered_on=TODAY - timedelta(days=40)), now=NOW, by=BY)
    closed = GiftDraft(what="A pen", decision=GiftDecision.DECLINED, engagement_id=visit.engagement.id)
    closed_one = add_gift(closed, now=NOW, by=BY)
    visit.engagement.handling = Handling.OFFICIAL_SENSITIVE
    db.session.flush()
    assert found_gifts() == [closed_one, open_one]
    assert found_gifts(GiftFilter(text="melton pen")) == [closed_one]
    assert found_gifts(GiftFilter(decision=GiftDecision.ACCEPTED)) == [open_one]
    assert found_gifts(GiftFilter(principal_id=visit.commissioner.id)) == [closed_one]
    assert gifts_between(TODAY - timedelta(days=60), TODAY) == [open_one]
    assert gifts_between(TODAY, TODAY) == []


def test_offers_to_the_same_people_by_different_givers_are_apart(visit):
    for home in (visit.leader.organisation_id, visit.stranger.organisation_id):
        draft = GiftDraft(
            what="Tea", decision=GiftDecision.ACCEPTED, engagement_id=visit.engagement.id, organisation_id=home
        )
        add_gift(draft, now=NOW, by=BY)
    assert [giver_words(each) for each in found_gifts()] == ["Blaby District Council", "Melton Borough Council"]


def test_an_offer_ahead_of_its_meeting_was_made_today(visit):
    visit.engagement.starts_at, visit.engagement.ends_at = NOW + timedelta(days=9), NOW + timedelta(days=10)
    gift = add_gift(
        GiftDraft(what="A book", decision=GiftDecision.DECLINED, engagement_id=visit.engagement.id), now=NOW, by=BY
    )
    assert gift.offered_on == TODAY
