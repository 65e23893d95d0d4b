"""“Where do we stand?” in one sentence; the settings and rooms; what a viewer may not do."""

from datetime import timedelta

import pytest
import time_machine

from scheduler.core.clock import to_local
from scheduler.core.db import db
from scheduler.summits.models import Summit, SummitRoom
from scheduler.summits.queries.overview import overview_of
from scheduler.summits.rules.timeline import Step
from scheduler.summits.rules.vocabulary import Timeline
from tests.browsing import page, submit
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.planning import THE_DAY, at_nine, planned

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def text_of(client, path: str) -> str:
    return page(client.get(path)).select_one("main").get_text(" ", strip=True)


def test_the_sentence_names_the_day_what_is_done_and_what_comes_next(viewer) -> None:
    ours = planned()
    text = text_of(viewer, f"/summits/{ours.summit.id}")
    assert "It is on Wednesday 9 December 2026, 9:30am to 4pm; 1 of 23 steps are done" in text
    assert "Next: Every host approves the day, by 16 September 2026 (in 7 working days)." in text


def test_a_summit_without_a_day_says_so(app) -> None:
    found = overview_of(planned(None).summit, now=NOW)
    assert found.stands.startswith("No day is fixed yet; 0 of 23 steps are done.")
    assert found.timeline_words == ""


def test_the_compressed_timeline_is_proposed_where_it_helps_and_taken_by_a_button(manager) -> None:
    ours = planned(NOW.date() + 56 * DAY)
    home = f"/summits/{ours.summit.id}"
    before = text_of(manager, home)
    assert "On the standard timeline" in before
    assert "On the compressed timeline none is." in before
    assert submit(manager, home, form="main form[action*=timeline]").status_code == 303
    db.session.expire_all()
    assert ours.summit.timeline is Timeline.COMPRESSED
    assert "already late" not in text_of(manager, home)


def test_even_the_compressed_timeline_says_what_it_cannot_keep(app) -> None:
    ours = planned(NOW.date() + 14 * DAY)
    ours.summit.timeline = Timeline.COMPRESSED
    found = overview_of(ours.summit, now=NOW)
    assert found.timeline_words.startswith("Even on the compressed timeline")
    assert not found.proposes_compressed


def test_what_is_due_is_counted_anew_when_the_date_moves(app) -> None:
    ours = planned(NOW.date() + 14 * DAY)
    late = len(overview_of(ours.summit, now=NOW).late)
    engagement = ours.summit.engagement
    engagement.starts_at += 182 * DAY
    engagement.ends_at += 182 * DAY
    assert late > 5
    assert overview_of(ours.summit, now=NOW).late == []


def test_answers_and_missing_agencies_are_said_in_numbers(viewer) -> None:
    ours = planned()
    ours.summit.places.places = ours.summit.places.ceiling = 10
    first, _second = ours.guests(2)
    ours.answer(first)
    text = text_of(viewer, f"/summits/{ours.summit.id}")
    assert "1 of 2 invited have answered" in text
    assert "1 of 2 agencies have a place; missing:" in text
    assert "1 of 10 places are taken" in text


def test_the_overview_asks_as_often_for_many_as_for_few(app) -> None:
    ours = planned()

    def statements() -> int:
        overview_of(ours.summit, now=NOW)  # bank holidays are asked once a transaction
        db.session.expire_all()
        with count_queries() as sent:
            overview_of(ours.summit, now=NOW)
        return len(sent)

    for invitation in ours.guests(2):
        ours.answer(invitation)
    few = statements()
    for invitation in ours.guests(10):
        ours.answer(invitation)
    assert statements() == few <= 30


def test_the_day_until_which_answers_are_awaited_is_the_engagements_too(manager) -> None:
    ours = planned()
    path = f"/summits/{ours.summit.id}/settings"
    typed = {"outcomes": "A strategy", "answers_until_on": "25 November 2026", "offer_hours": "8", "wanted_band": "1"}
    assert submit(manager, path, typed).status_code == 303
    db.session.expire_all()
    summit = db.session.get(Summit, ours.summit.id)
    assert (summit.outcomes, summit.offer_hours, summit.wanted_band) == ("A strategy", 8, 1)
    assert to_local(summit.engagement.reply_by_at).isoformat() == "2026-11-25T17:00:00+00:00"
    assert submit(manager, path, {"answers_until_on": ""}).status_code == 303
    db.session.expire_all()
    assert summit.engagement.reply_by_at is None


def test_a_deadline_after_the_day_is_refused_beside_its_field(manager) -> None:
    ours = planned()
    path = f"/summits/{ours.summit.id}/settings"
    refused = submit(manager, path, {"assessments_due_on": "10 December 2026", "outcomes": "kept"})
    assert refused.status_code == 422
    message = page(refused).select_one("#assessments_due_on-error").text
    assert "The summit is on 9 December 2026. Choose a day before it." in message
    assert "kept" in page(refused).select_one("#outcomes").text


def test_the_settings_tell_what_the_timeline_says(manager) -> None:
    ours = planned()
    text = text_of(manager, f"/summits/{ours.summit.id}/settings")
    assert "The standard timeline says Wednesday 11 November 2026." in text


def test_rooms_are_added_changed_and_removed(manager) -> None:
    ours = planned()
    home = f"/summits/{ours.summit.id}/rooms"
    typed = {"name": "Main hall", "capacity": "120", "is_step_free": "y", "notes": "ground floor"}
    assert submit(manager, f"{home}/new", typed).status_code == 303
    room = db.session.query(SummitRoom).one()
    assert "Main hall" in text_of(manager, home)
    assert submit(manager, f"{home}/{room.id}", {"capacity": "many"}).status_code == 422
    assert submit(manager, f"{home}/{room.id}", {"capacity": "80"}).status_code == 303
    db.session.expire_all()
    assert (room.capacity, room.is_step_free, room.has_hearing_loop) == (80, True, False)
    assert submit(manager, f"{home}/{room.id}", form="main form[action$=remove]").status_code == 303
    assert db.session.query(SummitRoom).count() == 0


def test_a_viewer_reads_and_is_offered_nothing_to_change(viewer) -> None:
    ours = planned()
    shown = page(viewer.get(f"/summits/{ours.summit.id}"))
    assert "Settings" not in shown.select_one("nav[aria-label=Summit]").text
    assert shown.select("main a[href*='/steps/']") == []
    assert viewer.get(f"/summits/{ours.summit.id}/settings").status_code == 403


def test_every_tab_and_every_proof_leads_to_a_page(manager) -> None:
    ours = planned()
    shown = page(manager.get(f"/summits/{ours.summit.id}"))
    tabs = [link["href"] for link in shown.select("nav[aria-label=Summit] a")]
    proofs = [link["href"] for link in shown.select("main td a")]
    assert len(tabs) == 11
    assert len(proofs) == 2 * len(Step)
    assert {path: manager.get(path).status_code for path in {*tabs, *proofs}} == dict.fromkeys({*tabs, *proofs}, 200)


def test_after_the_day_the_sentence_looks_back(app, clock) -> None:
    ours = planned()
    clock.move_to(at_nine(THE_DAY + DAY))
    assert overview_of(ours.summit, now=at_nine(THE_DAY + DAY)).stands.startswith("It was on Wednesday 9 December 2026")
