"""The position of 14 July 2014: three met, three in the diary, three refining dates, and one that nobody mentioned."""

import csv
import io
from datetime import date

import pytest
from flask.testing import FlaskClient

from scheduler.demo.july_2014 import load_july_2014
from scheduler.demo.scenarios import is_empty
from scheduler.forward_plan.commands import coverage
from scheduler.forward_plan.queries.coverage import coverage_board
from scheduler.forward_plan.queries.telling import panel_sentences
from scheduler.forward_plan.rules.board import EVERYTHING
from scheduler.forward_plan.rules.vocabulary import CoverageState
from tests.browsing import page

THE_DAY = date(2014, 7, 14)
FORGOTTEN = "Leicestershire County Council"
SAID = "3 of 10 councils met, 3 in the diary, 3 refining dates; no entry: Leicestershire County Council."


@pytest.fixture
def position(session) -> None:
    assert is_empty()
    load_july_2014()
    session.commit()
    assert not is_empty()


def test_every_council_stands_where_the_panel_heard_it_and_the_county_nowhere(position) -> None:
    states: dict[CoverageState, set[str]] = {}
    for row in coverage_board(THE_DAY, EVERYTHING).rows:
        states.setdefault(row.state, set()).add(row.home.short_name)
    assert states == {
        CoverageState.HELD: {"Blaby", "Hinckley and Bosworth", "Oadby and Wigston"},
        CoverageState.IN_THE_DIARY: {"Charnwood", "North West Leicestershire", "Rutland"},
        CoverageState.REFINING_DATES: {"Melton", "Harborough", "Leicester"},
        CoverageState.NO_ENTRY: {"Leicestershire"},
    }


def test_the_panel_s_sentence_names_the_forgotten_council(position) -> None:
    assert panel_sentences(coverage_board(THE_DAY, EVERYTHING)) == [SAID]


def test_the_chairs_were_promised_that_day_and_are_missing_from_the_next_on(position) -> None:
    later = coverage_board(date(2014, 7, 15), EVERYTHING)
    assert len([row for row in later.rows if row.state is CoverageState.NO_ENTRY]) == 10


def test_the_command_prints_a_row_a_partner_with_its_state_in_words(app, position) -> None:
    done = app.test_cli_runner().invoke(coverage, ["--on", "2014-07-14", "--format", "csv"])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(done.output)))
    assert len(rows) == 10
    assert (rows[0]["Partner"], rows[0]["State"]) == (FORGOTTEN, "No entry")
    blaby = next(row for row in rows if row["Partner"] == "Blaby District Council")
    assert (blaby["State"], blaby["Last met"]) == ("Held", "2014-06-25")
    assert blaby["Who of ours"] == "Commissioner and Chief Constable"
    assert blaby["Who of theirs"] == "Leader, Chief Executive and Head of Planning"


def test_the_command_says_it_in_plain_text_too(app, position) -> None:
    lines = app.test_cli_runner().invoke(coverage, ["--on", "2014-07-14"]).output.splitlines()
    assert lines[0] == SAID
    assert lines[1].startswith(FORGOTTEN)
    assert "NO ENTRY" in lines[1]


def test_before_any_promise_the_command_says_so(app) -> None:
    done = app.test_cli_runner().invoke(coverage, ["--on", "2014-07-14"])
    assert done.output == "Nobody is promised a meeting on that day.\n"


def test_the_board_shouts_the_forgotten_council(position, viewer: FlaskClient) -> None:
    shown = page(viewer.get("/forward-plan?on=14+July+2014"))
    assert SAID in shown.select_one("#said").text
    (shouted,) = shown.select("tr.forgotten")
    assert FORGOTTEN in shouted.text
    assert "No entry" in shouted.text
