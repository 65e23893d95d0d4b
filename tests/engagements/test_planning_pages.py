"""Planning, editing, copying and moving on pages: nothing typed is lost, nothing is overwritten unseen."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from scheduler.almanac.models import Layer, LayerEntry
from scheduler.almanac.rules import LayerKind
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus, Handling, HoldEnd
from scheduler.engagements.service import place_holds
from scheduler.ical.event import Timed
from tests.browsing import form_values, page, submit
from tests.factories import NOW, engagement, organisation, place, post, principal, tenure

NEW = "/engagements/new"
FORM = "main form.plan"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def melton(commissioner: Any, **changes: Any) -> dict[str, Any]:
    """What somebody types for a visit."""
    typed = {
        "title": "Visit to Melton",
        "kind": "visit",
        "principals": [str(commissioner.id)],
        "day": "Tuesday 6 Oct",
        "times": "10 to 11:30",
        "status": "agreed",
    }
    return typed | changes


def plan(client: FlaskClient, typed: dict[str, Any], path: str = NEW) -> TestResponse:
    return submit(client, path, typed, form=FORM)


def send_again(client: FlaskClient, path: str, shown: TestResponse, typed: dict[str, Any]) -> TestResponse:
    """Fill the page that came back and press its button."""
    form = page(shown).select_one(FORM)
    assert form is not None
    return client.post(path, data=form_values(form) | typed)


def only_one() -> Engagement:
    db.session.expire_all()
    return db.session.scalars(select(Engagement)).one()


def how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(Engagement)) or 0


def error_of(html: BeautifulSoup, name: str) -> str:
    """The message beside a field."""
    message = html.select_one(f"#{name}-error")
    return message.get_text(" ", strip=True) if message else ""


def test_what_is_typed_is_what_is_planned(manager: FlaskClient) -> None:
    commissioner, constable = principal(name="Morgan Thornbury"), principal(title="Chief Constable", position=1)
    hall = place(name="Parkside")
    typed = melton(
        commissioner,
        principals=[str(commissioner.id), str(constable.id)],
        place_id=str(hall.id),
        place_text="Committee room 2",
        purpose="Emerging threats",
        reply_by="29 September",
        handling="OFFICIAL-SENSITIVE",
    )
    response = plan(manager, typed)
    assert response.status_code == 303
    stored = only_one()
    assert response.location.endswith(f"/engagements/{stored.id}")
    shown = page(manager.get(response.location)).select_one("main").get_text(" ", strip=True)
    assert "Tuesday 6 October 2026, 10am to 11:30am" in shown
    assert "Committee room 2, Parkside" in shown
    assert "Morgan Thornbury" in shown
    assert "Tuesday 29 September 2026, 5pm" in shown
    assert stored.handling is Handling.OFFICIAL_SENSITIVE
    assert [each.title for each in stored.principals] == ["Commissioner", "Chief Constable"]


def test_two_whole_days_are_two_days(manager: FlaskClient) -> None:
    typed = melton(principal(), times="", all_day="y", last_day="7/10/2026", kind="summit")
    assert plan(manager, typed).status_code == 303
    assert (str(only_one().starts_on), str(only_one().ends_on)) == ("2026-10-06", "2026-10-07")


def test_without_a_day_it_waits_to_be_arranged(manager: FlaskClient) -> None:
    assert plan(manager, melton(principal(), day="", times="", status="to_arrange")).status_code == 303
    assert only_one().status is EngagementStatus.TO_ARRANGE


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"title": " "}, "title", "Enter what it is"),
        ({"title": "x" * 201}, "title", "200"),
        ({"day": "32/13/2026"}, "day", "not a real day"),
        ({"day": "Monday 6 October 2026"}, "day", "is a Tuesday"),
        ({"day": ""}, "day", "Enter the day"),
        ({"day": "", "times": ""}, "day", "Enter the day"),
        ({"times": "lunchtime"}, "times", "not times we can read"),
        ({"times": "11am to 10am"}, "times", "end after it starts"),
        ({"times": ""}, "times", "Enter the times"),
        ({"day": "25/10/2026", "times": "1:30am to 3am"}, "times", "clocks change"),
        ({"last_day": "1/10/2026"}, "last_day", "before the first"),
        ({"principals": []}, "principals", "Choose who of ours goes"),
        ({"principals": ["99"]}, "principals", "not"),
        ({"reply_by": "soon"}, "reply_by", "not a day we can read"),
        ({"online_url": "javascript:alert(1)"}, "online_url", "https://"),
        ({"kind": "party"}, "kind", "Not a valid choice"),
    ],
)
def test_bad_input_is_kept_with_the_reason_beside_its_field(
    manager: FlaskClient, wrong: dict[str, Any], field: str, says: str
) -> None:
    typed = melton(principal(), purpose="Keep this", **wrong)
    response = plan(manager, typed)
    html = page(response)
    assert response.status_code == 422
    assert says in error_of(html, field)
    assert html.select_one(f".govuk-error-summary a[href^='#{field}']")
    assert html.title.text.startswith("Error: ")
    kept = form_values(html.select_one(FORM))
    assert kept["purpose"] == ["Keep this"]
    for name in wrong.keys() & {"day", "times", "title", "reply_by", "online_url"}:
        assert kept[name] == [wrong[name]]
    assert how_many() == 0


def test_finding_partners_keeps_everything_that_was_typed_and_picked(manager: FlaskClient) -> None:
    leader = post(organisation=organisation(name="Melton Borough Council"), search_key="leader melton borough council")
    chief = post(title="Chief Executive", organisation=leader.organisation, search_key="chief executive melton")
    other = post(organisation=organisation(name="Blaby District Council"), search_key="leader blaby district council")
    typed = melton(principal(), find="leader melton", do="find", day="not yet readable")
    first = plan(manager, typed)
    assert first.status_code == 200
    html = page(first)
    assert leader.full_title in html.text
    assert other.full_title not in html.text
    assert form_values(html.select_one(FORM))["day"] == ["not yet readable"]
    again = {"posts": [str(leader.id)], "find": "chief executive", "do": "find"}
    second = send_again(manager, NEW, first, again)
    assert form_values(page(second).select_one(FORM))["posts"] == [str(leader.id)]
    both = {"posts": [str(leader.id), str(chief.id)], "find": "", "day": "6/10/2026"}
    assert send_again(manager, NEW, second, both).status_code == 303
    assert {each.id for each in only_one().posts} == {leader.id, chief.id}


def test_the_enter_key_in_any_box_saves_nothing_and_says_so(manager: FlaskClient) -> None:
    html = page(plan(manager, melton(principal(), find="", do="find")))
    assert "Nothing is saved yet" in html.select_one("#partners").text
    assert form_values(html.select_one(FORM))["title"] == ["Visit to Melton"]
    assert how_many() == 0


def test_a_partner_is_found_by_the_name_of_whoever_holds_the_post(manager: FlaskClient) -> None:
    held = tenure()
    held.person.search_key = "lottie farrow"
    db.session.flush()
    shown = plan(manager, melton(principal(), find="Farrow", do="find"))
    assert held.post.full_title in page(shown).text


def test_a_search_that_finds_too_many_says_how_many_it_left_out(manager: FlaskClient) -> None:
    home = organisation(name="Melton Borough Council")
    for number in range(25):
        post(title=f"Officer {number}", organisation=home, search_key=f"officer {number} melton borough council")
    html = page(plan(manager, melton(principal(), find="melton", do="find")))
    assert len(html.select("input[name=posts]")) == 20
    assert "5 left out" in html.text


def test_a_clash_is_shown_before_saving_and_saved_with_its_reason(manager: FlaskClient) -> None:
    commissioner = principal()
    engagement(title="Police and Crime Panel", principals=[commissioner], **when("10:30am"))
    shown = plan(manager, melton(commissioner))
    html = page(shown)
    assert shown.status_code == 422
    assert "Police and Crime Panel" in html.select_one("#clashes").text
    assert "from 10:30am to 11:30am" in html.select_one("#clashes").text
    assert how_many() == 1
    assert send_again(manager, NEW, shown, {"clash_reason": "Leaves the Panel early"}).status_code == 303
    stored = db.session.scalars(select(Engagement).where(Engagement.title == "Visit to Melton")).one()
    assert stored.clash_reason == "Leaves the Panel early"
    assert "Leaves the Panel early" in manager.get(f"/engagements/{stored.id}").text


def when(starts: str) -> dict[str, Any]:
    """Boundaries of an hour on 6 October for the factory."""
    from_to = {"10:30am": (9, 30), "3pm": (14, 0)}[starts]
    begins = NOW.replace(month=10, day=6, hour=from_to[0], minute=from_to[1])
    return {"starts_at": begins, "ends_at": begins.replace(hour=begins.hour + 1)}


def test_editing_shows_what_is_stored_and_changes_only_that(manager: FlaskClient) -> None:
    stored = engagement(title="Visit", principals=[principal()], posts=[post()], place_text="Room 1", reply_by_at=NOW)
    path = f"/engagements/{stored.id}/edit"
    before = (stored.starts_at, stored.ends_at, stored.sequence, [each.id for each in stored.posts])
    assert plan(manager, {"title": "Visit to Melton"}, path).status_code == 303
    after = only_one()
    assert after.title == "Visit to Melton"
    assert (after.starts_at, after.ends_at, after.sequence, [each.id for each in after.posts]) == before


def test_somebody_elses_change_meanwhile_is_never_overwritten_unseen(manager: FlaskClient) -> None:
    stored = engagement(title="Visit", principals=[principal()])
    path = f"/engagements/{stored.id}/edit"
    opened = manager.get(path)
    assert plan(manager, {"place_text": "Room of a colleague"}, path).status_code == 303
    late = send_again(manager, path, opened, {"title": "Typed too late"})
    html = page(late)
    assert late.status_code == 409
    assert "Somebody else changed this meanwhile" in html.text
    assert "Room of a colleague" in html.select_one(".govuk-error-summary").text
    assert form_values(html.select_one(FORM))["title"] == ["Typed too late"]
    assert only_one().title == "Visit"
    assert send_again(manager, path, late, {}).status_code == 303
    assert only_one().title == "Typed too late"


@pytest.mark.parametrize("version", ["", "x", "-1", "²"])
def test_a_page_without_a_proper_version_is_a_conflict(manager: FlaskClient, version: str) -> None:
    stored = engagement(principals=[principal()])
    assert plan(manager, {"version": version}, f"/engagements/{stored.id}/edit").status_code == 409


def test_moving_asks_for_the_time_alone_and_raises_the_sequence_once(manager: FlaskClient) -> None:
    stored = engagement(title="Visit", principals=[principal()], posts=[post()])
    path = f"/engagements/{stored.id}/move"
    assert "Tuesday 6 October 2026" in form_values(page(manager.get(path)).select_one(FORM))["day"]
    assert plan(manager, {"day": "7 October", "times": "10am"}, path).status_code == 303
    moved = only_one()
    assert moved.sequence == 1
    assert moved.starts_at == NOW.replace(month=10, day=7)
    assert moved.title == "Visit"


def test_moving_into_a_clash_shows_it(manager: FlaskClient) -> None:
    commissioner = principal()
    engagement(title="Police and Crime Panel", principals=[commissioner], **when("10:30am"))
    stored = engagement(principals=[commissioner], **when("3pm"))
    path = f"/engagements/{stored.id}/move"
    shown = plan(manager, {"times": "10am to 11am"}, path)
    assert shown.status_code == 422
    assert "Police and Crime Panel" in page(shown).select_one("#clashes").text
    assert send_again(manager, path, shown, {"clash_reason": "Only ten minutes"}).status_code == 303


def test_a_move_that_cannot_be_read_is_kept(manager: FlaskClient) -> None:
    stored = engagement(principals=[principal()])
    shown = plan(manager, {"day": "next spring"}, f"/engagements/{stored.id}/move")
    assert shown.status_code == 422
    assert form_values(page(shown).select_one(FORM))["day"] == ["next spring"]


def test_giving_a_postponed_one_a_day_puts_it_back_into_the_diary(manager: FlaskClient) -> None:
    stored = engagement(principals=[principal()], status=EngagementStatus.POSTPONED, cancelled_at=NOW)
    assert plan(manager, {"day": "13 October"}, f"/engagements/{stored.id}/move").status_code == 303
    assert only_one().status is EngagementStatus.AGREED


def test_a_copy_has_the_same_facts_and_no_day_yet(manager: FlaskClient) -> None:
    stored = engagement(title="Visit", principals=[principal()], posts=[post()], purpose="Emerging threats")
    path = f"/engagements/{stored.id}/copy"
    shown = form_values(page(manager.get(path)).select_one(FORM))
    assert (shown["title"], shown["purpose"], shown["day"]) == (["Visit"], ["Emerging threats"], [""])
    assert plan(manager, {"day": "6 April 2027", "times": "2pm"}, path).status_code == 303
    copied = db.session.scalars(select(Engagement).where(Engagement.copied_from_id == stored.id)).one()
    assert [each.id for each in copied.posts] == [each.id for each in stored.posts]


def test_other_pages_may_start_a_form_with_a_partner_and_a_day(manager: FlaskClient) -> None:
    commissioner, leader = principal(), post()
    path = f"{NEW}?post={leader.id}&principal={commissioner.id}&day=6 October"
    shown = form_values(page(manager.get(path)).select_one(FORM))
    assert (shown["posts"], shown["principals"]) == ([str(leader.id)], [str(commissioner.id)])
    assert shown["day"] == ["6 October"]


def test_the_times_that_a_form_shows_are_read_back_as_the_same_time(manager: FlaskClient) -> None:
    begins = NOW.replace(month=10, day=6, hour=21)
    spans = (Timed(begins, begins.replace(hour=23)), Timed(begins, begins.replace(day=8)))
    for span in spans:
        stored = engagement(principals=[principal()], starts_at=span.starts_at, ends_at=span.ends_at)
        assert plan(manager, {"purpose": "Other"}, f"/engagements/{stored.id}/edit").status_code == 303
        db.session.refresh(stored)
        assert Timed(stored.starts_at, stored.ends_at) == span
        assert stored.sequence == 0


def test_a_title_that_is_too_long_is_refused_in_plain_words_and_kept(manager: FlaskClient) -> None:
    title = "O’Neill-Ashdown " * 20
    shown = submit(manager, NEW, melton(principal(), title=title), form=FORM)
    assert shown.status_code == 422
    assert "Use 200 characters or fewer." in shown.text
    assert page(shown).select_one("[name=title]")["value"] == title


def test_answers_are_not_awaited_after_the_day(manager: FlaskClient) -> None:
    typed = melton(principal(), reply_by="7 October 2026")
    shown = submit(manager, NEW, typed, form=FORM)
    assert "Choose 6 October 2026 or a day before." in shown.text
    assert submit(manager, NEW, typed | {"reply_by": "6 October 2026"}, form=FORM).status_code == 303


def test_a_hold_the_road_and_the_pre_election_period_are_shown_before_saving(manager: FlaskClient) -> None:
    commissioner = principal()
    oakham = engagement(
        title="Visit to Rutland",
        principals=[commissioner],
        place=place(town="Oakham"),
        starts_at=NOW.replace(month=10, day=6, hour=7, minute=30),
        ends_at=NOW.replace(month=10, day=6, hour=8, minute=30),
    )
    undated = engagement(
        title="Visit to Harborough", status="to_arrange", starts_at=None, ends_at=None, principals=[commissioner]
    )
    ten = NOW.replace(month=10, day=6, hour=9)
    place_holds(undated, [Timed(ten, ten + HOUR)], expires_at=NOW + 4 * HOUR, now=NOW)
    elections = Layer(name="Elections", kind=LayerKind.PRE_ELECTION)
    elections.entries = [LayerEntry(first_on=ten.date(), last_on=ten.date(), words="county elections")]
    db.session.add(elections)
    narborough = place(name="Council offices", town="Narborough")
    shown = plan(manager, {**melton(commissioner), "place_kind": "elsewhere", "place_id": str(narborough.id)})
    html = page(shown)
    assert shown.status_code == 422
    way = " ".join(html.select_one("#clashes").text.split())
    assert "time free for “Visit to Harborough” from 10am to 11am, held until 7 September" in way
    assert "cannot be in Oakham until 9:30am and in Narborough at 10am: the road takes 60 minutes" in way
    assert "Pre-election period: county elections" in way
    assert html.select_one(f'#clashes a[href="/engagements/{oakham.id}"]')
    assert send_again(manager, NEW, shown, {"clash_reason": "The leader insists"}).status_code == 303
    stored = db.session.scalars(select(Engagement).where(Engagement.title == "Visit to Melton")).one()
    assert stored.clash_reason == "The leader insists"
    assert [hold.end for hold in undated.holds] == [HoldEnd.TAKEN]
