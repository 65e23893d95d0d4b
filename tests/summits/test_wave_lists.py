"""A pasted or imported list: each line means exactly one seat or person, or is told to be unclear."""

import io

import pytest

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.summits.models import PlannedWave
from scheduler.summits.queries.wave_lists import matches_of
from scheduler.summits.rules.wave_lines import read_lines
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.county import County, county


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("leader@example.org\nchief@example.org", [("leader@example.org", ""), ("chief@example.org", "")]),
        ("a@example.org; b@example.org", [("a@example.org", ""), ("b@example.org", "")]),
        ("Rowan Ashdown <rowan@example.org>", [("rowan@example.org", "")]),
        ("Leader, Melton Borough Council", [("", "Leader, Melton Borough Council")]),
        ("Leader\tMelton\n\nChair\tHarby CSP", [("", "Leader, Melton"), ("", "Chair, Harby CSP")]),
    ],
)
def test_lines_without_headers_are_addresses_or_seats_in_words(text, read):
    assert [(line.address, line.words) for line in read_lines(text)] == read


def test_headers_that_offices_write_are_understood_and_rows_keep_their_numbers():
    lines = read_lines("Council;Role;E-mail\nMelton;Leader;\n;;x@example.org\n")
    assert [(line.number, line.home, line.title, line.address) for line in lines] == [
        (2, "Melton", "Leader", ""),
        (3, "", "", "x@example.org"),
    ]


def test_nothing_pasted_is_said_to_be_nothing():
    with pytest.raises(RuleBroken, match="There is nothing in it"):
        read_lines("  \n")


@pytest.fixture
def ours(app) -> County:
    return county()


def said(ours: County, text: str) -> list[str]:
    """Whom each line means, or what is wrong with it."""
    planned = ours.plan("chair")
    return [each.label or each.error for each in matches_of(planned, read_lines(text), local_day(NOW))]


@pytest.mark.parametrize(
    "line",
    [
        "LEADER.MELTON@example.org",
        "office.melton@example.org",
        "Leader, Melton Borough Council",
        "melton borough council leader",
        "Organisation,Post title\nMelton Borough Council,Leader",
    ],
)
def test_one_seat_is_found_by_address_office_or_words(ours, line):
    assert said(ours, line) == ["Leader, Melton Borough Council"]


def test_an_organisation_of_one_seat_means_that_seat(ours):
    assert said(ours, "Ashby University") == ["Director of safety, Ashby University"]


def test_an_organisation_of_several_seats_is_asked_which(ours):
    assert said(ours, "Melton Borough Council") == [
        (
            "“Melton Borough Council” has 2 seats (Leader, Melton Borough Council; "
            "Chief executive, Melton Borough Council). Say which one."
        )
    ]


def test_a_title_that_several_hold_is_never_guessed(ours):
    assert said(ours, "Leader") == ["2 seats are called “Leader”. Add the organisation."]
    assert said(ours, "Chair") == ["Chair, Harby Community Safety Partnership"]


def test_an_address_that_two_seats_share_is_asked_which(ours):
    ours.seats["harby"].pa_email = "office.melton@example.org"
    db.session.commit()
    (error,) = said(ours, "office.melton@example.org")
    assert error.startswith("2 seats (")
    assert error.endswith("share this address. Write the seat instead.")


def test_a_person_without_a_seat_is_found_by_address(ours):
    factories.person(name="Nell Quarrie", email="nell@example.org")
    assert said(ours, "nell@example.org") == ["Nell Quarrie"]


def test_whoever_is_unknown_is_told_with_what_to_do(ours):
    assert said(ours, "ghost@example.org") == [
        "Nobody in Partners has this address. Correct it, or add them to Partners first."
    ]
    assert said(ours, "Mayor, Atlantis") == [
        "No seat or organisation of this name. Correct it, or add it to Partners first."
    ]
    assert said(ours, "Organisation,Post title\nMelton Borough Council,Mayor") == [
        (
            "“Melton Borough Council” has no seat called “Mayor”. It has 2 seats (Leader, Melton Borough Council; "
            "Chief executive, Melton Borough Council)."
        )
    ]


def test_a_second_line_for_the_same_seat_and_a_member_are_marked(ours):
    planned = ours.plan("chair")
    lines = read_lines("chair@example.org\ntrust@example.org\nDirector of safety, Vale NHS Trust")
    assert [each.is_member for each in matches_of(planned, lines, local_day(NOW))] == [True, False, True]


def test_a_list_is_matched_in_as_many_queries_however_long(ours):
    planned, on = ours.plan("chair"), local_day(NOW)
    with count_queries() as few:
        matches_of(planned, read_lines("trust@example.org"), on)
    with count_queries() as many:
        matches_of(planned, read_lines("\n".join(f"x{number}@example.org" for number in range(200))), on)
    assert len(many) <= len(few)


def test_a_look_stores_nothing_and_a_press_adds_those_who_were_found(ours, manager):
    planned = ours.plan("chair", name="Wave 1")
    path = f"/summits/{ours.summit.id}/waves/{planned.id}/list"
    looked = submit(manager, path, {"text": "trust@example.org\nghost@example.org"}, form="form.read-list")
    shown = page(looked)
    assert "1 line can be added, 1 cannot." in " ".join(shown.select_one(".summary").text.split())
    assert [cell.text for cell in shown.select("tr.forgotten td, tr.forgotten th")][:2] == ["2", "ghost@example.org"]
    assert len(planned.members) == 1
    form = shown.select_one("form.add-list")
    data = {each["name"]: each.get("value", "") for each in form.select("input")} | {"add": "1"}
    added = manager.post(path, data=data | {"text": form.textarea.text})
    assert "1 member added to Wave 1" in manager.get(added.location).text
    db.session.expire_all()
    assert {each.post_id for each in db.session.get(PlannedWave, planned.id).members} == {
        ours.seats["chair"].id,
        ours.seats["trust"].id,
    }


def test_a_file_from_excel_is_read_and_a_workbook_is_refused_beside_its_field(ours, manager):
    planned = ours.plan("chair")
    path = f"/summits/{ours.summit.id}/waves/{planned.id}/list"
    csv = "Council;Post\r\nVale NHS Trust;Director of safety\r\n".encode("utf-16")
    read = submit(manager, path, {"file": (io.BytesIO(csv), "list.csv")}, form="form.read-list")
    assert "Director of safety, Vale NHS Trust" in read.text
    refused = submit(manager, path, {"file": (io.BytesIO(b"PK\x03\x04"), "list.xlsx")}, form="form.read-list")
    assert refused.status_code == 422
    assert "choose Save as, then CSV" in page(refused).select_one("#file-error").text
