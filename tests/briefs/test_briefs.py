"""The brief of a real engagement: what it tells from the records, and what it says is missing."""

from datetime import UTC, date, datetime

import pytest

from scheduler.actions.rules import ActionState
from scheduler.actions.service import record_update
from scheduler.briefs.queries import facts_of
from scheduler.briefs.queries.waiting import coming_briefs, waiting
from scheduler.briefs.rules.brief import brief_of
from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.engagements.models import Principal
from scheduler.engagements.queries import engagements_between
from scheduler.engagements.rules import EngagementKind, EngagementStatus, Handling, PlaceKind
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service.inviting import invite
from scheduler.records.models import RecordNote
from scheduler.records.rules.vocabulary import Initiator, NoteKind
from scheduler.representation.models import Representation
from scheduler.representation.rules.vocabulary import Capacity
from scheduler.stakeholders.models import Post, Succession
from scheduler.strands.rules.drafts import StrandDraft
from scheduler.strands.rules.vocabulary import StrandKind
from scheduler.strands.service import add_priority, add_strand, attach, set_priorities
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.rules.vocabulary import UndertakingKind
from tests import factories
from tests.briefs.conftest import OCTOBER_6, held, promise, record
from tests.factories import NOW
from tests.queries import count_queries

TODAY = local_day(NOW)


def brief(engagement, **how: object):
    return brief_of(facts_of([engagement], TODAY)[engagement.id], **how)


def section(made, heading):
    (found,) = [each for each in made.sections if each.heading == heading]
    return found


def told(made, heading):
    return [f"{line.words} | {line.detail}" for line in section(made, heading).lines]


def test_the_last_meetings_are_told_with_outcome_and_a_missing_outcome_is_a_gap(melton):
    made = brief(melton.visit)
    assert told(made, "Last meetings") == [
        "3 June 2026: Meeting with the Leader | No outcome was written on 3 June 2026.",
        "2 March 2026: First meeting | They lack a rural crime officer. Agreed: Meet again in June.",
    ]
    assert "No outcome was written on 3 June 2026." in made.gaps


def test_a_past_meeting_that_nobody_marked_as_held_is_a_gap_and_one_off_the_diary_is_no_meeting(melton):
    held(date(2026, 8, 3), title="Unmarked", status=EngagementStatus.AGREED, posts=[melton.leader])
    held(date(2026, 8, 4), title="Off", status=EngagementStatus.CANCELLED, posts=[melton.leader])
    held(date(2026, 9, 20), title="Still to come", status=EngagementStatus.AGREED, posts=[melton.leader])
    first = told(brief(melton.visit), "Last meetings")[0]
    assert first == "3 August 2026: Unmarked | Nobody has said whether it was held on 3 August 2026."


def test_what_was_promised_both_ways_says_who_when_and_what_is_late(melton):
    made = brief(melton.visit)
    (ours,) = section(made, "We promised").lines
    assert (ours.words, ours.detail) == ("Name a rural crime lead", "Commissioner; 6 days late; agreed on 3 June 2026")
    assert ours.is_late
    owner = "Head of Community Safety, Melton Borough Council"
    assert told(made, "They promised") == [
        f"Share the town centre figures | {owner}; no day set; agreed on 3 June 2026"
    ]


def test_what_was_done_since_stands_behind_what_is_open_and_what_was_dropped_is_gone(melton):
    for words, state in (("Send the map", ActionState.DONE), ("Paint the room", ActionState.DROPPED)):
        action = promise(melton.last, words, f"principal:{melton.commissioner.id}")
        record_update(action, state, "", by="Robin Ferncastle", now=NOW)
    lines = told(brief(melton.visit), "We promised")
    assert [line.split(" | ")[0] for line in lines] == ["Name a rural crime lead", "Done: Send the map"]


def test_matters_of_other_partners_are_not_told(melton):
    other = held(date(2026, 6, 4), posts=[factories.post()])
    promise(other, "Something else", f"principal:{melton.commissioner.id}")
    db.session.add(RecordNote(engagement=other, kind=NoteKind.ISSUE, words="Not theirs", noted_at=NOW))
    made = brief(melton.visit)
    assert told(made, "Issues and risks") == ["Threat or risk: Hare coursing | raised on 3 June 2026"]
    assert len(section(made, "We promised").lines) == 1


def test_a_partner_that_took_over_is_told_of_what_was_said_to_the_one_before(melton):
    heir = factories.organisation(name="Rutland and Melton Council")
    db.session.add(Succession(organisation=melton.council, successor_organisation=heir, from_on=date(2026, 9, 1)))
    melton.visit.posts = [factories.post(organisation=heir)]
    made = brief(melton.visit)
    assert told(made, "Last meetings")[0].startswith("3 June 2026: Meeting with the Leader")
    assert told(made, "They promised")[0].startswith("Share the town centre figures")


def test_a_closed_issue_is_gone_and_the_engagements_own_risk_comes_first(melton):
    db.session.query(RecordNote).one().closed_on = TODAY
    written = record(melton.visit, has_risk=True)
    made = brief(melton.visit)
    assert told(made, "Issues and risks") == ["It is marked as a risk, and why is not written. | "]
    written.risk_words = "A protest is announced."
    assert told(brief(melton.visit), "Issues and risks") == ["Risk of this engagement: A protest is announced. | "]


def test_who_will_be_in_the_room_is_told_by_role_level_and_answer(melton):
    invite(melton.visit, [melton.leader], now=NOW)
    made = brief(melton.visit)
    assert told(made, "In the room") == [
        "Commissioner | from us",
        "Leader, Melton Borough Council | Elected or statutory head; has not answered",
    ]
    assert "Leader, Melton Borough Council has not answered." in made.gaps
    db.session.query(Invitation).one().partstat = PartStat.ACCEPTED
    assert told(brief(melton.visit), "In the room")[1].endswith("Elected or statutory head; coming")


def test_people_are_named_only_where_somebody_chose_so(melton):
    factories.tenure(post=melton.leader, person=factories.person(name="Bea Larkfield"))
    invite(melton.visit, [melton.leader], now=NOW)
    plain, named = brief(melton.visit), brief(melton.visit, with_names=True)
    assert not any(name in str(plain) for name in ("Larkfield", "Thornbury"))
    assert all(name in str(named) for name in ("Bea Larkfield", "Morgan Thornbury"))


def test_a_partner_of_whom_nobody_is_named_or_comes_is_a_gap(melton):
    melton.visit.posts = []
    assert "Nobody of the partner is named." in brief(melton.visit).gaps
    melton.visit.posts = [melton.leader]
    invite(melton.visit, [melton.leader], now=NOW)
    db.session.query(Invitation).one().partstat = PartStat.DECLINED
    assert "Nobody of the partner’s side comes." in brief(melton.visit).gaps


def test_our_seat_on_the_body_that_meets_and_its_authority_are_told(melton):
    board = factories.body(name="Safer Melton")
    melton.visit.posts = [factories.post(title="Chair", body=board)]
    seat = {"capacity": Capacity.MEMBER, "authority": "limited", "from_on": date(2026, 1, 1)}
    db.session.add(Representation(body=board, principal=melton.commissioner, **seat))
    db.session.flush()
    assert told(brief(melton.visit), "In the room")[0] == (
        "Commissioner | from us; there as member, may commit us within limits"
    )


def test_when_to_leave_is_told_for_each_of_ours(melton):
    roads = told(brief(melton.visit), "Travel")
    assert roads[0].startswith("Commissioner: leave at 12:")
    assert "from Enderby | " in roads[0]
    assert "15 kept free" in roads[0]
    assert roads[1] == "On arriving: Ring at the side door. | "


def test_why_nobody_can_say_when_to_leave_is_told(melton):
    melton.visit.principals = [factories.principal(title="Chief Executive")]
    assert told(brief(melton.visit), "Travel")[0].startswith("Chief Executive: where the day begins is not known")
    melton.visit.place = factories.place(name="Village hall", town="")
    assert told(brief(melton.visit), "Travel")[0].startswith("Chief Executive: the town of the place is not known")


def test_a_meeting_among_ourselves_lacks_no_partner_and_has_no_past(melton):
    melton.visit.posts = []
    melton.visit.principals = [melton.commissioner, factories.principal(title="Chief Constable")]
    made = brief(melton.visit)
    assert "Nobody of the partner is named." not in made.gaps
    assert "Last meetings" not in [each.heading for each in made.sections]


def test_a_place_or_day_that_is_not_agreed_is_a_gap_and_online_needs_none(melton):
    melton.visit.place = None
    assert "The place is not agreed." in brief(melton.visit).gaps
    melton.visit.place_kind, melton.visit.online_url = PlaceKind.ONLINE, "https://meet.example.org/4"
    assert told(brief(melton.visit), "Travel") == ["Online: https://meet.example.org/4 | "]
    melton.visit.starts_at = melton.visit.ends_at = None
    assert "No day is agreed." in brief(melton.visit).gaps


def test_purpose_and_what_it_is_part_of_are_told(melton):
    assert "No purpose is written." in brief(melton.visit).gaps
    melton.visit.purpose = "Rural crime after harvest"
    owner = factories.principal(title="Chief Executive")
    record(melton.visit, initiated_by=Initiator.PARTNER, initiated_words="letter of 3 June", portfolio_owner=owner)
    strand = add_strand(StrandDraft(title="Rural policing", kind=StrandKind.REVIEW, started_on=TODAY))
    attach(strand, melton.visit)
    set_priorities(melton.visit, [add_priority("Visible policing").id], now=NOW)
    background = (
        "The partner invited us: letter of 3 June. Chief Executive answers for the subject. "
        "Part of Rural policing. Serves Visible policing."
    )
    assert [line.split(" | ")[0] for line in told(brief(melton.visit), "Purpose")] == [
        "Rural crime after harvest",
        background,
    ]


def test_lines_to_take_and_media_are_told_and_missed(melton):
    assert {"No lines to take are written.", "Whether the media are interested is not noted."} <= {
        *brief(melton.visit).gaps
    }
    written = record(melton.visit, lines_to_take="First this.\nThen that.", has_media_interest=True)
    made = brief(melton.visit)
    assert told(made, "Lines to take") == ["First this. | ", "Then that. | "]
    assert "The media are interested, and what may be said is not written." in made.gaps
    written.media_words = "Refer to the press desk."
    assert told(brief(melton.visit), "Media") == ["Refer to the press desk. | "]


def test_undertakings_that_concern_the_partner_are_told(melton):
    for due, words in ((melton.visit.id, "Meet every council"), (None, "Something far away")):
        db.session.add(
            Undertaking(
                kind=UndertakingKind.PROMISE,
                words=words,
                source="Police and Crime Panel",
                source_on=date(2026, 7, 14),
                due_engagement_id=due,
                created_at=NOW,
            )
        )
    db.session.flush()
    assert told(brief(melton.visit), "Undertakings") == [
        "Meet every council | Police and Crime Panel, 14 July 2026; due on 6 October 2026"
    ]


def test_a_brief_that_quotes_something_sensitive_is_sensitive_itself(melton):
    assert brief(melton.visit).marking == "OFFICIAL"
    melton.last.handling = Handling.OFFICIAL_SENSITIVE
    assert brief(melton.visit).marking == "OFFICIAL-SENSITIVE"


def test_a_summit_tells_of_no_partner_in_particular(melton):
    melton.visit.posts = [melton.leader, *(factories.post() for _ in range(30))]
    made = brief(melton.visit)
    assert told(made, "Last meetings") == ["Many partners take part: see the page of each. | "]
    assert told(made, "In the room")[-1] == "and 23 more posts: 23 expected, not invited by us | "
    assert "We promised" not in [each.heading for each in made.sections]


def test_briefs_take_the_same_statements_for_many_meetings_and_engagements(melton):
    def statements() -> int:
        db.session.expunge_all()
        with count_queries() as sent:
            facts_of(engagements_between(OCTOBER_6, OCTOBER_6), TODAY)
        return len(sent)

    commissioner, leader = melton.commissioner.id, melton.leader.id
    few = statements()
    for month in range(1, 6):
        ours, theirs = db.session.get(Principal, commissioner), db.session.get(Post, leader)
        past = held(date(2026, month, 20), posts=[theirs], principals=[ours])
        promise(past, "One more", f"organisation:{theirs.organisation_id}")
        db.session.add(RecordNote(engagement=past, kind=NoteKind.ISSUE, words="One more", noted_at=NOW))
        factories.engagement(posts=[factories.post()], principals=[ours], place=factories.place())
    commit()
    assert statements() == few
    assert few <= 40


@pytest.mark.parametrize(
    ("day", "titles"),
    [
        (date(2026, 9, 10), ["Brief incomplete: Visit to Melton"]),
        (date(2026, 9, 11), ["Ask for 1 brief"]),
        (date(2026, 9, 21), ["Ask for 1 brief"]),
        (date(2026, 9, 22), []),
    ],
)
def test_three_working_days_before_a_gap_waits_and_ten_before_the_brief_is_asked_for(melton, day, titles):
    melton.visit.starts_at = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
    melton.visit.ends_at = melton.visit.starts_at.replace(hour=14)
    db.session.flush()
    assert [each.title for each in waiting(NOW)] == titles


@pytest.mark.parametrize("kind", [EngagementKind.CALL, EngagementKind.SUMMIT])
def test_a_call_and_a_summit_are_not_asked_for_a_brief(melton, kind):
    melton.visit.kind, melton.visit.starts_at = kind, datetime(2026, 9, 8, 13, tzinfo=UTC)
    melton.visit.ends_at = melton.visit.starts_at.replace(hour=14)
    db.session.flush()
    assert coming_briefs(NOW) == []


def test_a_whole_brief_and_one_that_somebody_began_do_not_wait(melton):
    melton.visit.starts_at = datetime(2026, 9, 15, 13, tzinfo=UTC)
    melton.visit.ends_at = melton.visit.starts_at.replace(hour=14)
    melton.visit.purpose = "Rural crime"
    db.session.flush()
    assert waiting(NOW) == []
    melton.visit.starts_at = datetime(2026, 9, 8, 13, tzinfo=UTC)
    melton.visit.ends_at = melton.visit.starts_at.replace(hour=14)
    record(melton.visit, lines_to_take="This.")
    record(melton.last, outcome="They said yes.")
    db.session.flush()
    assert [(each.is_due, each.gaps) for each in coming_briefs(NOW)] == [(True, ())]
    assert waiting(NOW) == []


def test_what_was_written_of_a_risk_or_the_media_and_unticked_since_is_not_told(melton):
    record(melton.visit, risk_words="A protest is announced.", media_words="Refer to the press desk.")
    made = brief(melton.visit)
    assert told(made, "Media") == ["No interest is expected. | "]
    assert "protest" not in str(made)
