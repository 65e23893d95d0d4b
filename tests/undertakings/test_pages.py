"""The pages of undertakings, as the office uses them."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from scheduler.core.db import db
from scheduler.stakeholders.rules import BodyKind
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.rules.vocabulary import UndertakingState
from tests import factories
from tests.browsing import form_values, page, submit

SAID = {"words": "Meet every Leader by the autumn", "source_on": ["14", "7", "2014"]}
LIST, NEW = "/evidence/undertakings", "/evidence/undertakings/new"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def promise(undertaken):
    made = undertaken(due_on=date(2014, 9, 29))
    db.session.commit()
    return made


def test_a_resolution_is_noted_from_the_meeting_at_which_it_was_taken(manager, panel):
    chair = factories.post(body=panel)
    meeting = factories.engagement(posts=[chair], starts_on=date(2014, 7, 14), ends_on=date(2014, 7, 14))
    db.session.commit()
    shown = page(manager.get(f"/engagements/{meeting.id}")).select_one("#undertakings")
    assert "None was given at this meeting" in shown.text
    typed = {"words": "Report progress", "kind": "resolution", "do": "another"}
    made = submit(manager, shown.select_one("a[href*='/new']")["href"], typed)
    assert made.status_code == 303
    stored = db.session.scalars(select(Undertaking)).one()
    assert (stored.source, stored.source_on, stored.body_id) == (panel.name, date(2014, 7, 14), panel.id)
    form = page(manager.get(made.location)).select_one("main form")
    assert form_values(form)["source_on"] == ["14", "7", "2014"]
    given = page(manager.get(f"/engagements/{meeting.id}")).select_one("#undertakings")
    assert "Given at this meeting" in given.text


@pytest.mark.parametrize("asked", ["after", "engagement"])
def test_a_number_that_no_record_can_have_suggests_nothing(manager, asked):
    assert manager.get(f"{NEW}?{asked}=99999999999999999999").status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": ""}, "Say what was promised"),
        ({"source_on": ["31", "2", "2014"]}, "Enter a real date"),
        ({}, "Say where it was promised"),
        ({"source": "Panel", "due_on": ["1", "7", "2014"]}, "cannot be due before"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(manager, changes, said):
    refused = submit(manager, NEW, SAID | changes)
    assert refused.status_code == 422
    shown = page(refused)
    assert said in shown.select_one(".govuk-error-summary").text
    assert (changes | SAID)["words"] in shown.select_one("textarea").text or not changes["words"]


def test_it_is_changed_from_the_page_that_was_seen(manager, promise):
    address = f"{LIST}/{promise.id}"
    assert submit(manager, f"{address}/change", {"source_reference": "Minute 12"}).status_code == 303
    assert "Minute 12" in manager.get(address).text
    assert submit(manager, f"{address}/change", {"version": "1", "words": "x"}).status_code == 409


def test_meetings_actions_files_and_words_show_it(manager, promise):
    visit = factories.engagement(title="Visit to Blaby", starts_on=date(2014, 8, 1), ends_on=date(2014, 8, 1))
    db.session.commit()
    address = f"{LIST}/{promise.id}/evidence"
    found = page(manager.get(f"{address}?q=blaby"))
    assert [each["value"] for each in found.select("main form[method=post] input[type=radio]")] == [
        f"engagement:{visit.id}"
    ]
    form = "main form[method=post]"
    assert submit(manager, address, {"what": f"engagement:{visit.id}"}, form).status_code == 303
    refused = submit(manager, address, {"what": f"engagement:{visit.id}"}, form)
    assert "linked already" in refused.text
    assert submit(manager, address, {}, form).status_code == 422
    letter = {"file": (io.BytesIO(PDF), "letter.pdf")}
    assert submit(manager, address, letter, form).status_code == 303
    shown = page(manager.get(f"{LIST}/{promise.id}"))
    assert [each.text for each in shown.select("#evidence + ul a")] == ["Visit to Blaby", "letter.pdf"]
    download = manager.get(shown.select("#evidence + ul a")[1]["href"])
    assert (download.data, download.headers["Content-Disposition"]) == (PDF, "attachment; filename=letter.pdf")
    submit(manager, f"{LIST}/{promise.id}", form="#evidence + ul form")
    assert "Visit to Blaby" not in manager.get(f"{LIST}/{promise.id}").text


def test_a_harmful_kind_of_file_is_refused_and_nothing_is_linked(manager, promise):
    letter = {"file": (io.BytesIO(b"MZ"), "letter.exe"), "words": "A letter"}
    refused = submit(manager, f"{LIST}/{promise.id}/evidence", letter, "main form[method=post]")
    assert refused.status_code == 422
    assert promise.evidence == []


def test_it_is_closed_with_words_opened_again_and_looked_at_again(manager, promise):
    address = f"{LIST}/{promise.id}"
    close, ended = f"form[action='{address}/close']", {"state": "reported", "on": ["30", "9", "2014"]}
    refused = submit(manager, address, ended, close)
    assert refused.status_code == 422
    assert "what came of it" in page(refused).select_one(".govuk-error-summary").text
    assert submit(manager, address, ended | {"words": "All ten were met."}, close).status_code == 303
    assert "All ten were met." in manager.get(f"{LIST}?show=closed").text
    assert "Nothing is promised and open" in manager.get(LIST).text
    submit(manager, address, form=f"form[action='{address}/reopen']")
    review = f"form[action='{address}/review']"
    assert submit(manager, address, {"found": ""}, review).status_code == 422
    assert submit(manager, address, {"found": "Still so.", "next_on": ["1", "9", "2099"]}, review).status_code == 303
    db.session.expire_all()
    assert (promise.state, promise.review_on) == (UndertakingState.OPEN, date(2099, 9, 1))
    submit(manager, address, form=f"form[action='{address}/remove']")
    assert db.session.scalars(select(Undertaking)).all() == []


def test_the_list_shouts_what_is_late_and_exports_all(manager, promise):
    row = page(manager.get(LIST)).select_one("tbody tr")
    assert row["class"] == ["forgotten"]
    assert "29 September 2014" in row.text
    text = manager.get(f"{LIST}.csv").data.decode("utf-8-sig")
    assert "Meet every Leader by the autumn,We promised it,Police and Crime Panel,2014-07-14" in text


def test_a_viewer_reads_and_is_offered_no_change(viewer, promise):
    shown = page(viewer.get(f"{LIST}/{promise.id}"))
    assert shown.select("main form") == []
    assert viewer.get(NEW).status_code == 403


def test_meetings_of_boards_to_come_can_be_chosen(manager, promise):
    board = factories.engagement(
        kind="board meeting", title="Panel", starts_on=date(2090, 1, 2), ends_on=date(2090, 1, 2)
    )
    factories.engagement(title="Visit", starts_on=date(2090, 1, 3), ends_on=date(2090, 1, 3))
    db.session.commit()
    options = page(manager.get(f"{LIST}/{promise.id}/change")).select("#due_engagement option")
    assert [each.text for each in options] == ["No meeting", "2 January 2090, Panel"]
    assert submit(manager, f"{LIST}/{promise.id}/change", {"due_engagement": str(board.id)}).status_code == 303
    panel = page(manager.get(f"/engagements/{board.id}")).select_one("#undertakings")
    assert "Due at this meeting" in panel.text


def test_bodies_that_are_panels_stand_first(manager, panel):
    factories.body(name="A board", kind=BodyKind.BOARD)
    db.session.commit()
    options = [each.text for each in page(manager.get(NEW)).select("#body option")]
    assert options == ["Nobody in our list", panel.name, "A board"]


def test_a_partner_s_page_shows_what_is_open_with_it(viewer, undertaken, panel):
    post = factories.post()
    visit = factories.engagement(posts=[post])
    undertaken(body_id=panel.id, due_on=date(2014, 9, 29))
    undertaken("Visit every council", due_engagement_id=visit.id)
    assert "▲" in page(viewer.get(f"/partners/bodies/{panel.id}")).select_one("#undertakings").text
    shown = page(viewer.get(f"/partners/organisations/{post.organisation_id}")).select_one("#undertakings")
    assert "Visit every council" in shown.text
    assert page(viewer.get(f"/partners/bodies/{factories.body().id}")).select_one("#undertakings") is None
