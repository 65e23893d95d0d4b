"""Promises: noted once, due with their meeting, closed with words, told as of a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler.actions.rules import ActionDraft, Owner, OwnerKind
from scheduler.actions.service import add_action
from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.rules import EngagementStatus
from scheduler.undertakings.models import Evidence
from scheduler.undertakings.queries import (
    concerning,
    due_of,
    evidence_words,
    open_undertakings,
    undertaking_by_id,
    undertakings_as_of,
)
from scheduler.undertakings.queries.waiting import waiting
from scheduler.undertakings.rules.dates import a_year_after, due_words
from scheduler.undertakings.rules.drafts import EvidenceDraft, UndertakingDraft
from scheduler.undertakings.rules.vocabulary import UndertakingKind, UndertakingState
from scheduler.undertakings.service import (
    add_evidence,
    change_undertaking,
    close_undertaking,
    note_review,
    remove_evidence,
    remove_undertaking,
    reopen_undertaking,
    set_review,
)
from scheduler.uploads.models import Upload
from tests import factories
from tests.factories import NOW
from tests.queries import count_queries
from tests.undertakings.conftest import GIVEN_ON

PANEL_ON = date(2014, 9, 29)


def meeting_on(day: date, **changes: object):
    starts_at = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
    return factories.engagement(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **changes)


def test_what_is_due_at_a_meeting_follows_it_through_the_diary(undertaken):
    meeting = meeting_on(PANEL_ON, title="Police and Crime Panel")
    promise = undertaken(due_engagement_id=meeting.id)
    assert due_of(promise) == PANEL_ON
    meeting.starts_at += timedelta(days=7)
    meeting.ends_at += timedelta(days=7)
    assert due_of(promise) == date(2014, 10, 6)
    meeting.status = EngagementStatus.CANCELLED
    assert due_of(promise) == PANEL_ON


def test_the_earliest_is_first_and_what_has_no_day_is_last(undertaken):
    someday, later, sooner = undertaken("a"), undertaken("b", due_on=date(2015, 1, 1)), undertaken("c", due_on=PANEL_ON)
    assert open_undertakings() == [sooner, later, someday]


def test_as_of_a_day_it_stood_as_it_did_then(undertaken, panel):
    promise = undertaken(body_id=panel.id)
    undertaken("Another, later one", source_on=PANEL_ON)
    visit = meeting_on(date(2014, 8, 20), title="Leader of Blaby")
    add_evidence(promise, EvidenceDraft(engagement_id=visit.id), now=NOW)
    close_undertaking(promise, UndertakingState.REPORTED, "All were met.", on=date(2014, 9, 20), seen=promise.version)
    (july,) = undertakings_as_of(date(2014, 7, 31))
    assert (july.undertaking, july.state, july.evidence) == (promise, UndertakingState.OPEN, ())
    september, _another = undertakings_as_of(PANEL_ON)
    assert september.state is UndertakingState.REPORTED
    assert [evidence_words(each) for each in september.evidence] == ["Leader of Blaby"]


def test_the_same_promise_is_not_noted_twice(undertaken):
    undertaken()
    with pytest.raises(RuleBroken, match="already"):
        undertaken("Meet every Leader by the autumn ")


def test_what_is_to_be_reviewed_comes_back_in_a_year(undertaken):
    review = undertaken("Review progress", kind=UndertakingKind.REVIEW)
    assert review.review_on == date(2015, 7, 14)
    assert a_year_after(date(2016, 2, 29)) == date(2017, 2, 28)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": " \n"}, "words"),
        ({"words": "x" * 4_001}, "words"),
        ({"source": " "}, "source"),
        ({"due_on": date(2014, 7, 13)}, "due_on"),
        ({"review_on": GIVEN_ON}, "review_on"),
        ({"body_id": 999}, "body"),
        ({"due_engagement_id": 999}, "due_engagement"),
        ({"source_reference": "x" * 121}, "source_reference"),
    ],
)
def test_what_cannot_be_stored_is_said_beside_its_field(undertaken, changes, field):
    with pytest.raises(RuleBroken) as refused:
        undertaken(**changes)
    assert refused.value.field == field


def test_a_change_is_logged_with_before_and_after_and_an_old_page_is_refused(undertaken):
    promise = undertaken()
    draft = UndertakingDraft(words=promise.words, source=promise.source, source_on=GIVEN_ON, due_on=PANEL_ON)
    with pytest.raises(VersionConflict):
        change_undertaking(promise, draft, seen=0)
    change_undertaking(promise, draft, seen=promise.version)
    db.session.commit()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "undertaking.changed")).one()
    assert (entry.details["before"]["due_on"], entry.details["after"]["due_on"]) == (None, "2014-09-29")


def test_it_is_closed_with_words_once_and_can_be_opened_again(undertaken):
    promise = undertaken()
    with pytest.raises(RuleBroken) as refused:
        close_undertaking(promise, UndertakingState.DROPPED, "", on=PANEL_ON, seen=promise.version)
    assert refused.value.field == "words"
    close_undertaking(promise, UndertakingState.DROPPED, "Overtaken.", on=PANEL_ON, seen=promise.version)
    with pytest.raises(RuleBroken, match="closed already"):
        close_undertaking(promise, UndertakingState.REPORTED, "Done.", on=PANEL_ON, seen=promise.version)
    assert open_undertakings() == []
    reopen_undertaking(promise, seen=promise.version)
    assert (promise.state, promise.closed_on, promise.closing_words) == (UndertakingState.OPEN, None, "")


def test_a_meeting_or_an_action_is_linked_once_and_an_empty_link_is_refused(undertaken):
    promise, meeting, council = undertaken(), factories.engagement(), factories.organisation()
    action = add_action(meeting, ActionDraft(words="Send it", owner=Owner(OwnerKind.ORGANISATION, council.id)), now=NOW)
    for draft in (EvidenceDraft(engagement_id=meeting.id), EvidenceDraft(action_id=action.id, words="Sent")):
        add_evidence(promise, draft, now=NOW)
        with pytest.raises(RuleBroken, match="linked already"):
            add_evidence(promise, draft, now=NOW)
    with pytest.raises(RuleBroken):
        add_evidence(promise, EvidenceDraft(words=" "), now=NOW)
    assert [evidence_words(each) for each in promise.evidence] == [meeting.title, "Send it: Sent"]


@pytest.mark.parametrize("remove", [remove_evidence, lambda evidence: remove_undertaking(evidence.undertaking)])
def test_a_file_goes_with_the_evidence_that_spoke_of_it(undertaken, remove):
    promise = undertaken()
    facts = {"stored_name": "a" * 32, "file_name": "letter.pdf", "content_type": "application/pdf"}
    upload = Upload(**facts, size=3, sha256="0" * 64, uploaded_at=NOW)
    db.session.add(upload)
    db.session.flush()
    remove(add_evidence(promise, EvidenceDraft(upload_id=upload.id), now=NOW))
    assert [db.session.scalars(select(model)).all() for model in (Evidence, Upload)] == [[], []]


def test_a_partner_sees_what_was_promised_about_it(undertaken, panel):
    post = factories.post()
    visit = factories.engagement(posts=[post])
    promise, given = undertaken(), undertaken("Report back", body_id=panel.id)
    assert concerning(post.organisation) == []
    add_evidence(promise, EvidenceDraft(engagement_id=visit.id), now=NOW)
    assert [concerning(post.organisation), concerning(panel)] == [[promise], [given]]


def test_late_and_near_ones_and_reviews_wait_the_most_urgent_first(undertaken):
    late = undertaken("Late", due_on=date(2014, 9, 1))
    near = undertaken("Near", due_on=PANEL_ON, review_on=PANEL_ON)
    undertaken("Far", due_on=date(2015, 3, 1))
    review = undertaken("Looked at", review_on=date(2014, 9, 20))
    lines = waiting(datetime(2014, 9, 8, 9, tzinfo=UTC))
    assert [each.href for each in lines] == [f"/evidence/undertakings/{each.id}" for each in (late, near, review)]
    assert [each.reason for each in lines] == [
        "▲ 7 days late",
        "due on 29 September 2014",
        "Is to be looked at again on 20 September 2014",
    ]


def test_a_review_leaves_its_words_and_comes_back_when_it_is_told_to(undertaken):
    review = undertaken("Review it", kind=UndertakingKind.REVIEW)
    close_undertaking(review, UndertakingState.REPORTED, "Reported.", on=PANEL_ON, seen=review.version)
    at = datetime(2015, 7, 10, 9, tzinfo=UTC)
    assert [each.reason for each in waiting(at)] == ["Closed; is to be looked at again on 14 July 2015"]
    with pytest.raises(RuleBroken):
        note_review(review, " ", None, seen=review.version, now=at)
    note_review(review, "Still true.", date(2016, 7, 14), seen=review.version, now=at)
    assert waiting(at) == []
    assert review.evidence[-1].words == "Looked at again: Still true."
    set_review(review, None, seen=review.version)
    assert waiting(datetime(2017, 1, 1, tzinfo=UTC)) == []


def test_words_of_when_it_is_due():
    assert due_words(UndertakingState.OPEN, PANEL_ON, PANEL_ON) == "due today"
    assert due_words(UndertakingState.REPORTED, PANEL_ON, date(2015, 1, 1)) == ""


def test_many_cost_as_many_statements_as_one(undertaken, panel):
    def listed():
        db.session.expire_all()
        with count_queries() as statements:
            for each in undertakings_as_of(date(2020, 1, 1)):
                assert due_of(each.undertaking)
        return len(statements)

    def one(number):
        meeting = factories.engagement()
        promise = undertaken(f"Promise {number}", due_engagement_id=meeting.id, body_id=panel.id)
        add_evidence(promise, EvidenceDraft(engagement_id=meeting.id), now=NOW)

    one(0)
    first = listed()
    for number in range(1, 12):
        one(number)
    assert listed() == first
    assert undertaking_by_id(999) is None
