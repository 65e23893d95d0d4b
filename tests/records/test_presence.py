"""Who was there at what level: as written, else as planned and answered."""

import pytest
from sqlalchemy import select

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.rules import Answerer, Authority, PartStat, ReplySource
from scheduler.invitations.rules.answers import Answer, StandIn
from scheduler.invitations.service import invite, record_reply
from scheduler.records.queries.presence import people_in, people_in_many
from scheduler.records.rules.drafts import PresenceDraft
from scheduler.records.rules.vocabulary import Side
from scheduler.records.service.presences import write_presences
from tests import factories
from tests.factories import NOW
from tests.queries import count_queries


def words(engagement):
    return [(each.side.value, each.words, each.band, each.came) for each in people_in(engagement)]


def test_nothing_written_and_nobody_asked_it_is_as_planned(visit):
    assert words(visit.engagement) == [
        ("ours", "Commissioner", None, True),
        ("ours", "Chief Constable", None, True),
        ("theirs", "Leader, Blaby District Council", 1, True),
        ("theirs", "Leader, Melton Borough Council", 1, True),
        ("theirs", "Chief Executive, Melton Borough Council", 2, True),
    ]
    assert not any(each.is_written for each in people_in(visit.engagement))


def test_answers_say_who_comes_in_whose_place_and_who_does_not(visit):
    visit.engagement.starts_at, visit.engagement.ends_at = NOW.replace(hour=12), NOW.replace(hour=13)
    first, second = invite(visit.engagement, (visit.leader, visit.stranger), now=NOW).invited
    stand_in = StandIn(name="Jo Merrick", role="Deputy Leader", band=2, authority=Authority.LIMITED)
    for invitation, partstat, comes in ((first, PartStat.DELEGATED, stand_in), (second, PartStat.DECLINED, None)):
        answer = Answer(partstat=partstat, answered_by=Answerer.OFFICE, substitute=comes)
        record_reply(invitation, answer, source=ReplySource.TELEPHONE, now=NOW)
    theirs = [each for each in people_in(visit.engagement) if each.side is Side.THEIRS]
    assert [(each.words, each.band, each.came, each.authority) for each in theirs] == [
        ("Leader, Blaby District Council", 1, False, None),
        ("Deputy Leader for the Leader, Melton Borough Council", 2, True, Authority.LIMITED),
        ("Chief Executive, Melton Borough Council", 2, True, None),
    ]
    assert [each.answer for each in theirs] == [PartStat.DECLINED, PartStat.DELEGATED, None]


def test_at_a_summit_silence_is_no_promise(visit):
    visit.engagement.kind = EngagementKind.SUMMIT
    visit.engagement.starts_at, visit.engagement.ends_at = NOW.replace(hour=12), NOW.replace(hour=13)
    first, _silent = invite(visit.engagement, (visit.leader, visit.stranger), now=NOW).invited
    record_reply(first, Answer(partstat=PartStat.ACCEPTED), source=ReplySource.TELEPHONE, now=NOW)
    came = [each.words for each in people_in(visit.engagement) if each.came and each.side is Side.THEIRS]
    assert came == ["Leader, Melton Borough Council"]


def test_what_was_written_wins_and_each_side_stands_alone(visit):
    write_presences(visit.engagement, [PresenceDraft(post_id=visit.stranger.id, role="Director", band=2)])
    assert words(visit.engagement) == [
        ("ours", "Commissioner", None, True),
        ("ours", "Chief Constable", None, True),
        ("theirs", "Director, Blaby District Council", 2, True),
    ]


def test_guests_and_staff_are_told_by_role_with_their_home(visit):
    home = visit.leader.organisation_id
    write_presences(
        visit.engagement,
        [
            PresenceDraft(side=Side.OURS, principal_id=visit.constable.id, came=False),
            PresenceDraft(side=Side.OURS, role="Head of Policy"),
            PresenceDraft(organisation_id=home, role="Head of Community Safety", band=3, name="Jo Merrick"),
            PresenceDraft(role="Resident"),
        ],
    )
    assert words(visit.engagement) == [
        ("ours", "Chief Constable", None, False),
        ("ours", "Head of Policy", None, True),
        ("theirs", "Head of Community Safety, Melton Borough Council", 3, True),
        ("theirs", "Resident", None, True),
    ]
    assert all("Jo Merrick" not in each.words for each in people_in(visit.engagement))


def test_writing_again_keeps_rows_and_drops_who_is_missing(visit):
    write_presences(visit.engagement, [PresenceDraft(post_id=visit.leader.id), PresenceDraft(role="Resident")])
    write_presences(visit.engagement, [PresenceDraft(post_id=visit.leader.id, came=False)])
    assert [each.came for each in people_in(visit.engagement) if each.side is Side.THEIRS] == [False]


def test_a_seat_that_is_not_in_the_list_is_refused(visit):
    with pytest.raises(RuleBroken, match="not in the list"):
        write_presences(visit.engagement, [PresenceDraft(post_id=999_999)])


def test_many_engagements_take_a_fixed_number_of_statements(visit):
    others = [factories.engagement(principals=[visit.commissioner], posts=[visit.leader]) for _ in range(6)]
    for each in others:
        write_presences(each, [PresenceDraft(post_id=visit.leader.id)])
    db.session.commit()
    ids, counts = [each.id for each in others], []
    for asked in (ids[:1], ids):
        db.session.remove()
        engagements = db.session.scalars(select(Engagement).where(Engagement.id.in_(asked))).all()
        with count_queries() as statements:
            found = people_in_many(engagements)
        assert [len(found[number]) for number in asked] == [2] * len(asked)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[1] <= 6
