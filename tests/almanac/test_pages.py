"""The almanac's pages, as a browser without JavaScript uses them."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler.almanac.models import BankHoliday, Layer, LayerEntry, Town
from scheduler.almanac.queries import bank_holidays, travel_table
from scheduler.almanac.rules import LayerKind, LayerSource
from scheduler.core.db import db
from scheduler.core.typed import typed_day
from tests import factories
from tests.browsing import page, submit
from tests.ical.foreign import calendar, event

pytestmark = pytest.mark.usefixtures("at_nine_on_a_monday")
CABINET = calendar(event("DTSTART;TZID=Europe/London:20261006T170000", "DURATION:PT2H", "SUMMARY:Cabinet about pay"))


@pytest.fixture
def at_nine_on_a_monday():
    with time_machine.travel(factories.NOW, tick=True):
        yield


def text_of(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(page(response).get_text(" ").split())


def errors_of(response) -> list[str]:
    assert response.status_code == 422
    return [item.get_text(strip=True) for item in page(response).select(".govuk-error-summary__list li")]


def test_a_day_answers_why_not_and_where_to_go_instead(viewer: FlaskClient) -> None:
    factories.layer_entry(layer=factories.layer(name="School holidays"))
    said = text_of(viewer, "/almanac?on=19+October")
    assert "Monday 19 October 2026 △ School holidays: half-term counts a little" in said
    assert "next working day with nothing against it is Monday 26 October 2026" in said
    assert "Nothing speaks against it" in text_of(viewer, "/almanac?on=2026-10-14")


def test_a_day_is_asked_for_one_partner(viewer: FlaskClient) -> None:
    county, city = factories.organisation(name="County"), factories.organisation(name="City")
    factories.layer_entry(layer=factories.layer(name="School holidays", organisations=[county]))
    assert "School holidays: half-term" in text_of(viewer, f"/almanac?on=2026-10-19&partner={county.id}")
    assert "Nothing speaks against it" in text_of(viewer, f"/almanac?on=2026-10-19&partner={city.id}")


def test_a_month_shows_its_reasons_clear_days_and_papers_due(viewer: FlaskClient) -> None:
    panel = factories.layer(name="the Panel", kind=LayerKind.PANEL, is_hard=True, deadline_working_days=7)
    factories.layer_entry(layer=panel, first_on=date(2026, 10, 12), last_on=date(2026, 10, 12), words="")
    said = text_of(viewer, "/almanac?month=2026-10")
    assert "20 of 22 working days have nothing against them." in said
    assert "■ the Panel (nothing is proposed)" in said
    assert "Thursday 1 October 2026 : the Panel of Monday 12 October 2026 (7 working days before)" in said


def test_beyond_the_last_known_bank_holidays_the_page_warns(viewer: FlaskClient) -> None:
    assert "Bank holidays are known until the end of 2028 only" in text_of(viewer, "/almanac?month=2029-03")
    assert "known until" not in text_of(viewer, "/almanac?month=2028-12")


@pytest.mark.parametrize("query", ["month=x", "month=0001-01", "month=9999-12", "on=", "partner=abc", "partner=-1"])
def test_an_address_that_was_tampered_with_still_shows_a_month(viewer: FlaskClient, query: str) -> None:
    assert "Almanac" in text_of(viewer, f"/almanac?{query}")


def test_an_unreadable_day_is_said_beside_its_box(viewer: FlaskClient) -> None:
    assert "“whenever” is not a day we can read" in text_of(viewer, "/almanac?on=whenever")


def test_a_viewer_is_offered_nothing_to_change(viewer: FlaskClient) -> None:
    entry = factories.layer_entry()
    factories.town()
    for path in (
        "/almanac",
        "/almanac/layers",
        f"/almanac/layers/{entry.layer_id}",
        "/almanac/holidays",
        "/almanac/travel",
    ):
        shown = page(viewer.get(path))
        assert shown.select("main form[method=post]") == []
        assert shown.select("main a.govuk-button") == []


def test_a_layer_is_switched_off_from_the_month_and_one_comes_back_to_it(manager: FlaskClient) -> None:
    layer = factories.layer_entry().layer
    response = submit(manager, "/almanac?month=2026-10", form=f"form[action$='/{layer.id}/off']")
    assert (response.status_code, response.location) == (303, "/almanac?month=2026-10")
    assert db.session.get(Layer, layer.id).is_on is False
    assert "20 of" not in text_of(manager, response.location)


def test_a_layer_is_added_and_given_days(manager: FlaskClient) -> None:
    council = factories.organisation(name="Blaby District Council")
    filled = {"name": "Full council", "kind": "council meetings", "weight": "8", "organisations": [str(council.id)]}
    response = submit(manager, "/almanac/layers/new", filled)
    assert response.status_code == 303
    days = {"first_on": "6 October", "times": "5:30pm to 8pm", "words": "full council"}
    assert submit(manager, f"{response.location}/days", days).status_code == 303
    entry = db.session.query(LayerEntry).one()
    assert (entry.first_on, entry.last_on, entry.starts.hour) == (date(2026, 10, 6), date(2026, 10, 6), 17)
    assert entry.layer.organisations == [council]
    said = text_of(manager, response.location)
    assert "Tuesday 6 October 2026, 5:30pm to 8pm full council" in said


def test_a_layer_s_page_of_change_shows_what_is_stored(manager: FlaskClient) -> None:
    council = factories.organisation()
    layer = factories.layer(
        name="Full council", is_hard=True, weight=7, organisations=[council], deadline_working_days=5
    )
    form = page(manager.get(f"/almanac/layers/{layer.id}/edit"))
    assert form.select_one("input[name=counts][checked]")["value"] == "hard"
    assert form.select_one("input[name=organisations][checked]")["value"] == str(council.id)
    assert submit(manager, f"/almanac/layers/{layer.id}/edit", {"name": "Council"}).status_code == 303
    db.session.refresh(layer)
    assert (layer.name, layer.is_hard, layer.weight, layer.deadline_working_days) == ("Council", True, 7, 5)


@pytest.mark.parametrize(
    ("path", "values", "message"),
    [
        ("/almanac/layers/new", {"name": ""}, "Enter the name, for example School holidays, county."),
        ("/almanac/layers/new", {"name": "x", "deadline_working_days": "soon"}, "Enter a whole number, such as 7."),
        ("/almanac/layers/{layer}/days", {"first_on": "never"},
         "“never” is not a day we can read. Enter it like 29 September 2026 or 29/9/2026."),
        ("/almanac/layers/{layer}/days", {"first_on": "9 Oct", "last_on": "8 Oct 2026"},
         "The last day, 8 October 2026, is before the first, 9 October 2026."),
        ("/almanac/layers/{layer}/days", {"first_on": "9 Oct", "times": "5pm to 4pm"},
         "It must end after it starts, on the same day."),
        ("/almanac/layers/{layer}/calendar", {}, "Choose a file, or enter an address below."),
        ("/almanac/layers/{layer}/calendar", {"address": "http://127.0.0.1/x.ics"},
         "127.0.0.1 is not a public address. We reach machines on the internet only."),
        ("/almanac/layers/{layer}/fill/school-year", {"year": "26"}, "Enter a year, for example 2026."),
        ("/almanac/layers/{layer}/fill/pre-election", {"election_on": ""}, "Enter the day, for example 6 May 2027."),
        ("/almanac/layers/{layer}/fill/regular-days", {"first_on": "1 Sept 2026", "last_on": "1 Sept 2036",
                                                           "months": ["5"]},
         "Enter a last day after the first, within three years."),
        ("/almanac/travel/towns/new", {"name": "Here", "latitude": "north"},
         "Enter degrees as a number, such as 52.6386."),
        ("/almanac/holidays", {"day": "26 March 2027", "name": "Again"},
         "26 March 2027 is a bank holiday already: Good Friday."),
    ],
)  # fmt: skip
def test_what_a_form_refuses_is_said_beside_the_field(
    manager: FlaskClient, path: str, values: dict[str, object], message: str
) -> None:
    layer = factories.layer()
    response = submit(manager, path.format(layer=layer.id), values, form="main form:has(.govuk-form-group)")
    assert errors_of(response) == [message]


def test_days_are_changed_and_removed(manager: FlaskClient) -> None:
    entry = factories.layer_entry()
    assert submit(manager, f"/almanac/days/{entry.id}", {"last_on": "30 October 2026"}).status_code == 303
    db.session.refresh(entry)
    assert (entry.first_on, entry.last_on) == (date(2026, 10, 19), date(2026, 10, 30))
    assert submit(manager, f"/almanac/days/{entry.id}", form="form[action$=remove]").status_code == 303
    assert db.session.query(LayerEntry).count() == 0


def test_a_layer_is_removed_after_a_question(manager: FlaskClient) -> None:
    entry = factories.layer_entry()
    assert "1 period" in text_of(manager, f"/almanac/layers/{entry.layer_id}/remove")
    assert submit(manager, f"/almanac/layers/{entry.layer_id}/remove").status_code == 303
    assert db.session.query(Layer).count() == 0


@pytest.mark.parametrize(
    ("kind", "values", "periods"),
    [
        ("school-year", {"pattern": "leicester", "year": "2026"}, 6),
        ("pre-election", {"election_on": "6 May 2027"}, 1),
        ("known-days", {"days": "civic"}, 12),
        ("regular-days", {"which": "3", "weekday": "1", "months": ["5", "7"], "times": "5:30pm to 8pm",
                          "first_on": "1 September 2026", "last_on": "31 August 2027"}, 2),
    ],
)  # fmt: skip
def test_a_template_writes_days_down(manager: FlaskClient, kind: str, values: dict[str, object], periods: int) -> None:
    layer = factories.layer()
    address = f"/almanac/layers/{layer.id}/fill/{kind}"
    assert submit(manager, address, values).location == f"/almanac/layers/{layer.id}"
    assert submit(manager, address, values).status_code == 303
    assert db.session.query(LayerEntry).count() == periods


def test_a_calendar_is_brought_as_a_file_and_its_days_are_read_only(manager: FlaskClient) -> None:
    layer = factories.layer(name="Cabinet")
    sent = submit(manager, f"/almanac/layers/{layer.id}/calendar", {"file": (BytesIO(CABINET), "cabinet.ics")})
    assert sent.status_code == 303
    said = text_of(manager, sent.location)
    assert "Tuesday 6 October 2026, 5pm to 7pm Busy" in said
    assert "titles are not kept" in said
    assert "Add days" not in said
    entry = db.session.query(LayerEntry).one()
    assert manager.get(f"/almanac/days/{entry.id}").status_code == 404


def test_a_file_that_is_no_calendar_keeps_the_days_that_were_there(manager: FlaskClient) -> None:
    entry = factories.layer_entry()
    sent = submit(manager, f"/almanac/layers/{entry.layer_id}/calendar", {"file": (BytesIO(b"<html>"), "x.ics")})
    assert errors_of(sent) == ["That is a web page, not a calendar. Look for the calendar's own .ics file."]
    assert db.session.query(LayerEntry).count() == 1


def test_a_calendar_that_could_not_be_read_says_so_and_its_address_stays_with_managers(viewer: FlaskClient) -> None:
    layer = factories.layer(
        source=LayerSource.ADDRESS, address="https://calendar.example.org/secret.ics", fetch_problem="It answered 404."
    )
    for path in ("/almanac/layers", f"/almanac/layers/{layer.id}"):
        assert "It answered 404." in text_of(viewer, path)
        assert "secret" not in viewer.get(path).text
    assert "calendar.example.org" in text_of(viewer, f"/almanac/layers/{layer.id}")


def test_a_layer_without_subscription_has_nothing_to_refresh(manager: FlaskClient) -> None:
    layer = factories.layer(source=LayerSource.ADDRESS, address="https://127.0.0.1/x.ics")
    address = f"/almanac/layers/{layer.id}"
    submit(manager, address, form="form[action$=refresh]")
    assert "not a public address" in text_of(manager, address)


def test_bank_holidays_are_added_struck_out_and_restored(manager: FlaskClient) -> None:
    added = submit(manager, "/almanac/holidays", {"day": "4 June 2027", "name": "Jubilee"}, "form:has(#name)")
    assert added.status_code == 303
    assert "Friday 4 June 2027 Jubilee ● Added by the office" in text_of(manager, "/almanac/holidays")
    easter = "form:has(input[value='2027-03-29'])"
    submit(manager, "/almanac/holidays", form=easter)
    assert "Monday 29 March 2027 Easter Monday ✕ Struck out: a working day" in text_of(manager, "/almanac/holidays")
    assert date(2027, 3, 29) not in bank_holidays()
    submit(manager, "/almanac/holidays", form=easter)
    assert [each.day for each in db.session.query(BankHoliday)] == [date(2027, 6, 4)]


def test_the_same_button_pressed_twice_is_answered_in_words(manager: FlaskClient) -> None:
    shown = page(manager.get("/almanac/holidays")).select_one("form:has(input[value='2027-03-29'])")
    data = {each["name"]: each["value"] for each in shown.select("input")}
    answers = [manager.post(shown["action"], data=data).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert "29 March 2027 is no bank holiday." in text_of(manager, "/almanac/holidays")
    assert manager.post(shown["action"], data=data | {"day": "soon"}).status_code == 400


def test_the_travel_table_is_edited_a_town_at_a_time(manager: FlaskClient) -> None:
    for name, latitude, longitude in (("Oakham", "52.6667", "-0.7333"), ("Melton Mowbray", "52.7659", "-0.8869")):
        values = {"name": name, "direction": "east", "latitude": latitude, "longitude": longitude}
        assert submit(manager, "/almanac/travel/towns/new", values).status_code == 303
    assert "Oakham east 35* –" in text_of(manager, "/almanac/travel")
    oakham, melton = (db.session.query(Town).filter_by(name=name).one() for name in ("Oakham", "Melton Mowbray"))
    assert submit(manager, f"/almanac/travel/towns/{oakham.id}", {f"minutes_{melton.id}": "30"}).status_code == 303
    assert "Oakham east 30 –" in text_of(manager, "/almanac/travel")
    wrong = submit(manager, f"/almanac/travel/towns/{oakham.id}", {f"minutes_{melton.id}": "900"})
    assert errors_of(wrong) == ["Enter whole minutes from 0 to 600."]
    assert travel_table().minutes("Melton Mowbray", "Oakham") == 30
    submit(manager, f"/almanac/travel/towns/{oakham.id}", form="form[action$=remove]")
    assert "Oakham" not in text_of(manager, "/almanac/travel").replace("Oakham is removed", "")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(manager: FlaskClient) -> None:
    layer = factories.layer(name="Terms")
    seen = {"version": str(layer.version), "name": "Mine", "kind": "other", "counts": "soft", "weight": "3"}
    submit(manager, f"/almanac/layers/{layer.id}/edit", {"name": "Theirs"})
    assert submit(manager, f"/almanac/layers/{layer.id}/edit", seen).status_code == 409
    assert db.session.query(Layer).one().name == "Theirs"


def test_what_is_not_there_is_said(manager: FlaskClient) -> None:
    layer = factories.layer()
    for path in (
        "/almanac/layers/99",
        "/almanac/days/99",
        "/almanac/travel/towns/99",
        f"/almanac/layers/{layer.id}/fill/x",
    ):
        assert manager.get(path).status_code == 404


def test_the_example_beside_the_day_can_be_typed_in_any_year(viewer: FlaskClient) -> None:
    example = text_of(viewer, "/almanac").split("For example ")[1].split(".")[0]
    for today in (date(2026, 11, 22), date(2027, 2, 28), date(2028, 6, 1)):
        assert (typed_day(example, today).day, typed_day(example, today).month) == (20, 10)
