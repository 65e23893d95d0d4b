"""Strands with milestones and engagements, and what served which priority."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.rules import EngagementStatus, Handling
from scheduler.ical.event import AllDay, Timed
from scheduler.strands.queries import (
    by_priority,
    engagements_in,
    live_priorities,
    priorities_of,
    strands_about,
    strands_of,
)
from scheduler.strands.rules.drafts import MilestoneDraft, StrandDraft
from scheduler.strands.rules.hours import time_spent
from scheduler.strands.rules.vocabulary import StrandKind
from scheduler.strands.service import (
    add_milestone,
    add_priority,
    add_strand,
    attach,
    change_milestone,
    change_strand,
    detach,
    end_priority,
    remove_milestone,
    set_priorities,
)
from tests import factories
from tests.factories import NOW
from tests.queries import count_queries

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def planning(**changes: object):
    facts = {"title": "New Lubbesthorpe", "kind": StrandKind.PLANNING, "started_on": date(2026, 6, 3)}
    return StrandDraft(**facts | changes)


def at(day, hours=1, **changes: object):
    starts_at = datetime(2026, 10, day, 9, 0, tzinfo=UTC)
    return factories.engagement(starts_at=starts_at, ends_at=starts_at.replace(hour=9 + hours), **changes)


def test_a_strand_keeps_what_was_typed_and_says_so_in_the_log(session):
    council, owner = factories.organisation(name="Blaby District Council"), factories.principal()
    strand = add_strand(planning(owner_id=owner.id, organisation_id=council.id, words=" Section\r\n106 "))
    commit()
    assert (strand.owner, strand.organisation, strand.words) == (owner, council, "Section\n106")
    assert list(strands_about(council)) == [strand]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "strand.added")).one()
    assert (entry.subject_type, entry.details["after"]["kind"]) == ("strand", "planning case")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"ended_on": date(2026, 6, 2)}, "ended_on"),
        ({"organisation_id": 1, "body_id": 1}, "home"),
        ({"body_id": 99}, "home"),
        ({"owner_id": 99}, "owner"),
    ],
)
def test_a_strand_that_cannot_be_is_refused_beside_its_field(session, changes, field):
    with pytest.raises(RuleBroken) as refused:
        add_strand(planning(**changes))
    assert refused.value.field == field


def test_two_strands_do_not_share_a_name_and_nobody_overwrites_unseen(session):
    strand = add_strand(planning())
    with pytest.raises(RuleBroken, match="already"):
        add_strand(planning(kind=StrandKind.REVIEW))
    seen = strand.version
    change_strand(strand, planning(words="Outline consent given"), version=seen)
    with pytest.raises(VersionConflict):
        change_strand(strand, planning(), version=seen)


def test_an_engagement_belongs_to_several_strands_once_each(session):
    strand, other, visit = add_strand(planning()), add_strand(planning(title="Estate review")), at(6)
    for each in (strand, strand, other):
        attach(each, visit)
    assert list(strands_of(visit)) == [other, strand]
    assert list(engagements_in(strand)) == [visit]
    detach(other, visit)
    detach(other, visit)
    assert list(strands_of(visit)) == [strand]


def test_milestones_stand_by_their_days_and_can_be_reached_and_removed(session):
    strand = add_strand(planning())
    decides = add_milestone(strand, MilestoneDraft(title="Committee decides", due_on=date(2026, 11, 2)))
    ends = add_milestone(strand, MilestoneDraft(title="Consultation ends", due_on=date(2026, 10, 2), source="Council"))
    assert strand.milestones == [ends, decides]
    change_milestone(
        ends, MilestoneDraft(title="Consultation ends", due_on=date(2026, 12, 2), done_on=date(2026, 12, 1))
    )
    assert strand.milestones == [decides, ends]
    remove_milestone(decides)
    assert [each.done_on for each in strand.milestones] == [date(2026, 12, 1)]
    with pytest.raises(RuleBroken):
        add_milestone(strand, MilestoneDraft(title="", due_on=date(2026, 11, 2)))


def test_time_is_counted_by_the_clock_and_whole_days_apart():
    times = [
        Timed(datetime(2026, 10, 24, 23, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        AllDay(date(2026, 10, 1), date(2026, 10, 2)),
    ]
    assert str(time_spent(times)) == "3 hours 30 minutes and 2 whole days"
    assert str(time_spent([])) == "no time"


def test_an_engagement_serves_exactly_the_chosen_priorities(session):
    visible, safer, old = (add_priority(name) for name in ("Visible policing", "Safer roads", "Old aim"))
    meeting = at(6)
    set_priorities(meeting, [safer.id, visible.id], now=NOW)
    set_priorities(meeting, [visible.id, old.id], now=NOW)
    end_priority(old, date(2026, 9, 30), version=old.version)
    set_priorities(meeting, [old.id, visible.id], now=NOW)
    assert list(priorities_of(meeting)) == [visible, old]
    assert live_priorities() == [visible, safer]
    with pytest.raises(RuleBroken):
        set_priorities(at(7), [old.id], now=NOW)


def test_a_periods_engagements_stand_under_every_priority_that_they_serve(session):
    visible, safer = add_priority("Visible policing"), add_priority("Safer roads")
    ended = add_priority("Old aim")
    end_priority(ended, date(2026, 1, 1), version=ended.version)
    both, one = at(6, status=EngagementStatus.HELD), at(7)
    none, hidden, gone = at(8), at(9, handling=Handling.OFFICIAL_SENSITIVE), at(10, status=EngagementStatus.POSTPONED)
    before = factories.engagement(starts_on=date(2026, 9, 30), ends_on=date(2026, 9, 30))
    last = factories.engagement(starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 13))
    for each in (one, hidden, gone, last):
        set_priorities(each, [safer.id], now=NOW)
    for each, chosen in ((both, [visible, safer]), (before, [])):
        set_priorities(each, [priority.id for priority in chosen], now=NOW)
    rows = by_priority(*OCTOBER)
    assert [(row.priority, row.engagements) for row in rows] == [
        (visible, (both,)),
        (safer, (both, one, last)),
        (None, (none,)),
    ]
    assert rows[1].held == (both,)
    assert by_priority(*OCTOBER, with_sensitive=True)[1].engagements == (both, one, hidden, last)


def test_what_served_a_priority_takes_the_same_statements_for_many(session):
    priority = add_priority("Visible policing")

    def statements() -> int:
        db.session.expire_all()
        with count_queries() as sent:
            by_priority(*OCTOBER)
        return len(sent)

    def serving(number: int) -> None:
        for day in range(1, number + 1):
            seat = factories.post()
            meeting = at(day, posts=[seat], principals=[factories.principal()])
            set_priorities(meeting, [priority.id], now=NOW)
        commit()

    serving(2)
    few = statements()
    serving(20)
    assert statements() == few
