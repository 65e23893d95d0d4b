"""The office's pages of the homework: the matrix, one agency, asking, sharing, and what can be saved."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.summits.models import Agency, AssessmentRequest, Summit
from scheduler.summits.queries.assessments import request_of, template_of
from scheduler.summits.service.assessment_files import receive_file
from scheduler.summits.service.assessments import consider
from scheduler.uploads.models import Upload
from scheduler.uploads.storage import current_storage
from tests import factories
from tests.browsing import page, submit
from tests.summits.homework import agency, asked, send
from tests.uploads.documents import office, pdf
from tests.uploads.handing_in import PDF, kept_file


@pytest.fixture
def now():
    return utc_now()


@pytest.fixture
def summit(app, now) -> Summit:
    made = factories.summit()
    starts_at = now + timedelta(days=42)
    made.engagement.starts_at, made.engagement.ends_at = starts_at, starts_at + timedelta(hours=6)
    db.session.commit()
    return made


@pytest.fixture
def melton(summit: Summit) -> Agency:
    return agency(summit, "Melton Borough Council", area_id=factories.area(name="Local authority").id)


@pytest.fixture
def request_(melton: Agency, now) -> AssessmentRequest:
    return asked(melton.summit, melton, due_on=local_day(now) + timedelta(days=21), now=now)[0]


def here(summit: Summit, rest: str = "") -> str:
    return f"/summits/{summit.id}/assessments{rest}"


def typed(day) -> list[str]:
    return [str(day.day), str(day.month), str(day.year)]


def test_the_missing_are_shouted(manager, summit, request_, now):
    request_.due_on = local_day(now) - timedelta(days=1)
    shown = page(manager.get(here(summit)))
    assert "Melton" in shown.select_one("tr.forgotten").text
    assert "Overdue" in shown.select_one("tr.forgotten").text
    assert "0 of 1 agency has sent its assessment" in shown.select_one(".summary").get_text(" ", strip=True)


def test_filters_have_an_address_and_a_count(manager, summit, request_):
    agency(summit, "Never asked")
    text = manager.get(here(summit, "?show=not-asked")).text
    assert "Never asked" in text
    assert "Melton" not in text
    assert "Not asked (1)" in text


def test_agencies_are_asked_from_the_page(manager, summit, melton, now):
    day = local_day(now) + timedelta(days=10)
    response = submit(manager, here(summit, "/ask"), {"due_on": typed(day), "agencies": [str(melton.id)]})
    assert response.status_code == 303
    assert request_of(melton).due_on == day
    assert "Asked 1 agency" in manager.get(response.location).text


def test_asking_nobody_or_for_no_day_is_refused(manager, summit, melton, now):
    refused = submit(manager, here(summit, "/ask"), {"due_on": ["", "", ""], "agencies": []})
    assert refused.status_code == 422
    assert "Choose at least one agency." in refused.text
    assert "Enter the day by which it is due." in refused.text


def test_many_mails_are_asked_for_twice(manager, summit, now):
    day = typed(local_day(now) + timedelta(days=10))
    many = [str(agency(summit, f"Agency {number}").id) for number in range(51)]
    refused = submit(manager, here(summit, "/ask"), {"due_on": day, "agencies": many})
    assert refused.status_code == 422
    assert db.session.query(AssessmentRequest).count() == 0
    agreed = {"due_on": day, "agencies": many, "confirmed_mails": "51"}
    assert submit(manager, here(summit, "/ask"), agreed).status_code == 303
    assert db.session.query(AssessmentRequest).count() == 51


def test_the_office_uploads_on_their_behalf(manager, summit, melton):
    response = send(manager, here(summit, f"/{melton.id}"), pdf(), "by post.pdf")
    assert response.status_code == 303
    file = request_of(melton).files[-1]
    assert file.upload.uploaded_by.endswith(", on their behalf")
    assert manager.get(here(summit, f"/files/{file.id}")).data == pdf()
    refused = send(manager, here(summit, f"/{melton.id}"), b"MZ", "by post.exe")
    assert refused.status_code == 422
    sensitive = send(manager, here(summit, f"/{melton.id}"), pdf(b"%"), marking="OFFICIAL-SENSITIVE")
    assert (sensitive.status_code, len(request_of(melton).files)) == (422, 1)


def test_the_office_notes_what_it_hears(manager, summit, melton, request_, now):
    one, day = here(summit, f"/{melton.id}"), local_day(now) + timedelta(days=12)
    submit(manager, one, {"for_on": typed(day)}, "form[action$='/promise']")
    assert request_of(melton).promised_for_on == day
    submit(manager, one, form="form[action$='/none']")
    assert not request_of(melton).is_needed
    submit(manager, one, form="form[action$='/wanted']")
    receive_file(request_of(melton), kept_file(), "", by="Kit", now=now)
    submit(manager, one, {"how": "Quoted in chapter 2"}, "form[action$='/considered']")
    assert request_of(melton).considered_how == "Quoted in chapter 2"
    wrong = submit(manager, one, {"address": "not an address"}, "form[action$='/contact']")
    assert wrong.status_code == 422
    submit(manager, one, {"name": "Jo Merrick", "address": "jo@example.org"}, "form[action$='/contact']")
    db.session.expire_all()
    assert melton.contact_address == "jo@example.org"


def test_sharing_and_taking_it_back(manager, summit, melton, request_, now):
    receive_file(request_, kept_file(), "", by="Kit", now=now)
    assert submit(manager, here(summit, "/share"), {"agencies": [str(melton.id)]}).status_code == 303
    assert request_of(melton).shared_at is not None
    assert "There is nothing to share" in manager.get(here(summit, "/share")).text
    submit(manager, here(summit, f"/{melton.id}"), form="form[action$='/unshare']")
    db.session.expire_all()
    assert request_of(melton).shared_at is None


def test_the_template_is_written_replaced_and_taken_away(manager, summit):
    path = here(summit, "/template")
    for content in (office("docx"), office("docx", {"word/more.xml": b"<a/>"})):
        data = {"words": "Which harm grew?", "file": (io.BytesIO(content), "template.docx")}
        assert submit(manager, path, data).status_code == 303
        assert manager.get(here(summit, "/template/file")).data == content
    assert db.session.query(Upload).count() == 1
    assert submit(manager, path, {"drop_file": "y"}).status_code == 303
    assert manager.get(here(summit, "/template/file")).status_code == 404
    refused = submit(manager, path, {"file": (io.BytesIO(b"MZ"), "template.exe")})
    assert refused.status_code == 422
    assert template_of(summit).words == "Which harm grew?"


def test_the_table_is_saved_without_formulas(manager, summit, request_, now):
    receive_file(request_, kept_file(), "", by="Kit", now=now)
    consider(request_, "=HYPERLINK(1)", now=now)
    (row,) = csv.DictReader(io.StringIO(manager.get(here(summit, ".csv")).data.decode("utf-8-sig")))
    assert (row["Agency"], row["Area"], row["State"]) == ("Melton Borough Council", "Local authority", "considered")
    assert row["Considered how"] == "'=HYPERLINK(1)"
    assert row["SHA-256"] == request_.files[-1].upload.sha256


def zipped(manager, summit) -> zipfile.ZipFile:
    response = manager.get(here(summit, ".zip"))
    assert response.headers["Content-Disposition"] == "attachment; filename=assessments.zip"
    return zipfile.ZipFile(io.BytesIO(response.data))


def test_all_files_are_saved_with_an_index(manager, summit, request_, now):
    receive_file(request_, kept_file(PDF + b"old"), "", by="Kit", now=now)
    receive_file(request_, kept_file(PDF + b"new"), "", by="Kit", now=now)
    same = asked(summit, agency(summit, "Melton borough council"), due_on=local_day(now), now=now)[0]
    receive_file(same, kept_file(PDF + b"same"), "", by="Kit", now=now)
    evil = asked(summit, agency(summit, "../<b>Evil</b>/x"), due_on=local_day(now), now=now)[0]
    receive_file(evil, kept_file(PDF + b"evil"), "", by="Kit", now=now)
    agency(summit, "Silent")
    archive = zipped(manager, summit)
    assert archive.testzip() is None
    files = [name for name in archive.namelist() if name.startswith("files/")]
    assert len({name.casefold() for name in files}) == 3
    assert not [name for name in files if ".." in name or name.count("/") > 1]
    assert {archive.read(name) for name in files} == {PDF + b"new", PDF + b"same", PDF + b"evil"}
    index = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    assert {f"files/{row['File']}" for row in index if row["File"]} == set(files)
    assert [row["Agency"] for row in index if not row["File"]] == ["Silent"]
    assert b"<b>" not in archive.read("index.html")


def test_a_file_that_the_storage_lost_does_not_spoil_the_others(manager, summit, request_, now):
    file = receive_file(request_, kept_file(), "", by="Kit", now=now)
    current_storage().remove(file.upload.stored_name)
    archive = zipped(manager, summit)
    (name,) = [name for name in archive.namelist() if name.startswith("files/")]
    assert b"missing from the storage" in archive.read(name)
    assert manager.get(here(summit, f"/files/{file.id}")).status_code == 404


def test_a_viewer_reads_and_changes_nothing(viewer, summit, melton, request_, now):
    receive_file(request_, kept_file(), "", by="Kit", now=now)
    shown = page(viewer.get(here(summit, f"/{melton.id}")))
    assert shown.select_one("main form") is None
    assert viewer.post(here(summit, f"/{melton.id}/none")).status_code in {400, 403}


def test_another_summits_agency_is_not_found(manager, summit):
    elsewhere = agency(factories.summit(), "Elsewhere")
    assert manager.get(here(summit, f"/{elsewhere.id}")).status_code == 404
