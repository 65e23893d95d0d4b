"""Planning, moving and leaving the diary: what rises, what is asked, what is said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import (
    ChangeKind,
    EngagementChange,
    EngagementDraft,
    EngagementKind,
    EngagementStatus,
    PlaceKind,
)
from scheduler.engagements.service import (
    ClashFound,
    cancel_engagement,
    copy_engagement,
    decline_engagement,
    edit_engagement,
    engagement_changed,
    mark_held,
    mark_written_up,
    plan_engagement,
    postpone_engagement,
    require_version,
)
from scheduler.ical.event import AllDay, Timed
from tests.factories import NOW, organisation, place, post, principal

TEN = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = NOW + timedelta(minutes=5)


def timed(starts: datetime = TEN, hours: int = 1) -> Timed:
    return Timed(starts, starts + hours * HOUR)


def draft_for(*principals: object, **changes: object) -> EngagementDraft:
    ids = tuple(each.id for each in principals) or (principal().id,)
    given = {"kind": EngagementKind.VISIT, "title": "Visit to Melton", "principal_ids": ids, "when": timed()}
    return EngagementDraft(**given | changes)


@pytest.fixture
def told(app: object) -> Iterator[list[EngagementChange]]:
    """Every change that was signalled, in order."""
    heard: list[EngagementChange] = []

    def hear(_engagement: Engagement, change: EngagementChange) -> None:
        heard.append(change)

    with engagement_changed.connected_to(hear):
        yield heard


def test_a_new_engagement_is_agreed_with_a_uid_of_its_own_on_the_configured_host(session) -> None:
    one = plan_engagement(draft_for(), now=NOW)
    two = plan_engagement(draft_for(), now=NOW)
    assert one.status is EngagementStatus.AGREED
    assert one.sequence == 0
    assert one.uid != two.uid
    assert one.uid.endswith("@127.0.0.1")


def test_an_engagement_without_a_day_is_to_arrange_and_cannot_be_agreed(session) -> None:
    assert plan_engagement(draft_for(when=None), now=NOW).status is EngagementStatus.TO_ARRANGE
    with pytest.raises(RuleBroken) as refused:
        plan_engagement(draft_for(when=None, status=EngagementStatus.AGREED), now=NOW)
    assert refused.value.field == "day"


@pytest.mark.parametrize(
    ("changes", "rises"),
    [
        ({"when": timed(TEN + HOUR)}, True),
        ({"when": timed(hours=2)}, True),
        ({"when": AllDay(date(2026, 10, 6), date(2026, 10, 6))}, True),
        ({"place_text": "Committee room 2"}, True),
        ({"place_kind": PlaceKind.ONLINE}, True),
        ({"online_url": "https://meet.example.org/melton"}, True),
        ({"status": EngagementStatus.OFFERING_DATES}, True),
        ({"title": "Visit to Melton Mowbray"}, False),
        ({"purpose": "Emerging threats"}, False),
        ({"when": timed(TEN + HOUR), "place_text": "Committee room 2", "title": "Moved"}, True),
        ({}, False),
    ],
)
def test_sequence_rises_once_when_time_place_or_status_differ_and_a_revision_is_always_later(
    session, told, changes: dict[str, object], *, rises: bool
) -> None:
    draft = draft_for()
    engagement = plan_engagement(draft, now=NOW)
    uid, before = engagement.uid, engagement.revised_at
    edit_engagement(engagement, replace(draft, **changes), now=LATER)
    assert engagement.sequence == int(rises)
    assert told[-1].needs_telling is rises
    assert engagement.revised_at > before
    assert engagement.uid == uid


def test_two_changes_within_a_second_still_have_different_whole_second_revisions(session) -> None:
    draft = draft_for()
    engagement = plan_engagement(draft, now=NOW)
    stamps = [engagement.revised_at]
    for number in range(3):
        edit_engagement(engagement, replace(draft, title=f"Title {number}"), now=NOW + timedelta(microseconds=500))
        stamps.append(engagement.revised_at)
    assert stamps == sorted(set(stamps))
    assert all(stamp.microsecond == 0 for stamp in stamps)


def test_moving_is_told_with_the_time_before(session, told) -> None:
    draft = draft_for()
    engagement = plan_engagement(draft, now=NOW)
    edit_engagement(engagement, replace(draft, when=timed(TEN + HOUR)), now=LATER)
    assert [change.kind for change in told] == [ChangeKind.PLANNED, ChangeKind.MOVED]
    assert told[0].before is None
    assert told[1].before is not None
    assert told[1].before.when == timed()


def test_an_edit_of_many_things_is_one_step_of_the_version(session) -> None:
    draft = draft_for()
    engagement = plan_engagement(draft, now=NOW)
    partner = post()
    edit_engagement(engagement, replace(draft, title="Other", post_ids=(partner.id,), when=timed(hours=3)), now=LATER)
    assert engagement.version == 2
    require_version(engagement, 2)
    with pytest.raises(VersionConflict):
        require_version(engagement, 1)


def test_a_day_once_given_cannot_be_taken_away(session) -> None:
    draft = draft_for()
    engagement = plan_engagement(draft, now=NOW)
    with pytest.raises(RuleBroken, match="postpone it instead"):
        edit_engagement(engagement, replace(draft, when=None, status=EngagementStatus.TO_ARRANGE), now=LATER)


def test_a_clash_is_refused_until_somebody_says_why_to_go_on(session) -> None:
    commissioner, constable = principal(), principal(title="Chief Constable")
    first = plan_engagement(draft_for(commissioner), now=NOW)
    clashing = draft_for(constable, commissioner, when=timed(TEN + HOUR / 2))
    with pytest.raises(ClashFound) as refused:
        plan_engagement(clashing, now=NOW)
    assert keys_of(refused.value) == [f"engagement:{first.id}"]
    second = plan_engagement(
        replace(clashing, clash_reason="Leaves early", clashes_seen=frozenset({f"engagement:{first.id}"})), now=NOW
    )
    assert second.clash_reason == "Leaves early"


def test_a_clash_that_came_up_since_the_office_looked_is_shown_again(session) -> None:
    commissioner = principal()
    first = plan_engagement(draft_for(commissioner, when=timed(hours=2)), now=NOW)
    looked_at = frozenset({f"engagement:{first.id}"})
    second = plan_engagement(draft_for(commissioner, clash_reason="Short", clashes_seen=looked_at), now=NOW)
    with pytest.raises(ClashFound) as refused:
        plan_engagement(draft_for(commissioner, clash_reason="Short too", clashes_seen=looked_at), now=NOW)
    assert keys_of(refused.value) == [f"engagement:{first.id}", f"engagement:{second.id}"]


def keys_of(refused: ClashFound) -> list[str]:
    """What takes the time, without hours, weekends and whatever else needs no reason."""
    return [each.key for each in refused.found if each.needs_reason]


@pytest.mark.parametrize(
    ("other", "is_clash"),
    [
        (timed(TEN + HOUR), False),
        (timed(TEN - HOUR), False),
        (timed(TEN - HOUR, hours=3), True),
        (AllDay(date(2026, 10, 6), date(2026, 10, 6)), True),
        (AllDay(date(2026, 10, 5), date(2026, 10, 7)), True),
        (AllDay(date(2026, 10, 7), date(2026, 10, 8)), False),
    ],
)
def test_back_to_back_is_no_clash_and_a_whole_day_takes_every_hour(session, other, *, is_clash: bool) -> None:
    for first, second in ((timed(), other), (other, timed())):
        commissioner = principal()
        plan_engagement(draft_for(commissioner, when=first), now=NOW)
        if is_clash:
            with pytest.raises(ClashFound):
                plan_engagement(draft_for(commissioner, when=second), now=NOW)
        else:
            assert plan_engagement(draft_for(commissioner, when=second), now=NOW).clash_reason == ""


def test_other_people_and_cancelled_engagements_clash_with_nobody(session) -> None:
    commissioner = principal()
    first = plan_engagement(draft_for(commissioner), now=NOW)
    plan_engagement(draft_for(principal(title="Chief Executive")), now=NOW)
    cancel_engagement(first, "Ill", now=LATER)
    assert plan_engagement(draft_for(commissioner), now=LATER).clash_reason == ""


def test_editing_words_asks_no_second_time_about_a_known_clash_but_moving_does(session) -> None:
    commissioner = principal()
    plan_engagement(draft_for(commissioner, when=timed(hours=4)), now=NOW)
    draft = draft_for(commissioner, clash_reason="Agreed with both")
    engagement = plan_engagement(draft, now=NOW)
    plain = replace(draft, clash_reason="", title="Other words")
    edit_engagement(engagement, plain, now=LATER)
    assert engagement.clash_reason == "Agreed with both"
    with pytest.raises(ClashFound):
        edit_engagement(engagement, replace(plain, when=timed(TEN + HOUR)), now=LATER)
    edit_engagement(engagement, replace(plain, when=timed(TEN + 6 * HOUR)), now=LATER)
    assert engagement.clash_reason == ""


def test_cancelling_needs_a_reason_keeps_it_and_is_final(session, told) -> None:
    draft = draft_for()
    engagement = plan_engagement(draft, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        cancel_engagement(engagement, "  ", now=LATER)
    assert refused.value.field == "reason"
    cancel_engagement(engagement, "Commissioner ill", now=LATER)
    assert (engagement.status, engagement.sequence, engagement.cancelled_at) == ("cancelled", 1, LATER)
    assert engagement.outcome_reason == "Commissioner ill"
    assert told[-1].kind is ChangeKind.CANCELLED
    assert told[-1].needs_telling
    with pytest.raises(RuleBroken, match="Copy it"):
        edit_engagement(engagement, draft, now=LATER)


def test_a_postponed_engagement_with_a_new_day_is_back_in_the_diary(session) -> None:
    draft = draft_for()
    engagement = plan_engagement(draft, now=NOW)
    postpone_engagement(engagement, "Snow", now=LATER)
    assert engagement.cancelled_at == LATER
    assert engagement.starts_at == TEN
    edit_engagement(engagement, replace(draft, when=timed(TEN + 48 * HOUR)), now=LATER + HOUR)
    assert (engagement.status, engagement.cancelled_at, engagement.outcome_reason) == ("agreed", None, "")
    assert engagement.sequence == 2


def test_a_postponed_engagement_does_not_rise_again_when_it_is_cancelled_for_good(session, told) -> None:
    engagement = plan_engagement(draft_for(), now=NOW)
    postpone_engagement(engagement, "Snow", now=LATER)
    cancel_engagement(engagement, "No new day found", now=LATER)
    assert engagement.sequence == 1
    assert not told[-1].needs_telling


def test_a_declined_visit_can_be_tried_again(session) -> None:
    draft = draft_for()
    engagement = plan_engagement(draft, now=NOW)
    decline_engagement(engagement, "No capacity this term", now=LATER)
    edit_engagement(engagement, replace(draft, status=EngagementStatus.OFFERING_DATES), now=LATER)
    assert engagement.status is EngagementStatus.OFFERING_DATES


def test_held_only_after_it_began_and_written_up_only_after_held(session, told) -> None:
    engagement = plan_engagement(draft_for(), now=NOW)
    with pytest.raises(RuleBroken, match="not begun"):
        mark_held(engagement, now=TEN - HOUR)
    with pytest.raises(RuleBroken):
        mark_written_up(engagement, now=TEN)
    mark_held(engagement, now=TEN)
    mark_written_up(engagement, now=TEN + HOUR)
    assert engagement.status is EngagementStatus.WRITTEN_UP
    assert engagement.sequence == 0
    assert not any(change.needs_telling for change in told)


def test_correcting_the_time_of_what_was_held_tells_nobody(session, told) -> None:
    draft = draft_for()
    engagement = plan_engagement(draft, now=NOW)
    mark_held(engagement, now=TEN)
    edit_engagement(engagement, replace(draft, when=timed(hours=2)), now=TEN + HOUR)
    assert engagement.sequence == 1
    assert not told[-1].needs_telling


def test_a_copy_is_a_new_engagement_that_remembers_its_original(session) -> None:
    original = plan_engagement(draft_for(), now=NOW)
    copied = copy_engagement(original, draft_for(when=timed(TEN + 24 * HOUR)), now=LATER)
    assert copied.copied_from_id == original.id
    assert copied.uid != original.uid
    assert copied.sequence == 0


def test_at_the_partners_without_more_is_the_seat_of_the_first_partner(session) -> None:
    seat = place(name="Parkside")
    partner = post(organisation=organisation(place_id=seat.id))
    assert plan_engagement(draft_for(post_ids=(partner.id,)), now=NOW).place is seat
    online = plan_engagement(draft_for(post_ids=(partner.id,), place_kind=PlaceKind.ONLINE, place_id=seat.id), now=NOW)
    assert online.place is None


@pytest.mark.parametrize(
    "starts", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]
)
def test_an_hour_that_the_clocks_repeat_is_refused(session, starts: datetime) -> None:
    with pytest.raises(RuleBroken, match="clocks change on 25 October 2026"):
        plan_engagement(draft_for(when=timed(starts, hours=3)), now=NOW)


def test_the_log_says_what_was_before_and_after_and_only_what_differs(session) -> None:
    draft = draft_for()
    engagement = plan_engagement(draft, now=NOW)
    commit()
    edit_engagement(engagement, replace(draft, when=timed(TEN + HOUR)), now=LATER)
    commit()
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.action == "engagement.moved"
    assert entry.details == {
        "before": {"When": "Tuesday 6 October 2026, 10am to 11am"},
        "after": {"When": "Tuesday 6 October 2026, 11am to midday"},
    }


def test_nobody_of_ours_or_somebody_unknown_is_refused(session) -> None:
    for ids in ((), (999,)):
        with pytest.raises(RuleBroken) as refused:
            plan_engagement(replace(draft_for(), principal_ids=ids), now=NOW)
        assert refused.value.field == "principals"
