"""Papers: checked as every upload is, kept of the office alone, given out as attachments."""

import io

import pytest

from scheduler.core.db import db
from scheduler.records.models import Paper
from scheduler.records.queries.papers import papers_of
from scheduler.uploads.models import Upload
from scheduler.uploads.storage import current_storage
from tests.browsing import form_values, page
from tests.uploads.handing_in import PDF


@pytest.fixture
def path(visit):
    return f"/engagements/{visit.engagement.id}/papers"


def hand_in(client, path, content=PDF, name="agenda.pdf", **typed: str):
    values = form_values(page(client.get(path)).select_one("form[enctype]")) | typed
    return client.post(path, data=values | {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def listed(visit):
    db.session.expire_all()
    return papers_of(visit.engagement)


def test_a_paper_is_kept_under_its_title_and_given_out_to_be_saved(manager, viewer, visit, path):
    assert hand_in(manager, path, title="Agenda of the visit", marking="OFFICIAL-SENSITIVE").status_code == 303
    (paper,) = listed(visit)
    shown = page(viewer.get(path))
    assert "Agenda of the visit" in shown.text
    assert "OFFICIAL-SENSITIVE" in shown.select_one("main ul").text
    assert shown.select("form[enctype]") == []
    given = viewer.get(f"/papers/{paper.id}")
    assert given.data == PDF
    assert given.headers["Content-Disposition"] == "attachment; filename=agenda.pdf"
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]


def test_the_same_file_twice_is_one_paper(manager, visit, path):
    for _ in range(2):
        assert hand_in(manager, path).status_code == 303
    (paper,) = listed(visit)
    assert paper.title == "agenda.pdf"


def test_the_same_file_sent_again_corrects_its_title_and_raises_its_marking(manager, visit, path):
    hand_in(manager, path, title="Agenda")
    assert hand_in(manager, path, marking="OFFICIAL-SENSITIVE").status_code == 303
    assert [(each.title, str(each.handling)) for each in listed(visit)] == [("Agenda", "OFFICIAL-SENSITIVE")]
    hand_in(manager, path, title="Programme")
    assert [(each.title, str(each.handling)) for each in listed(visit)] == [("Programme", "OFFICIAL-SENSITIVE")]


@pytest.mark.parametrize(
    ("content", "name"), [(b"MZ\x90\x00", "agenda.exe"), (b"<script>", "agenda.pdf"), (b"", "agenda.pdf")]
)
def test_what_is_not_what_it_says_is_refused_with_the_title_kept(manager, visit, path, content, name):
    refused = hand_in(manager, path, content, name, title="Agenda of the visit")
    assert refused.status_code == 422
    shown = page(refused)
    assert shown.select_one("#file-error")
    assert shown.select_one("#title")["value"] == "Agenda of the visit"
    assert listed(visit) == []


def test_without_a_file_it_is_asked_for(manager, visit, path):
    values = form_values(page(manager.get(path)).select_one("form[enctype]"))
    refused = manager.post(path, data=values)
    assert refused.status_code == 422
    assert "Choose the file" in refused.text


def test_a_far_too_large_file_is_answered_with_the_page(manager, path, settings):
    refused = hand_in(manager, path, b"x" * ((settings.upload_max_mb + 2) << 20))
    assert refused.status_code == 413
    assert page(refused).select_one("#file-error")


def test_a_paper_that_is_taken_away_takes_its_file_with_it(manager, visit, path):
    hand_in(manager, path)
    (paper,) = listed(visit)
    stored = paper.upload.stored_name
    shown = page(manager.get(path)).select_one(f"form[action='/papers/{paper.id}/remove']")
    assert manager.post(f"/papers/{paper.id}/remove", data=form_values(shown)).status_code == 303
    assert listed(visit) == []
    assert db.session.query(Upload).count() == db.session.query(Paper).count() == 0
    assert stored not in [each.name for each in current_storage().files()]
