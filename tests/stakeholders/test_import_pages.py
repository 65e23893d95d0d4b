import io
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from scheduler.core.db import commit, db
from scheduler.stakeholders.models import ImportRun, Organisation
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.stakeholders.rules.drafts import BodyDraft, OrganisationDraft, PostDraft
from scheduler.stakeholders.service import add_body, add_organisation, add_post, ensure_areas
from tests.browsing import form_values, page, submit
from tests.digest import database_digest
from tests.factories import NOW

TEN_COUNCILS = Path(__file__).parent / "data" / "ten_councils.csv"


def organisations() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Organisation.id)))


def send(client, shown, action, **changes: str):
    """Press a button of the preview."""
    data = form_values(page(shown).select_one("main form")) | changes
    return client.post(action, data=data, content_type="multipart/form-data")


def upload(client, content, name="partners.csv"):
    return submit(client, "/partners/import", {"file": (io.BytesIO(content), name)}, "main form[enctype]")


def test_a_file_is_previewed_stored_and_undone(manager):
    ensure_areas()
    shown = upload(manager, TEN_COUNCILS.read_bytes())
    assert "20 rows can be stored" in shown.text
    assert organisations() == 0, "a look stores nothing"
    stored = send(manager, shown, "/partners/import/run")
    assert (stored.status_code, organisations()) == (303, 10)
    result = manager.get(stored.location)
    assert "20 rows from partners.csv" in result.text
    undone = submit(manager, stored.location, form="main form")
    assert (undone.status_code, organisations()) == (303, 0)
    assert "Undone" in manager.get(stored.location).text


def test_a_wrong_match_is_corrected_on_the_page(manager):
    shown = submit(manager, "/partners/import", {"text": "Whom,Sort\nMelton,borough\n"}, "main form[enctype]")
    assert shown.status_code == 422
    assert "No column is headed Organisation or Body" in shown.text
    shown = submit(manager, "/partners/import", {"text": "Council,Sort\nMelton,borough\n"}, "main form[enctype]")
    assert "needs a kind" in shown.text
    again = send(manager, shown, "/partners/import", **{"column-1": "Kind"})
    assert "1 row can be stored" in again.text
    assert send(manager, again, "/partners/import/run").status_code == 303
    assert organisations() == 1


def test_a_look_writes_nothing_at_all(manager):
    ensure_areas()
    commit()
    shown = manager.get("/partners/import")
    before = database_digest()
    upload(manager, TEN_COUNCILS.read_bytes())
    assert shown.status_code == 200
    assert database_digest() == before


def test_a_file_near_the_limit_travels_through_the_preview(manager):
    rows = "".join(f"Council number {number};other;{'x' * 1_700}\n" for number in range(1_000))
    shown = upload(manager, f"Organisation;Kind;Remarks\n{rows}".encode())
    assert "1000 rows can be stored" in shown.text
    assert send(manager, shown, "/partners/import/run").status_code == 303
    assert organisations() == 1_000
    assert db.session.scalar(select(func.count(ImportRun.id))) == 1


def test_a_refused_run_stores_nothing_and_says_why(manager):
    shown = submit(manager, "/partners/import", {"text": "Council,Kind\nMelton,\n"}, "main form[enctype]")
    refused = send(manager, shown, "/partners/import/run")
    assert refused.status_code == 303
    assert "Nothing was stored" in manager.get(refused.location).text


def test_the_export_is_a_file_that_excel_reads(manager):
    upload_shown = upload(manager, b"Organisation,Kind\n=cmd,other\n")
    send(manager, upload_shown, "/partners/import/run")
    exported = manager.get("/partners/export.csv")
    assert exported.mimetype == "text/csv"
    assert exported.data.startswith(b"\xef\xbb\xbfOrganisation,")
    assert "\r\n'=cmd," in exported.data.decode("utf-8-sig")


def test_a_viewer_may_not_import(viewer):
    assert viewer.get("/partners/import").status_code == 403
    assert viewer.get("/partners/export.csv").status_code == 200


def test_the_export_tells_secretariats_and_when_asked_what_has_ended(manager):
    trust = add_organisation(OrganisationDraft("Old Trust", OrganisationKind.JUSTICE, ended_on=date(2023, 5, 5)))
    add_post(trust, PostDraft("Chair", RoleKind.CHAIR), now=NOW)
    add_body(BodyDraft("Melton CSP", BodyKind.CSP, secretariat_name="Jo Merrick", secretariat_email="csp@example.org"))
    live = manager.get("/partners/export.csv").text
    assert "Jo Merrick,csp@example.org" in live
    assert "Old Trust" not in live
    everything = manager.get("/partners/export.csv?ended=1").text
    assert "Old Trust" in everything
    assert "2023-05-05" in everything
    assert "Chair" in everything
