"""The pages of a report: begin it, write it, look behind its rows, approve, freeze, take it away."""

import csv
import io
from datetime import date

import pytest
from flask.testing import FlaskClient

from scheduler.core.db import db
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.reports.models import PanelReport
from scheduler.reports.rules.report_drafts import NarrativeDraft
from scheduler.reports.service.reports import write_section
from tests.browsing import page, submit
from tests.reports.position import UNTIL, Position, at, engagement, load_position, posts_of, september_report

NEW = {
    "title": "Partnerships update",
    "meeting_on": ["29", "9", "2014"],
    "from_on": ["15", "7", "2014"],
    "until_on": ["29", "9", "2014"],
}


@pytest.fixture
def position(session) -> Position:
    return load_position()


@pytest.fixture
def report(position: Position) -> PanelReport:
    return september_report(position)


def test_a_report_is_begun_and_reads_at_once(position: Position, manager: FlaskClient) -> None:
    answer = submit(manager, "/evidence/reports/new", NEW)
    assert answer.status_code == 303
    shown = page(manager.get(answer.location))
    assert shown.select_one("h1").text == "Partnerships update"
    assert "Fosse Council" in shown.select_one("tr.forgotten").text
    assert "Friday 19 September 2014" in shown.text


def test_a_meeting_in_the_diary_gives_the_day_and_its_move_moves_the_deadlines(
    position: Position, manager: FlaskClient
) -> None:
    chair = posts_of(position.csps["Ashby"])[0]
    chair.body = position.panel
    meeting = engagement(UNTIL, [chair], [], kind=EngagementKind.BOARD, status=EngagementStatus.AGREED, title="Panel")
    report = september_report(position, engagement_id=meeting.id, meeting_on=None)
    assert report.meeting_on == UNTIL
    meeting.starts_at, meeting.ends_at = at(UNTIL.replace(month=10, day=6)), at(UNTIL.replace(month=10, day=6), 12)
    assert "Friday 26 September 2014" in page(manager.get(f"/evidence/reports/{report.id}")).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"until_on": ["1", "7", "2014"]}, "The last day is before the first."),
        ({"meeting_on": ["", "", ""]}, "Enter the day of the meeting, or choose one from the diary."),
        ({"with_names": "y"}, "Say why personal names are needed: it is kept with the report."),
        ({"title": ""}, "Enter what the report is called, for example Partnerships update."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    position: Position, manager: FlaskClient, wrong: dict[str, object], said: str
) -> None:
    answer = submit(manager, "/evidence/reports/new", NEW | {"author": "Head of Policy"} | wrong)
    assert answer.status_code == 422
    assert said in page(answer).select_one(".govuk-error-summary").text
    assert page(answer).select_one("#author")["value"] == "Head of Policy"


def test_words_are_written_and_stand_first_in_their_section(report: PanelReport, manager: FlaskClient) -> None:
    answer = submit(
        manager, f"/evidence/reports/{report.id}/sections/background", {"words": "The Panel asked.\n\nWe answer."}
    )
    assert answer.status_code == 303
    section = page(manager.get(answer.location)).find(id="background").parent
    assert [each.text for each in section.select(".paper__numbered")[:2]] == ["3. The Panel asked.", "4. We answer."]


def test_a_page_opened_before_somebody_else_saved_overwrites_nothing(report: PanelReport, manager: FlaskClient) -> None:
    write_section(report, "background", NarrativeDraft(words="Theirs."), seen=None)
    path = f"/evidence/reports/{report.id}/sections/background"
    answer = submit(manager, path, {"words": "Mine.", "version": "0"})
    assert answer.status_code == 409
    assert "Mine." in page(answer).select_one("#words").text
    assert page(manager.get(path)).select_one("#words").text.strip() == "Theirs."


def test_the_last_report_s_words_are_offered_and_pressed_for(position: Position, manager: FlaskClient) -> None:
    july = september_report(position, from_on=UNTIL.replace(month=6), until_on=UNTIL.replace(month=7))
    write_section(july, "background", NarrativeDraft(words="The Panel asked."), seen=None)
    report = september_report(position)
    path = f"/evidence/reports/{report.id}/sections/background"
    offered = page(manager.get(path))
    assert offered.select_one("blockquote").text == "The Panel asked."
    assert offered.select_one("#words").text.strip() == ""
    assert submit(manager, path, form="section form").status_code == 303
    assert page(manager.get(path)).select_one("#words").text.strip() == "The Panel asked."


def test_a_row_leads_to_its_records(report: PanelReport, manager: FlaskClient) -> None:
    shown = page(manager.get(f"/evidence/reports/{report.id}"))
    link = next(each for each in shown.select("tbody th a") if each.text == "Ashby Council")
    records = page(manager.get(link["href"]))
    assert records.select_one("tbody th a")["href"] == "/engagements/1"
    assert manager.get(f"/evidence/reports/{report.id}/records/councils-met/9").status_code == 404
    assert manager.get(f"/evidence/reports/{report.id}/records/nothing/1").status_code == 404


def test_each_table_has_its_csv_with_totals(report: PanelReport, viewer: FlaskClient) -> None:
    answer = viewer.get(f"/evidence/reports/{report.id}/tables/standings.csv")
    assert "standings-2014-07-15-to-2014-09-29.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[:2] for row in rows] == [
        ["Promise", "Partners"],
        ["Meet every council: Every political head", "3"],
        ["Meet every partnership’s chair: Every chair", "2"],
        ["All", "5"],
    ]


def test_the_web_page_needs_nothing_else_and_says_all_that_the_paper_says(
    report: PanelReport, viewer: FlaskClient
) -> None:
    answer = viewer.get(f"/evidence/reports/{report.id}/report.html")
    assert "report-2014-07-15-to-2014-09-29.html" in answer.headers["Content-Disposition"]
    plain, shown = page(answer), page(viewer.get(f"/evidence/reports/{report.id}"))
    assert "Draft: not approved for publication" in plain.text
    assert [each.text for each in plain.select("h2")] == [each.text for each in shown.select("article h2")]
    assert len(plain.select("table")) == len(shown.select("article table"))
    assert [len(each.select("tr")) for each in plain.select("table")] == [
        len(each.select("tr")) for each in shown.select("article table")
    ]
    assert not plain.select("link, script, a")
    (picture,) = plain.select("img")
    assert picture["src"].startswith("data:image/svg+xml;base64,")
    assert picture["alt"] == shown.select_one("article img")["alt"]


def test_approve_freeze_and_it_stays(position: Position, report: PanelReport, manager: FlaskClient) -> None:
    here = f"/evidence/reports/{report.id}"
    assert submit(manager, f"{here}/approve").status_code == 303
    assert submit(manager, here, form='form[action$="/freeze"]').status_code == 303
    before = manager.get(here).data
    position.councils["Fosse"].name = "Another Council"
    db.session.commit()
    frozen = page(manager.get(here))
    assert "it is as it was frozen" in frozen.text
    assert "Another Council" not in frozen.text
    assert b"Fosse Council" in before
    assert not frozen.select('a[href*="/sections/"]')
    assert manager.get(f"{here}/sections/background").status_code == 303


def test_what_changed_meanwhile_is_not_approved_and_the_page_says_so(
    position: Position, report: PanelReport, manager: FlaskClient
) -> None:
    answer = submit(manager, f"/evidence/reports/{report.id}/approve", {"seen": "of another day"})
    assert answer.status_code == 422
    assert "Read it again" in page(answer).select_one(".govuk-error-summary").text


def test_a_viewer_reads_and_is_offered_no_change(report: PanelReport, viewer: FlaskClient) -> None:
    shown = page(viewer.get(f"/evidence/reports/{report.id}"))
    assert shown.select_one("article.paper")
    assert not shown.select("main form")


def test_what_nobody_marked_as_held_is_said_before_anybody_approves(
    position: Position, report: PanelReport, manager: FlaskClient
) -> None:
    here, ours = f"/evidence/reports/{report.id}", [position.commissioner, position.chief]
    assert "not marked as held" not in manager.get(here).text
    engagement(UNTIL, posts_of(position.councils["Fosse"]), ours, status=EngagementStatus.AGREED)
    db.session.commit()
    for each in (here, f"{here}/approve"):
        assert "1 engagement of the period is over and not marked as held" in page(manager.get(each)).text


def test_what_leaves_says_how_far_it_is(position: Position, report: PanelReport, manager: FlaskClient) -> None:
    here, draft, approved = (
        f"/evidence/reports/{report.id}",
        "Draft: not approved",
        "Approved by the Chief Executive, not",
    )
    on_paper = ".paper .print-only"
    assert draft in page(manager.get(here)).select_one(on_paper).text
    submit(manager, f"{here}/approve")
    assert approved in page(manager.get(here)).select_one(on_paper).text
    assert approved in manager.get(f"{here}/report.html").text
    position.councils["Fosse"].name = "Another Council"
    db.session.commit()
    assert draft in manager.get(f"{here}/report.html").text, "the approval was of other words"
    position.councils["Fosse"].name = "Fosse Council"
    db.session.commit()
    submit(manager, here, form='form[action$="/freeze"]')
    assert page(manager.get(here)).select_one(on_paper) is None


def test_a_panel_whose_end_is_known_is_reported_to_until_then(position: Position, manager: FlaskClient) -> None:
    position.panel.ended_on = date(2099, 3, 31)
    db.session.commit()
    chosen = page(manager.get("/evidence/reports/new")).select_one("#body option[selected]")
    assert chosen.text == position.panel.name
    report = september_report(position)
    position.panel.ended_on = date(2020, 3, 31)
    db.session.commit()
    offered = page(manager.get(f"/evidence/reports/{report.id}/change")).select_one("#body option[selected]")
    assert offered.text == position.panel.name
