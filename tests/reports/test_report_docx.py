"""The Word file has real headings, header rows, alternative text and a language, and opens in LibreOffice."""

import io
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from scheduler.reports.queries.report_document import document_of
from scheduler.reports.report_docx import as_docx, as_png
from scheduler.reports.rules.document import Document
from tests.reports.position import CANARY, UNTIL, figures_of, load_position, september_report

ODF = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
}
SOFFICE = shutil.which("soffice") or "soffice"


@pytest.fixture
def document(session) -> Document:
    return document_of(september_report(load_position()), made_on=UNTIL)


@pytest.fixture
def word(document: Document) -> docx.document.Document:
    return docx.Document(io.BytesIO(as_docx(document)))


def converted(content: bytes, folder: Path, kind: str) -> Path:
    """By LibreOffice, with a profile of its own; its absence fails, it does not skip."""
    (folder / "report.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), folder / "report.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"report.{kind}"


@pytest.mark.once
def test_it_opens_in_libreoffice_with_its_headings_tables_and_alternative_text(
    document: Document, tmp_path: Path
) -> None:
    with ZipFile(converted(as_docx(document), tmp_path, "odt")) as opened:
        tree = etree.fromstring(opened.read("content.xml"))
    headings = ["".join(each.itertext()) for each in tree.iterfind(".//text:h[@text:outline-level='1']", ODF)]
    assert [each for each in headings if each != document.title] == [each.heading for each in document.sections]
    tables = tree.findall(".//table:table", ODF)
    assert len(tables) == len(document.tables) + 1, "and the facts above the paper"
    with_headers = [each for each in tables if each.find("table:table-header-rows", ODF) is not None]
    shown = [["".join(cell.itertext()) for cell in each.find(".//table:table-row", ODF)] for each in with_headers]
    assert shown == [list(table.columns) for table in document.tables.values()]
    said = ["".join(each.itertext()) for each in tree.iterfind(".//svg:desc", ODF)]
    assert said == [figure.alternative for figure in figures_of(document)]


@pytest.mark.once
def test_it_becomes_a_pdf(document: Document, tmp_path: Path) -> None:
    made = converted(as_docx(document), tmp_path, "pdf").read_bytes()
    assert made.startswith(b"%PDF-")
    assert made.rstrip().endswith(b"%%EOF")


def test_every_paragraph_cell_and_stamp_is_in_it(document: Document, word) -> None:
    paragraphs = [each.text for each in word.paragraphs]
    for table, drawn in zip(document.tables.values(), word.tables[1:], strict=True):
        cells = [tuple(cell.text for cell in row.cells) for row in drawn.rows]
        totals = [table.totals] if table.totals else []
        assert cells == [table.columns, *(row.cells for row in table.rows), *totals]
        assert any(table.stamp(UNTIL) in each for each in paragraphs), "stamped with its period"
    numbered = [each.text for each in word.paragraphs if each.style.name == "List Number"]
    expected = [block.words for _, blocks in document.numbered() for number, block in blocks if number]
    assert numbered == expected


def test_header_rows_are_marked_and_repeated(word) -> None:
    tables = list(word.element.iter(qn("w:tbl")))[1:]
    assert tables
    for drawn in tables:
        (first, *others) = drawn.findall(qn("w:tr"))
        assert first.find(f".//{qn('w:tblHeader')}") is not None
        assert not [row for row in others if row.find(f".//{qn('w:tblHeader')}") is not None]
        look = drawn.find(f".//{qn('w:tblLook')}")
        assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")


def test_no_table_is_wider_than_the_text(word) -> None:
    page = word.sections[0]
    text = page.page_width - page.left_margin - page.right_margin
    widths = [sum(column.width for column in drawn.columns) for drawn in word.tables]
    assert max(widths) <= text + 1000, "but for rounding"


def test_the_language_is_british_english_everywhere(word) -> None:
    assert word.core_properties.language == "en-GB"
    assert {each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_a_draft_says_so_on_every_page_and_names_nobody(document: Document) -> None:
    content = as_docx(document, "Draft: not approved for publication")
    with ZipFile(io.BytesIO(content)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    assert any(b"Draft: not approved" in part for name, part in parts.items() if "header" in name)
    assert not [name for name, part in parts.items() if CANARY.encode() in part]


def test_the_map_is_a_picture_of_the_drawing(document: Document) -> None:
    (figure,) = figures_of(document)
    assert as_png(figure.svg).startswith(b"\x89PNG")
