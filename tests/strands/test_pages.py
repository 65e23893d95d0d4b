"""The pages of strands and priorities, driven as without JavaScript."""

from datetime import UTC, date, datetime

import pytest

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.engagements.rules import EngagementStatus, Handling
from scheduler.records.rules.drafts import PresenceDraft
from scheduler.records.rules.vocabulary import Side
from scheduler.records.service.presences import write_presences
from scheduler.strands.models import PlanPriority, Strand
from scheduler.strands.queries import all_strands, priorities_of, strands_of
from scheduler.strands.rules.drafts import MilestoneDraft, StrandDraft
from scheduler.strands.rules.vocabulary import StrandKind
from scheduler.strands.service import add_milestone, add_priority, add_strand, attach, end_priority, set_priorities
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.queries import count_queries

BEGUN = {"started_on": ["3", "6", "2026"]}


@pytest.fixture
def strand(session):
    made = add_strand(StrandDraft(title="New Lubbesthorpe", kind=StrandKind.PLANNING, started_on=date(2026, 6, 3)))
    commit()
    return made


def held_on(day, *principals: object, hours=1, **changes: object):
    starts_at = datetime(2026, 7, day, 9, 0, tzinfo=UTC)
    facts = {"ends_at": starts_at.replace(hour=9 + hours), "status": EngagementStatus.HELD, "principals": [*principals]}
    return factories.engagement(starts_at=starts_at, **facts | changes)


def rows_of(response):
    return [" ".join(row.get_text(" ").split()) for row in page(response).select("main tbody tr")]


def test_the_office_begins_a_strand_and_finds_it_in_the_list_and_on_the_partners_page(manager):
    council, owner = factories.organisation(name="Blaby District Council"), factories.principal()
    wanted = {"title": "New Lubbesthorpe", "home": f"organisation:{council.id}", "owner": f"principal:{owner.id}"}
    answer = submit(manager, "/evidence/strands/new", wanted | BEGUN)
    assert answer.status_code == 303
    (row,) = rows_of(manager.get("/evidence/strands"))
    assert row.startswith("New Lubbesthorpe Planning case, since 3 June 2026 Blaby District Council Commissioner")
    assert "New Lubbesthorpe" in page(manager.get(f"/partners/organisations/{council.id}")).select_one("main").text


def test_a_refused_strand_keeps_what_was_typed(manager, strand):
    answer = submit(manager, "/evidence/strands/new", {"title": "New Lubbesthorpe", "co_owner": "Parish Clerk"} | BEGUN)
    assert answer.status_code == 422
    assert "strand of that name" in answer.text
    assert page(answer).select_one("#co_owner")["value"] == "Parish Clerk"


def test_a_change_that_somebody_overtook_is_kept_and_asked_again(manager, strand):
    answer = submit(manager, f"/evidence/strands/{strand.id}/change", {"version": "0", "words": "Roads"})
    assert (answer.status_code, "Roads" in answer.text) == (409, True)
    assert submit(manager, f"/evidence/strands/{strand.id}/change", {"words": "Roads"}).status_code == 303
    assert db.session.get(Strand, strand.id, populate_existing=True).words == "Roads"


def test_the_story_tells_milestones_and_engagements_by_date_and_whose_time_it_took(manager, strand):
    commissioner, constable = factories.principal(), factories.principal(title="Chief Constable", position=1)
    visit = held_on(6, commissioner, constable, hours=2, title="Visit to the site")
    meeting = held_on(2, commissioner, title="Meeting of planners")
    ahead = held_on(20, commissioner, title="Board", status=EngagementStatus.AGREED)
    for each in (visit, meeting, ahead):
        attach(strand, each)
    add_milestone(strand, MilestoneDraft(title="Consultation ends", due_on=date(2026, 7, 6)))
    commit()
    rows = rows_of(manager.get(f"/evidence/strands/{strand.id}"))
    told = [next(word for word in ("Meeting", "Consultation", "Visit", "Board") if word in row) for row in rows[:4]]
    assert told == ["Meeting", "Consultation", "Visit", "Board"]
    assert rows[4:] == ["Commissioner 2 3 hours", "Chief Constable 1 2 hours"]


def test_a_milestone_is_noted_reached_and_taken_off(manager, strand):
    home = f"/evidence/strands/{strand.id}"
    submit(manager, f"{home}/milestones/new", {"title": "Committee decides", "due_on": ["2", "11", "2026"]})
    (row,) = rows_of(manager.get(home))
    assert row.startswith("2 November 2026 ◇ Committee decides")
    (milestone,) = db.session.get(Strand, strand.id).milestones
    submit(manager, f"{home}/milestones/{milestone.id}", {"done_on": ["1", "11", "2026"]})
    assert "Reached" in rows_of(manager.get(home))[0]
    submit(manager, f"{home}/milestones/{milestone.id}", form=f"form[action$='{milestone.id}/remove']")
    assert rows_of(manager.get(home)) == []


def test_a_milestone_is_found_at_its_own_strand_only(manager, strand):
    other = add_strand(StrandDraft(title="Estate review", kind=StrandKind.REVIEW, started_on=date(2026, 6, 3)))
    milestone = add_milestone(other, MilestoneDraft(title="Ends", due_on=date(2026, 7, 6)))
    assert manager.get(f"/evidence/strands/{strand.id}/milestones/{milestone.id}").status_code == 404


def test_an_engagement_is_found_by_its_words_put_to_the_strand(manager, strand):
    visit = held_on(6, factories.principal(), title="Visit to the site")
    found = f"/evidence/strands/{strand.id}/find?text=site"
    submit(manager, found, form="td form")
    assert list(strands_of(visit)) == [strand]
    assert "Is in the strand" in rows_of(manager.get(found))[0]


def test_ticks_on_the_engagements_own_page_say_where_it_belongs(manager, strand):
    safer, old = add_priority("Safer roads"), add_priority("Old aim")
    visit = held_on(6, factories.principal())
    set_priorities(visit, [old.id], now=NOW)
    end_priority(old, date(2026, 1, 1), version=old.version)
    path = f"/engagements/{visit.id}/belongs"
    wanted = {"priorities": [str(safer.id), str(old.id)], "strands": [str(strand.id)]}
    assert submit(manager, path, wanted).status_code == 303
    db.session.expire_all()
    assert (list(priorities_of(visit)), list(strands_of(visit))) == ([safer, old], [strand])
    facts = page(manager.get(f"/engagements/{visit.id}")).select_one("dl.facts").text
    assert "Safer roads" in facts
    assert "New Lubbesthorpe" in facts
    assert submit(manager, path, {"priorities": [], "strands": []}).status_code == 303
    db.session.expire_all()
    assert (list(priorities_of(visit)), list(strands_of(visit))) == ([], [])
    assert submit(manager, path, {"priorities": [str(old.id)]}).status_code == 422


def test_the_office_keeps_the_list_of_priorities(manager):
    submit(manager, "/settings/priorities", {"name": "Safer roads"})
    assert submit(manager, "/settings/priorities", {"name": "Safer roads"}).status_code == 422
    (made,) = db.session.query(PlanPriority).all()
    path = f"/settings/priorities/{made.id}"
    assert submit(manager, path, {"name": "Safer streets", "ended": "y"}).status_code == 303
    assert rows_of(manager.get("/settings/priorities")) == [
        f"Safer streets 1 until {local_day(utc_now()).day} {local_day(utc_now()):%B %Y}"
    ]
    assert submit(manager, path, {"version": "1", "name": "Theirs"}).status_code == 422


def test_the_table_by_priority_shouts_what_nothing_serves_and_its_file_keeps_secrets(viewer):
    visible, roads = add_priority("Visible policing"), add_priority("Safer roads")
    seat = factories.post(organisation=factories.organisation(name="Melton Borough Council"))
    shown = held_on(6, factories.principal(), title="Visit", posts=[seat])
    hidden = held_on(7, title="Quiet word", handling=Handling.OFFICIAL_SENSITIVE)
    for each in (shown, hidden):
        set_priorities(each, [visible.id], now=NOW)
    period = "from_on=1+July+2026&until_on=31+July+2026"
    rows = rows_of(viewer.get(f"/evidence/priorities?{period}"))
    assert rows[:2] == ["Visible policing 2 0", f"{roads.name} ▲ Nothing serves it 0 0"]
    lines = viewer.get(f"/evidence/priorities.csv?{period}").text.splitlines()
    assert len(lines) == 2
    assert "Leader, Melton Borough Council" in lines[1]


def test_a_period_that_cannot_be_read_is_said_beside_its_box(viewer):
    answer = viewer.get("/evidence/priorities?from_on=1+July+2026&until_on=1+June+2026")
    assert "The period ends before it begins" in answer.text
    assert "not a day we can read" in viewer.get("/evidence/priorities?from_on=whenever").text


def test_pages_take_the_same_statements_for_many_engagements_as_for_few(viewer, strand):
    priority = add_priority("Visible policing")

    def put(number: int) -> None:
        for day in range(1, number + 1):
            each = held_on(day, factories.principal(), posts=[factories.post()])
            attach(strand, each)
            set_priorities(each, [priority.id], now=NOW)
        commit()

    def statements() -> list[int]:
        counts = []
        period = "from_on=1+July+2026&until_on=31+July+2026"
        for path in ("/evidence/strands", f"/evidence/strands/{strand.id}", f"/evidence/priorities?{period}"):
            with count_queries() as sent:
                assert viewer.get(path).status_code == 200
            counts.append(len(sent))
        return counts

    put(2)
    few = statements()
    put(15)
    assert statements() == few
    assert len(all_strands()) == 1


def test_the_time_is_that_of_whoever_came(manager, strand):
    commissioner, constable = factories.principal(), factories.principal(title="Chief Constable", position=1)
    visit = held_on(6, commissioner, constable)
    attach(strand, visit)
    came = {commissioner: False, constable: True}
    drafts = [PresenceDraft(side=Side.OURS, principal_id=each.id, came=was_there) for each, was_there in came.items()]
    write_presences(visit, drafts)
    commit()
    assert rows_of(manager.get(f"/evidence/strands/{strand.id}"))[1:] == ["Chief Constable 1 1 hour"]


def test_what_is_off_the_diary_does_not_come_next(manager, strand):
    ahead = local_day(utc_now()).year + 1
    starts_at = datetime(ahead, 3, 2, 9, 0, tzinfo=UTC)
    gone = factories.engagement(
        starts_at=starts_at, ends_at=starts_at.replace(hour=10), status=EngagementStatus.POSTPONED
    )
    attach(strand, gone)
    add_milestone(strand, MilestoneDraft(title="Committee decides", due_on=date(ahead, 4, 2)))
    commit()
    (row,) = rows_of(manager.get("/evidence/strands"))
    assert f"2 April {ahead}" in row


def test_the_same_press_twice_is_once(manager, strand):
    home = f"/evidence/strands/{strand.id}"
    for path, typed in (
        (f"{home}/milestones/new", {"title": "Committee decides", "due_on": ["2", "11", "2026"]}),
        (f"{home}/change", {"words": "Roads"}),
    ):
        values = form_values(page(manager.get(path)).select_one("main form")) | typed
        assert [manager.post(path, data=values).status_code for _ in range(2)] == [303, 303]
    db.session.expire_all()
    changed = db.session.get(Strand, strand.id)
    assert (changed.words, [each.title for each in changed.milestones]) == ("Roads", ["Committee decides"])
