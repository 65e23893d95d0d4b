"""Every hostile file, sent through the page of an agency: refused in plain words, or kept and served harmlessly."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from scheduler.core.db import db
from scheduler.summits.models import AssessmentFile
from scheduler.uploads.rules import clean_file_name
from scheduler.uploads.storage import current_storage
from tests import factories
from tests.browsing import page
from tests.summits import homework
from tests.uploads.conftest import Change, Clamd
from tests.uploads.corpus import CORPUS, Hostile
from tests.uploads.documents import jpeg, office, open_document, pdf, png

MOST_MEMORY = 256 * 1024 * 1024
HONEST = {
    "assessment.pdf": pdf(),
    "Crime needs v1.2 (final).docx": office("docx"),
    "figures.xlsx": office("xlsx"),
    "slides.pptx": office("pptx"),
    "with sheet.docx": office("docx", {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": office("xlsx")}),
    "text.odt": open_document("odt"),
    "sheet.ods": open_document("ods", {"Object 1/content.xml": b"<chart/>"}),
    "slides.odp": open_document("odp"),
    "notes.txt": "Überfälle nahmen um 3 % zu – “sehr” stark.\r\n".encode(),
    "from Excel.csv": "area;harm\r\nEtwall’s;-5\r\n+44 116 496 0000;2\r\n".encode("cp1252"),
    "unicode.csv": "\ufeffarea,harm\nMelton,3\n".encode("utf-16-le"),
    "map.PNG": png(),
    "photograph.jpeg": jpeg(),
}


@pytest.fixture
def desk(app, client, clamd: Clamd, with_settings: Change, tmp_path: Path) -> str:
    """An agency's page; a scanner is set, and a storage of the test's own."""
    with_settings(scanner_url=clamd.url, uploads_url=f"file://{tmp_path}/stored")
    agency = homework.agency(factories.summit())
    homework.asked(agency.summit, agency)
    path = homework.desk_of(agency)
    db.session.commit()
    return path


def stored_names() -> list[str]:
    return [each.name for each in current_storage().files()]


def test_there_are_sixty_and_more() -> None:
    assert len({each.label for each in CORPUS}) == len(CORPUS) >= 60


@pytest.mark.once
@pytest.mark.parametrize("hostile", CORPUS, ids=lambda each: each.label.replace(" ", "-"))
def test_a_hostile_file_is_refused_or_served_harmlessly(client: FlaskClient, desk: str, hostile: Hostile) -> None:
    content = hostile.build()
    response = homework.send(client, desk, content, hostile.name)
    if hostile.why is None:
        assert response.status_code == 303
        _assert_harmless(client, f"{desk}/assessment/1", content)
        return
    assert response.status_code == 422
    said = page(response).select_one(".govuk-error-message")
    assert said is not None
    assert hostile.why in said.text
    assert db.session.query(AssessmentFile).count() == 0
    assert stored_names() == []


def _assert_harmless(client: FlaskClient, path: str, content: bytes) -> None:
    served = client.get(path)
    assert served.data == content
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert served.mimetype not in {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"}
    disposition = served.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert not re.search(r"[\r\n\0/\\<>\u202a-\u202e\u2066-\u2069]|\.\.|Set-Cookie:|%2F|%0[AD]", disposition)
    assert "Set-Cookie" not in served.headers
    assert len(disposition) < 600


@pytest.mark.once
@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_comes_back_as_it_was_sent(client: FlaskClient, desk: str, name: str) -> None:
    response = homework.send(client, desk, HONEST[name], name)
    assert response.status_code == 303, page(response).select_one(".govuk-error-message")
    served = client.get(f"{desk}/assessment/1")
    assert served.data == HONEST[name]
    assert name.rpartition(".")[0] in served.headers["Content-Disposition"]


@pytest.mark.once
@pytest.mark.parametrize("hostile", CORPUS, ids=lambda each: each.label.replace(" ", "-"))
def test_looking_into_it_takes_little_memory(hostile: Hostile, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(hostile.build())
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path), clean_file_name(hostile.name)], capture_output=True, check=False
    )
    peak = re.search(rb"VmHWM:\s+(\d+) kB", done.stderr)
    assert peak is not None, done.stderr
    assert int(peak[1]) * 1024 < MOST_MEMORY


MEASURED = """
import sys
from pathlib import Path
from scheduler.uploads.checking.child import main
main()
sys.stderr.write(Path("/proc/self/status").read_text())
"""
SWELL = "import scheduler.uploads.checking.child as c, sys; c.check_file = lambda *_: {}; c.main()"


@pytest.mark.parametrize("harm", ["bytearray(1 << 30)", "[bytes(1 << 20) for _ in range(500)]"])
def test_what_swells_all_the_same_is_stopped(harm: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    done = subprocess.run(
        [sys.executable, "-c", SWELL.format(harm), str(tmp_path / "file"), "a.pdf"], capture_output=True, check=False
    )
    assert b"could not be checked" in done.stdout
