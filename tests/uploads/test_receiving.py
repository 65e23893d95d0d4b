"""The way of a file from the form into the storage: limits, the scanner, and what a refusal leaves behind."""

import http.client
import re
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.summits.models import AssessmentFile
from scheduler.uploads.models import Upload
from scheduler.uploads.storage import current_storage
from tests import factories
from tests.browsing import page
from tests.summits import homework
from tests.uploads.conftest import EICAR, Change, Clamd
from tests.uploads.documents import pdf

MEBIBYTE = 1 << 20


@pytest.fixture
def desk(app, with_settings: Change, tmp_path: Path) -> str:
    with_settings(uploads_url=f"file://{tmp_path}/stored")
    agency = homework.agency(factories.summit())
    homework.asked(agency.summit, agency)
    path = homework.desk_of(agency)
    db.session.commit()
    return path


def said(response) -> str:
    found = page(response).select_one(".govuk-error-message")
    return found.text if found else ""


def nothing_is_kept() -> bool:
    return not list(current_storage().files()) and db.session.query(Upload).count() == 0


def test_without_a_scanner_a_file_is_kept(client, desk):
    assert homework.send(client, desk, pdf()).status_code == 303
    assert db.session.query(AssessmentFile).one().upload.size == len(pdf())


def test_a_scanner_that_is_down_keeps_everything_out(client, desk, with_settings):
    with_settings(scanner_url="clamd://127.0.0.1:9")
    response = homework.send(client, desk, pdf())
    assert response.status_code == 422
    assert "could not be checked for viruses just now" in said(response)
    assert nothing_is_kept()


def test_an_infected_file_is_refused_and_noted(client, desk, clamd: Clamd, with_settings):
    with_settings(scanner_url=clamd.url)
    response = homework.send(client, desk, EICAR, "notes.txt")
    assert response.status_code == 422
    assert "harmful" in said(response)
    assert nothing_is_kept()
    entry = db.session.query(AuditEntry).filter_by(action="summit.upload_infected").one()
    assert entry.details == {"signature": "Eicar-Signature", "file_name": "notes.txt"}


def test_the_scanner_sees_the_very_bytes_that_are_kept(client, desk, clamd: Clamd, with_settings):
    with_settings(scanner_url=clamd.url)
    homework.send(client, desk, pdf())
    assert clamd.scanned == [pdf()]


def test_a_storage_that_is_down_is_told_in_words(client, desk, with_settings, tmp_path):
    (tmp_path / "blocked").write_text("no folder")
    with_settings(uploads_url=f"file://{tmp_path}/blocked")
    response = homework.send(client, desk, pdf())
    assert response.status_code == 422
    assert "could not be stored just now" in said(response)


def test_a_file_above_the_limit_is_refused_with_the_limit(client, desk, with_settings):
    with_settings(upload_max_mb=1)
    response = homework.send(client, desk, pdf(b"%" * MEBIBYTE))
    assert response.status_code == 422
    assert "larger than 1 MB" in said(response)
    assert nothing_is_kept()


def test_a_request_far_above_the_limit_is_not_even_read(client, desk, with_settings):
    with_settings(upload_max_mb=1)
    response = homework.send(client, desk, pdf(b"%" * (5 * MEBIBYTE)))
    assert response.status_code == 413
    assert "larger than 1 MB" in said(response)
    assert nothing_is_kept()


def test_six_megabytes_are_taken_here_and_nowhere_else(client, desk):
    large = pdf(b"%" * (6 * MEBIBYTE))
    assert homework.send(client, desk, large).status_code == 303
    assert client.post("/sign-in", data={"email": "x" * (6 * MEBIBYTE)}).status_code == 413


def test_no_file_is_a_plain_error(client, desk):
    response = homework.send(client, desk, None)
    assert response.status_code == 422
    assert "Choose the file" in said(response)


@pytest.mark.once
def test_a_large_file_takes_no_memory_of_the_web_process(server_url: str, client: FlaskClient, desk: str) -> None:
    jar, form = _form_of(server_url, desk)
    boundary = uuid.uuid4().hex
    part = f"--{boundary}\r\nContent-Disposition: form-data; name="
    fields = "".join(f'{part}"{name}"\r\n\r\n{value}\r\n' for name, value in form.items())
    head = f'{fields}{part}"file"; filename="big.pdf"\r\n\r\n'.encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    first, block, last = b"%PDF-1.7\n", b"%" * (1 << 16), b"\n%%EOF\n"
    blocks = 24 * 16
    length = len(head) + len(first) + blocks * len(block) + len(last) + len(tail)
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory("VmRSS")
    sender = http.client.HTTPConnection(urlsplit(server_url).netloc)
    headers = {
        "Cookie": jar,
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(length),
    }
    pieces = (piece for part in ([head, first], [block] * blocks, [last, tail]) for piece in part)
    sender.request("POST", f"{desk}/assessment", body=pieces, headers=headers)
    assert sender.getresponse().status == 303
    assert _memory("VmHWM") - before < 24 * 1024


def _form_of(server_url: str, desk: str) -> tuple[str, dict[str, str]]:
    getter = http.client.HTTPConnection(urlsplit(server_url).netloc)
    getter.request("GET", desk)
    response = getter.getresponse()
    found = re.search(r'name="csrf_token" value="([^"]+)"', response.read().decode())
    assert found is not None
    cookie = str(response.getheader("Set-Cookie")).split(";", maxsplit=1)[0]
    return cookie, {"csrf_token": found[1], "marking": homework.OFFICIAL}


def _memory(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1])
