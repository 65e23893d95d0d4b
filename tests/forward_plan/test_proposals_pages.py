"""The pages of proposed plans: asking for one, deciding it, mending it."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.wording import day_words
from scheduler.engagements.models import Absence, Engagement
from scheduler.forward_plan.models import Placement, Proposal
from scheduler.forward_plan.rules.vocabulary import PlacementState, ProposalState
from scheduler.forward_plan.service.proposals import propose
from scheduler.forward_plan.service.proposals_accepting import accept_all
from scheduler.outbox.models import Notice
from tests.browsing import page, submit
from tests.factories import NOW
from tests.forward_plan.plans import draft, office_with_pledge
from tests.queries import count_queries

HOME = "/forward-plan/proposals"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def made(**changes: Any):
    proposal = propose(draft(**changes), now=NOW)
    db.session.commit()
    return proposal


def press(client, proposal_id, words):
    """Send the plan's form by the button whose words begin so."""
    shown = page(client.get(f"{HOME}/{proposal_id}"))
    button = next(each for each in shown.select("button") if " ".join(each.text.split()).startswith(words))
    form = button.find_parent("form") or shown.select_one(f"#{button['form']}")
    data = {each["name"]: each["value"] for each in form.select("input[name]")}
    db.session.expire_all()
    return client.post(button.get("formaction") or form["action"], data=data)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_new_plan_is_there_at_once_and_waits_for_the_worker(manager):
    office = office_with_pledge(3)
    answer = submit(manager, f"{HOME}/new", {"title": "Autumn", "from_on": "14/9/2026", "until_on": "11 December"})
    assert answer.status_code == 303
    shown = page(manager.get(answer.location))
    assert [each.name in shown.text for each in office.councils] == [True] * 3
    assert shown.select_one("progress") is not None
    assert "Look again" in shown.text
    assert shown.select_one("meta[http-equiv=refresh]") is None
    assert "Stop and keep the best" in shown.text
    assert "Accept" not in shown.select_one("main").text
    db.session.expire_all()
    assert db.session.scalars(select(Proposal)).one().state is ProposalState.IMPROVING


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "Enter a title"),
        ({"from_on": "yesterday week"}, "day"),
        ({"from_on": "1 January 2020"}, "Enter a first day after today"),
        ({"until_on": "8 September 2026"}, "The last day is not after the first"),
        ({"until_on": "1 January 2029"}, "longer than 13 months"),
    ],
)
def test_what_makes_no_plan_is_said_beside_its_field(manager, typed, words):
    office_with_pledge(1)
    answer = submit(manager, f"{HOME}/new", {"from_on": "14 September 2026", "until_on": "11 December 2026"} | typed)
    assert answer.status_code == 422
    assert words in page(answer).select_one(".govuk-error-summary").text
    assert count(Proposal) == 0


def test_the_board_may_ask_for_some_partners_only(manager):
    office = office_with_pledge(3)
    wanted = office.rule.commitments[1]
    answer = submit(
        manager,
        f"{HOME}/new?commitment={wanted.id}",
        {"from_on": "14 September 2026", "until_on": "11 December 2026", "seconds": "0"},
    )
    assert answer.status_code == 303
    assert [each.commitment_id for each in db.session.scalars(select(Placement))] == [wanted.id]


def test_stopping_before_a_worker_has_begun_keeps_the_first_plan(manager):
    office_with_pledge(2)
    proposal = made(seconds=30)
    assert press(manager, proposal.id, "Stop").status_code == 303
    assert proposal.state is ProposalState.READY
    assert "Accept all 2" in manager.get(f"{HOME}/{proposal.id}").text


def test_one_date_is_accepted_and_leads_to_offering_it(manager):
    office_with_pledge(2)
    proposal = made()
    answer = press(manager, proposal.id, f"Accept {proposal.placements[0].title}")
    assert answer.status_code == 303
    db.session.expire_all()
    assert count(Engagement) == 1
    shown = page(manager.get(answer.location))
    engagement = db.session.scalars(select(Engagement)).one()
    assert shown.select_one(f'a[href="/engagements/{engagement.id}/dates"]') is not None
    assert "Nobody has been written to" in shown.text
    assert count(Notice) == 0


def test_all_dates_are_accepted_with_one_button_and_twice_makes_nothing_twice(manager):
    office_with_pledge(4)
    proposal = made()
    path = f"{HOME}/{proposal.id}"
    form = page(manager.get(path)).select_one("main form")
    data = {each["name"]: each["value"] for each in form.select("input[name]")}
    assert manager.post(f"{path}/accept", data=data).status_code == 303
    assert manager.post(f"{path}/accept", data=data).status_code == 409
    db.session.expire_all()
    assert count(Engagement) == 4
    assert "4 are accepted" in manager.get(path).text


def test_a_refusal_needs_its_reason_and_shows_it(manager):
    office_with_pledge(2)
    proposal = made()
    placement = proposal.placements[0]
    path = f"/forward-plan/placements/{placement.id}/refuse"
    assert submit(manager, path, {"reason": ""}).status_code == 422
    assert submit(manager, path, {"reason": "Council budget day"}).status_code == 303
    shown = manager.get(f"{HOME}/{proposal.id}").text
    assert "Council budget day" in shown
    assert "1 was refused" in shown


def test_a_pin_is_set_and_taken_off(manager):
    office_with_pledge(1)
    proposal = made()
    press(manager, proposal.id, "Pin")
    assert "Pinned: it stays" in manager.get(f"{HOME}/{proposal.id}").text
    press(manager, proposal.id, "Unpin")
    assert "Pinned: it stays" not in manager.get(f"{HOME}/{proposal.id}").text


def test_a_plan_with_what_stands_in_the_way(manager):
    office = office_with_pledge(1)
    db.session.add(Absence(principal_id=office.chief.id, first_on=NOW.date(), last_on=NOW.date() + timedelta(days=200)))
    shown = page(manager.get(f"{HOME}/{made().id}"))
    obstructed = shown.select_one(".obstructed").text
    assert office.councils[0].name in obstructed
    assert "Chief Constable is taken" in obstructed
    assert "Chief Constable gave one more" in obstructed
    assert "0 of 1 meeting have a date; 1 could not be placed." in shown.text


def test_after_an_illness_each_move_is_shown_as_a_difference_and_accepted(manager):
    office = office_with_pledge(4)
    proposal = made()
    accept_all(proposal, now=NOW)
    moving = proposal.placements[0]
    day = day_words(local_day(moving.starts_at))
    db.session.commit()
    values = {
        "reason": "ill",
        "absent": office.commissioner.id,
        "absent_from": day,
        "absent_until": day,
        "seconds": "0",
    }
    answer = submit(manager, f"{HOME}/{proposal.id}/mend", values | {"seconds": "0"})
    assert answer.status_code == 303
    shown = page(manager.get(answer.location))
    (line,) = shown.select(".moves li")
    assert re.search(rf"{moving.title} moved from \d+ \w+ to \d+ \w+ \(the Commissioner: ill\)", line.text)
    assert "1 would move, 3 stay" in shown.text
    mended = int(answer.location.rpartition("/")[2])
    assert press(manager, mended, "Accept").status_code == 303
    db.session.expire_all()
    assert count(Engagement) == 4
    rows = db.session.scalars(select(Placement).where(Placement.proposal_id == mended))
    assert {each.state for each in rows} == {PlacementState.ACCEPTED}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": ""}, "Enter what happened"),
        ({"absent_from": ""}, "day"),
        ({"absent_from": "20 October", "absent_until": "19 October"}, "day"),
    ],
)
def test_what_happened_must_be_said_whole(manager, typed, words):
    office = office_with_pledge(1)
    proposal = made()
    accept_all(proposal, now=NOW)
    db.session.commit()
    values = {"reason": "ill", "absent": office.chief.id, "absent_from": "20 October", "absent_until": "21 October"}
    answer = submit(manager, f"{HOME}/{proposal.id}/mend", values | typed)
    assert answer.status_code == 422
    assert words in page(answer).select_one(".govuk-error-summary").text
    assert count(Absence) == 0


def test_the_table_holds_every_line_and_no_formula(manager):
    office = office_with_pledge(2)
    office.councils[0].name = "=cmd() Council"
    db.session.commit()
    answer = manager.get(f"{HOME}/{made().id}.csv")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "When,Day (ISO),Partner,From us,State,Why"
    assert len(lines) == 3
    assert any("'=cmd() Council" in line for line in lines)
    assert not any(",=cmd" in line for line in lines)


def test_a_dropped_plan_is_gone_from_the_list(manager):
    office_with_pledge(1)
    proposal = made()
    assert "Autumn" in manager.get(HOME).text
    press(manager, proposal.id, "Drop")
    assert "Autumn</a>" not in manager.get(HOME).text
    assert manager.get(f"{HOME}/{proposal.id}").status_code == 404


def test_a_reader_sees_the_plan_and_no_buttons(viewer):
    office_with_pledge(2)
    proposal = made()
    shown = page(viewer.get(f"{HOME}/{proposal.id}"))
    assert "2 of 2 meetings have a date" in shown.text
    assert shown.select("main button") == []


def test_the_page_takes_few_statements_however_long_the_plan(manager):
    office_with_pledge(8)
    proposal = made()
    with count_queries() as sent:
        assert manager.get(f"{HOME}/{proposal.id}").status_code == 200
    assert len(sent) <= 14
