"""The sixty-second form: preselected, nothing typed is ever lost, twice is once."""

import pytest
from sqlalchemy import func, select

from scheduler.actions.queries import actions_of
from scheduler.core.db import db
from scheduler.engagements.models import Postponement
from scheduler.engagements.rules import EngagementKind, EngagementStatus, Handling
from scheduler.records.queries.gifts import gifts_of
from scheduler.records.queries.notes import notes_of
from scheduler.records.queries.presence import people_in
from scheduler.records.queries.records import record_of
from scheduler.records.rules.drafts import NoteDraft, WriteUpDraft
from scheduler.records.rules.vocabulary import NoteKind
from scheduler.records.service.records import write_up
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.records.conftest import SAID, fresh


def test_three_presses_and_a_line_are_enough(manager, visit, path):
    assert submit(manager, path, SAID).status_code == 303
    engagement = fresh(visit)
    assert engagement.status is EngagementStatus.WRITTEN_UP
    people = people_in(engagement)
    assert [each.words for each in people if each.came] == [
        "Commissioner",
        "Chief Constable",
        "Leader, Blaby District Council",
        "Leader, Melton Borough Council",
        "Chief Executive, Melton Borough Council",
    ]
    assert all(each.is_written for each in people)
    assert record_of(engagement).was_offered is False


def test_everything_at_once(manager, visit, path):
    commissioner, council = str(visit.commissioner.id), visit.leader.organisation_id
    shown = page(manager.get(path))
    order = [box["value"] for box in shown.select("input[name$='-post']")]
    leader = order.index(str(visit.leader.id))
    values = form_values(shown.select_one("form.record"))
    for number in range(len(order)):
        if number != leader:
            values.pop(f"seats-{number}-came")
    values |= SAID | {
        "ours": [commissioner],
        f"seats-{leader}-role": "Deputy Leader",
        f"seats-{leader}-band": "2",
        f"seats-{leader}-authority": "limited",
        "guests-0-role": "Head of Policy",
        "guests-0-home": "ours",
        "agreed": "Meet again in spring.",
        "issue": "- Parking\n\nStreet lights",
        "risk": "Funding ends",
        "actions-0-words": "Send the figures",
        "actions-0-owner": f"post:{visit.leader.id}",
        "actions-0-due": "1 October",
        "tell": "y",
        "offered": "yes",
        "gift_what": "Lunch for two",
        "gift_value": "£12.50",
        "gift_decision": "declined",
        "gift_from": f"organisation:{council}",
        "gift_to": commissioner,
    }
    assert manager.post(path, data=values).status_code == 303
    engagement = fresh(visit)
    came = [(each.words, each.band) for each in people_in(engagement) if each.came]
    assert came == [
        ("Commissioner", None),
        ("Head of Policy", None),
        ("Deputy Leader for the Leader, Melton Borough Council", 2),
    ]
    assert [each.words for each in notes_of(engagement)] == ["Parking", "Street lights", "Funding ends"]
    (action,) = actions_of(engagement)
    assert (action.role, action.contact_address, action.due_on.isoformat()) == (
        "Leader",
        visit.leader.email,
        "2026-10-01",
    )
    assert action.told_at is not None
    (gift,) = gifts_of(engagement)
    assert (gift.what, gift.value_pence, str(gift.decision)) == ("Lunch for two", 1250, "declined")

    version = record_of(engagement).version
    assert manager.post(path, data=values).status_code == 303
    db.session.expire_all()
    assert [len(actions_of(engagement)), len(gifts_of(engagement)), len(notes_of(engagement))] == [1, 1, 3]
    assert record_of(engagement).version == version


def test_what_is_wrong_is_said_beside_its_box_and_all_that_was_typed_stays(manager, visit, path):
    typed = {
        "outcome": "Words that took a minute",
        "agreed": "More words",
        "risk": "A risk",
        "actions-0-words": "An action",
        "actions-0-due": "the day after never",
        "guests-1-name": "Somebody",
        "offered": "yes",
        "gift_what": "A pen",
        "gift_value": "a lot",
        "save": "done",
    }
    refused = submit(manager, path, typed)
    assert refused.status_code == 422
    shown = page(refused)
    values = form_values(shown.select_one("form.record"))
    assert all(values[name] == [text] for name, text in typed.items() if name != "save")
    problems = shown.select_one(".govuk-error-summary").text
    for words in ("in what role", "What became of it", "what became of it"):
        assert words.lower() in problems.lower()
    assert shown.select_one("#actions-0-due-error")
    assert fresh(visit).status is EngagementStatus.AGREED


@pytest.mark.parametrize(("changes", "box"), [({"offered": []}, "offered"), ({"outcome": " "}, "outcome")])
def test_two_questions_are_never_left_open(manager, visit, path, changes, box):
    refused = submit(manager, path, SAID | changes)
    assert refused.status_code == 422
    assert page(refused).select_one(f"#{box}-error")
    kept = submit(manager, path, SAID | changes | {"save": "later"})
    assert kept.status_code == 303
    assert fresh(visit).status is EngagementStatus.HELD


def test_somebody_elses_words_and_ours_stand_on_one_page_and_saving_again_is_meant(manager, visit, path):
    values = form_values(page(manager.get(path)).select_one("form.record")) | SAID | {"issue": "Street lights"}
    notes = (NoteDraft(kind=NoteKind.ISSUE, words="Parking"),)
    theirs = WriteUpDraft(outcome="Theirs", agreed="A walk", notes=notes)
    write_up(visit.engagement, theirs, now=NOW, by="Kit Barrowby")
    refused = manager.post(path, data=values)
    assert refused.status_code == 422
    shown = page(refused)
    saved = shown.find(id="theirs").parent.text
    assert "Theirs" in saved
    assert "Kit Barrowby" in saved
    assert shown.select_one("#outcome").text.strip() == SAID["outcome"]
    again = form_values(shown.select_one("form.record")) | {"save": "done"}
    assert manager.post(path, data=again).status_code == 303
    written = record_of(fresh(visit))
    assert (written.outcome, written.agreed) == (SAID["outcome"], "A walk")
    assert [each.words for each in notes_of(visit.engagement)] == ["Parking", "Street lights"]


@pytest.mark.parametrize(
    ("instead", "status", "by_us"),
    [
        ("postponed", EngagementStatus.POSTPONED, [True]),
        ("postponed by them", EngagementStatus.POSTPONED, [False]),
        ("cancelled", EngagementStatus.CANCELLED, []),
        ("declined", EngagementStatus.DECLINED, []),
    ],
)
def test_what_was_not_held_says_why_once(manager, visit, path, instead, status, by_us):
    said = {"held": "no", "instead": instead, "reason": "Snow"}
    assert submit(manager, path, {"held": "no", "instead": instead, "reason": ""}).status_code == 422
    values = form_values(page(manager.get(path)).select_one("form.record")) | said
    for _ in range(2):
        assert manager.post(path, data=values).status_code == 303
    assert fresh(visit).status is status
    assert [each.by_us for each in db.session.scalars(select(Postponement))] == by_us
    assert "cannot be written up" in manager.get(path).text


def test_a_correction_shows_what_is_stored_and_a_second_offer_is_not_asked_for(manager, visit, path):
    council = f"organisation:{visit.leader.organisation_id}"
    gift = {"offered": "yes", "gift_what": "Tea", "gift_decision": "accepted", "gift_from": council}
    submit(manager, path, SAID | gift | {"gift_to": str(visit.commissioner.id), "future_work": "A survey"})
    shown = page(manager.get(path))
    assert shown.select_one("#future_work").text.strip() == "A survey"
    assert shown.select("input[name=offered]") == []
    assert submit(manager, path, {"outcome": "Weekly.", "save": "done"}, form="form.record").status_code == 303
    assert record_of(fresh(visit)).outcome == "Weekly."
    assert db.session.scalar(select(func.count()).select_from(type(gifts_of(visit.engagement)[0]))) == 1


def test_a_guest_who_was_written_down_can_be_kept_and_taken_away(manager, visit, path):
    submit(manager, path, SAID | {"guests-0-role": "Resident"})
    assert "Resident" in [each.words for each in people_in(fresh(visit))]
    submit(manager, path, {"outcome": "Corrected.", "save": "done"}, form="form.record")
    assert "Resident" in [each.words for each in people_in(fresh(visit))]
    submit(manager, path, {"guests-0-role": "", "save": "done"}, form="form.record")
    assert "Resident" not in [each.words for each in people_in(fresh(visit))]


def test_at_a_summit_the_door_knows_who_came(manager, visit, path):
    visit.engagement.kind = EngagementKind.SUMMIT
    assert "Who came?" not in manager.get(path).text
    assert submit(manager, path, SAID).status_code == 303
    assert not any(each.is_written for each in people_in(fresh(visit)))


def test_the_panel_tells_by_role_what_was_written(viewer, manager, visit, path):
    submit(manager, path, SAID | {"issue": "Parking", "agreed": "A walk"})
    shown = page(viewer.get(f"/engagements/{visit.engagement.id}")).find(id="record")
    for words in (SAID["outcome"], "A walk", "Leader, Blaby District Council", "Parking", "Nothing"):
        assert words in shown.text
    assert "Rowan Ashdown" not in shown.text
    assert "Correct the write-up" not in shown.text
    file = page(viewer.get(f"/partners/organisations/{visit.leader.organisation_id}")).find(id="issues")
    assert "Parking" in file.text


def test_what_is_known_before_is_noted_and_nobody_overwrites_unseen_words(manager, visit):
    path = f"/engagements/{visit.engagement.id}/facts"
    said = {"initiated_by": "partner", "has_risk": "y", "risk_words": "A closure", "lines_to_take": "Thank them."}
    stale = form_values(page(manager.get(path)).select_one("main form")) | said
    assert submit(manager, path, said).status_code == 303
    assert manager.post(path, data=stale).status_code == 303
    refused = manager.post(path, data=stale | {"lines_to_take": "Say nothing."})
    assert refused.status_code == 422
    assert "Thank them." in page(refused).select_one(".task").text
    assert page(refused).select_one("#lines_to_take").text.strip() == "Say nothing."
    visit.engagement.handling = Handling.OFFICIAL_SENSITIVE
    assert "The partner invited us" in manager.get(f"/engagements/{visit.engagement.id}").text


def test_the_list_of_what_is_not_written_up(viewer, visit):
    assert "Everything that was held is written up" in viewer.get("/engagements/unwritten").text
    factories.engagement(status=EngagementStatus.HELD, title="Old visit", starts_at=NOW, ends_at=NOW.replace(hour=12))
    shown = page(viewer.get("/engagements/unwritten"))
    assert "Old visit" in shown.select_one("tbody").text
    assert "Write it up" not in shown.text
