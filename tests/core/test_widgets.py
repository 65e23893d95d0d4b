"""Every WTForms field as its GOV.UK component: read from the HTML that the sample form draws."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from werkzeug.datastructures import MultiDict
from wtforms import Form

from scheduler.core.widgets import DayField, summary_of_errors
from tests.core.sample import EveryField, create_sample


def drawn(name: str, typed: dict[str, Any] | None = None, options: str = "") -> BeautifulSoup:
    """One field of the sample form, as HTML; `typed` is what a person sent."""
    app = create_sample()
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST" if typed is not None else "GET", data=typed):
        form = EveryField()
        if typed is not None:
            form.validate()
        source = '{% from "components/forms.html" import field %}{{ field(form[name]' + options + ") }}"
        return BeautifulSoup(app.jinja_env.from_string(source).render(form=form, name=name), "html.parser")


def described(html: BeautifulSoup, tag: Tag) -> str:
    return " ".join(html.find(id=name).get_text(" ", strip=True) for name in tag["aria-describedby"].split())


def test_text_input_is_labelled_hinted_and_keeps_what_was_typed() -> None:
    html = drawn("title", {"title": "Summit <1>"})
    box = html.input
    assert html.find("label", attrs={"for": box["id"]}).get_text(strip=True) == "What is it?"
    assert described(html, box) == "Partners see this."
    assert box["value"] == "Summit <1>"


def test_error_is_read_with_the_hint() -> None:
    html = drawn("title", {})
    assert described(html, html.input) == "Partners see this. Error: Enter what it is."


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("email", {"type": "email", "autocomplete": "email", "spellcheck": "false"}),
        ("starts_at", {"type": "time"}),
        ("places", {"type": "text", "inputmode": "numeric"}),
        ("password", {"type": "password", "autocomplete": "current-password"}),
        ("substitute", {"type": "text", "autocomplete": "name"}),
    ],
)
def test_input_tells_browsers_what_it_is_for(name: str, attributes: dict[str, str]) -> None:
    assert attributes.items() <= drawn(name).input.attrs.items()


def test_passwords_are_never_sent_back() -> None:
    assert not drawn("password", {"password": "secret words"}).input.get("value")


def test_class_of_a_field_joins_the_component_s_own() -> None:
    assert drawn("places").input["class"] == ["govuk-input", "govuk-input--width-4"]


def test_radios_are_a_named_group_whose_first_control_has_the_field_s_id() -> None:
    html = drawn("answer", {"answer": "someone_else"})
    radios = html.find_all("input")
    assert html.fieldset.legend.get_text(strip=True) == "Your answer"
    assert [radio["id"] for radio in radios] == ["answer", "answer-2", "answer-3"]
    assert [radio["value"] for radio in radios if radio.has_attr("checked")] == ["someone_else"]
    assert described(html, radios[1]) == "A deputy, for example."


def test_checkboxes_tick_everything_that_was_chosen() -> None:
    boxes = drawn("principals", {"principals": ["pcc", "cc"]}).find_all("input")
    assert [box.has_attr("checked") for box in boxes] == [True, True]


def test_single_box_needs_no_legend_and_says_its_error() -> None:
    html = drawn("consent", {})
    assert html.legend is None
    assert html.find("label", attrs={"for": "consent"}).get_text(strip=True) == "The partner knows about it"
    assert described(html, html.input) == "Error: Confirm that the partner knows."


def test_select_marks_the_choice_and_keeps_groups() -> None:
    assert drawn("organisation", {"organisation": "1"}).find("option", selected=True).text == "Blaby District Council"
    grouped = drawn("post", {"post": "9"})
    assert [group["label"] for group in grouped.find_all("optgroup")] == ["Blaby", "Leicester"]
    assert grouped.find("option", selected=True).text == "City Mayor"
    assert described(grouped, grouped.select_one("select")) == "Whoever holds the post is invited."


def test_long_text_comes_back_exactly_as_typed_however_deep_it_is_nested() -> None:
    typed = "First line\r\n  indented\r\n\r\n<last> & least"
    options = ', conditional={"someone_else": field(form.words)}'
    html = drawn("answer", {"answer": "someone_else", "words": typed}, options)
    assert html.textarea.text.removeprefix("\n").strip("\n") == typed.replace("\r\n", "\n")


def test_lists_number_their_entries_and_reach_into_forms() -> None:
    html = drawn("guests", {"guests-0-name": ""})
    assert [legend.get_text(strip=True) for legend in html.find_all("legend")] == ["Guests", "Guests 1"]
    assert described(html, html.input) == "Error: Enter the name of the guest."


def test_options_of_the_template_win_over_the_form() -> None:
    html = drawn("title", None, ', label="Short name", hint="Ten letters.", hide_label=true')
    assert html.label.get_text(strip=True) == "Short name"
    assert "govuk-visually-hidden" in html.label["class"]
    assert described(html, html.input) == "Ten letters."


def test_summary_links_each_error_to_the_first_control_that_mends_it() -> None:
    response = create_sample().test_client()
    html = BeautifulSoup(response.get("/form").text, "html.parser")
    token = html.find("input", attrs={"name": "csrf_token"})["value"]
    html = BeautifulSoup(response.post("/form", data={"csrf_token": token}).text, "html.parser")
    assert html.title.text == "Error: Add an engagement – Engagement scheduler"
    links = html.select(".govuk-error-summary a")
    assert [link["href"] for link in links] == [
        "#title",
        "#email",
        "#starts_on-day",
        "#places",
        "#organisation",
        "#answer",
        "#principals",
        "#consent",
        "#guests-0-name",
    ]
    targets = [html.find(id=link["href"][1:]) for link in links]
    assert all(target.name in {"input", "select", "textarea"} for target in targets)


class DayForm(Form):
    day = DayField("Day")


@pytest.mark.parametrize(
    "typed",
    [["29", "9", "2014"], [" 29 ", "09", "14"], ["29", "Sep", "2014"], ["29", "september", "2014"]],
)
def test_day_is_understood_as_people_type_it(typed: list[str]) -> None:
    form = DayForm(MultiDict({"day": typed}))
    assert form.validate()
    assert form.day.data == date(2014, 9, 29)


@pytest.mark.parametrize("typed", [["31", "2", "2014"], ["29", "", "2014"], ["", "", "2014"], ["x", "y", "z"]])
def test_day_that_does_not_exist_is_refused_and_shown_again(typed: list[str]) -> None:
    form = DayForm(MultiDict({"day": typed}))
    assert not form.validate()
    assert summary_of_errors(form) == [{"text": "Enter a real date, such as 29 9 2014.", "href": "#day-day"}]
    assert form.day.parts() == typed


def test_three_empty_boxes_are_no_answer() -> None:
    form = DayForm(MultiDict({"day": ["", "", ""]}))
    assert form.validate()
    assert form.day.data is None


def test_stored_day_fills_the_three_boxes() -> None:
    assert DayForm(data={"day": date(2014, 9, 29)}).day.parts() == ["29", "9", "2014"]
