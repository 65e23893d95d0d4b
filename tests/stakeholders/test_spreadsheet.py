import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core.errors import RuleBroken
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.stakeholders.rules.columns import Column, match_columns
from scheduler.stakeholders.rules.days import parse_day
from scheduler.stakeholders.rules.rows import match_kind, read_row, usual_role
from scheduler.stakeholders.rules.spreadsheet import decode, plain_cell, read_table, safe_cell, write_table

TEXT = "Organisation;Name\r\nCafé – Rutland;Zoë O’Neill\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_file_is_read_in_any_encoding_that_a_spreadsheet_program_writes(encoding):
    text = TEXT.replace("–", "-") if encoding.startswith("utf-16-") else TEXT
    assert decode(text.encode(encoding)) == text


def test_a_workbook_is_refused_with_the_way_to_save_it():
    with pytest.raises(RuleBroken, match="Save as, then CSV"):
        decode(b"PK\x03\x04rest of a workbook")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_recognised_even_when_cells_hold_the_others(delimiter):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(
        [["Organisation", "Address"], ["Blaby", "Desford Road, back; door\tB"]]
    )
    table = read_table(text.getvalue())
    assert table.headers == ["Organisation", "Address"]
    assert table.rows == [(2, ["Blaby", "Desford Road, back; door\tB"])]


def test_rows_keep_the_line_they_begin_in_and_empty_ones_are_left_out():
    table = read_table('sep=;\nOrganisation;Address\n\n;;\n"Blaby";"two\nlines"\nMelton;x\n')
    assert [number for number, _cells in table.rows] == [5, 7]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "nothing in it"),
        ("Organisation\n" + "x\n" * 5_001, "more than 5,000 rows"),
        ("Organisation\n" + "x" * 2_097_152, "larger than 2 MB"),
        ('Organisation\n"' + "x" * 140_000, "quotation mark"),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(text, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        read_table(text)


def test_headers_are_matched_forgivingly_and_each_column_once():
    headers = ["Name", "AUTHORITY", "Name", "E Mail", "p.a. e-mail", "Títle", "Job title", "nonsense", "From"]
    assert match_columns(headers) == [
        Column.NAME,
        Column.ORGANISATION,
        None,
        Column.EMAIL,
        Column.PA_EMAIL,
        Column.HONORIFIC,
        Column.POST,
        None,
        Column.FROM_ON,
    ]


def test_our_own_headers_are_understood():
    assert match_columns([column.value for column in Column]) == list(Column)


@pytest.mark.parametrize(
    ("headers", "meaning"),
    [(["Name"], Column.ORGANISATION), (["Name", "Board"], Column.NAME), (["Name", "Council"], Column.NAME)],
)
def test_a_name_is_the_partners_unless_another_column_is(headers, meaning):
    assert match_columns(headers)[0] is meaning


@pytest.mark.parametrize(
    "typed", ["1/5/2023", "01.05.23", "1 May 2023", "1st may 2023", "2023-05-01", "2023-05-01 00:00:00", "1-May-23"]
)
def test_a_day_is_read_as_people_type_it_day_before_month(typed):
    assert parse_day(typed) == date(2023, 5, 1)


@pytest.mark.parametrize("typed", ["31/2/2023", "May", "5", "45047", "13/13/2023"])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(RuleBroken, match="is not a date"):
        parse_day(typed)


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r＝＋－＠aB1 ,;\"\n")))
def test_no_exported_cell_is_a_formula_and_every_cell_comes_back(value):
    cell = safe_cell(value)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert plain_cell(cell) == value


def test_excel_is_given_a_mark_and_plain_rows():
    written = write_table([["Name", "Telephone"], ["Zoë", "+44 116"]])
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig") == "Name,Telephone\r\nZoë,'+44 116\r\n"


@pytest.mark.parametrize(
    ("kinds", "typed", "kind"),
    [
        (OrganisationKind, "Borough", OrganisationKind.BOROUGH),
        (OrganisationKind, "unitary authority", None),
        (OrganisationKind, "UNITARY COUNCIL", OrganisationKind.UNITARY),
        (OrganisationKind, "voluntary", OrganisationKind.VOLUNTARY),
        (BodyKind, "CSP", BodyKind.CSP),
        (RoleKind, "chair", RoleKind.CHAIR),
        (RoleKind, "officer", RoleKind.OFFICER),
    ],
)
def test_enough_of_a_kind_is_understood(kinds, typed, kind):
    if kind is None:
        with pytest.raises(RuleBroken, match="is not one of"):
            match_kind(kinds, typed)
    else:
        assert match_kind(kinds, typed) is kind


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Leader of the Council", RoleKind.POLITICAL_HEAD),
        ("City Mayor", RoleKind.POLITICAL_HEAD),
        ("Lord Mayor", RoleKind.CIVIC_HEAD),
        ("Deputy Leader", RoleKind.PORTFOLIO_HOLDER),
        ("Chief Operating Officer", RoleKind.OFFICER_HEAD),
        ("Vice-Chair", RoleKind.MEMBER),
        ("Policy adviser", RoleKind.OFFICER),
    ],
)
def test_a_title_tells_what_a_post_usually_does(title, role):
    assert usual_role(title) is role


def test_everything_wrong_with_a_row_is_told_at_once():
    cells = {
        Column.NAME: "Bob",
        Column.EMAIL: "bob@",
        Column.FROM_ON: "soon",
        Column.BAND: "9",
        Column.POSTCODE: "x" * 11,
    }
    told = " ".join(read_row(7, cells)[1])
    for sentence in ("not an e-mail address", "not a date", "1 to 5", "10 characters", "neither an organisation"):
        assert sentence in told
    assert "post title is empty" in told
