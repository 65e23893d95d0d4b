"""A report as a Word file: real headings, numbered paragraphs, header rows, alternative text, British English."""

import io
from importlib import import_module
from pathlib import Path
from typing import Any

from scheduler.reports.rules.document import Block, Document, Figure, Paragraph, Row, Table

MAP = Path(__file__).resolve().parent / "report_map.typ"
FONT, SIZE, SMALL, SMALLEST = "Arial", 11, 9, 7.5
MANY_COLUMNS = 7
WIDTH_CM = 16.5
LETTER_CM, MARGINS_CM, WIDEST_WORD = 0.0225, 0.25, 3.2
"""A bold letter by points of its size, the margins of a cell, and the most that one long word gets."""
STEP_CM, TRIED = 0.1, 60
"""How columns grow, and how many rows are looked at for it."""
TWIPS = 60
"""A cell's margin to each side, in twentieths of a point."""
SHADE = "E6ECEF"


def as_docx(document: Document, mark: str = "") -> bytes:
    """The whole paper; `mark` stands at the head of every page of a draft."""
    word: Any = import_module("docx").Document()
    _prepare(word, document, mark)
    word.add_heading(document.title, level=0)
    _facts(word, document)
    for section, blocks in document.numbered():
        word.add_heading(section.heading, level=1)
        for _, block in blocks:
            _block(word, block, document)
    kept = io.BytesIO()
    word.save(kept)
    return kept.getvalue()


def as_png(svg: str) -> bytes:
    """A picture of the picture: word processors draw SVG each in their own way, or not at all."""
    typst = import_module("typst")  # 70 MB that only this needs
    drawn: bytes = typst.compile(str(MAP), format="png", ppi=200, sys_inputs={"svg": svg})
    return drawn


def _prepare(word: Any, document: Document, mark: str) -> None:
    """Title, language, paper and fonts; the page's number at its foot."""
    shared = import_module("docx.shared")
    about = word.core_properties
    about.title, about.language = document.title, "en-GB"
    about.author = dict(document.facts).get("Author", "")
    page = word.sections[0]
    page.page_width, page.page_height = shared.Cm(21), shared.Cm(29.7)
    page.left_margin = page.right_margin = shared.Cm(2.25)
    page.top_margin = page.bottom_margin = shared.Cm(2)
    for name in ("Normal", "Title", "Heading 1", "Caption", "List Number", "Header", "Footer"):
        _dress(word.styles[name], shared, 0 if name in {"Title", "Heading 1"} else SIZE)
    word.styles["Caption"].font.size = shared.Pt(SMALL)
    _speak_english(word)
    if mark:
        page.header.paragraphs[0].text = mark
    _number_pages(page.footer.paragraphs[0])


def _dress(style: Any, shared: Any, size: float) -> None:
    """Our font, in the ink of the page; the themes of the template are bluer than any printer likes."""
    style.font.name = FONT
    style.font.color.rgb = shared.RGBColor(0x0B, 0x0C, 0x0C)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(_tag(kind), None)
    if size:
        style.font.size = shared.Pt(size)


def _speak_english(word: Any) -> None:
    """Screen readers pick their voice, and spelling checkers their words, by it."""
    for language in word.styles.element.iter(_tag("w:lang")):
        language.set(_tag("w:val"), "en-GB")


def _number_pages(paragraph: Any) -> None:
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        if kind:
            run._r.append(_element("w:fldChar", **{"w:fldCharType": kind}))  # noqa: SLF001  # python-docx has no fields
        else:
            field = _element("w:instrText")
            field.text = "PAGE"
            run._r.append(field)  # noqa: SLF001  # the same


def _facts(word: Any, document: Document) -> None:
    """What stands above the paper, as the Panel's own papers have it."""
    table = word.add_table(rows=0, cols=2, style="Table Grid")
    for label, words in document.facts:
        cells = table.add_row().cells
        _write(cells[0], label, SIZE, is_bold=True)
        _write(cells[1], words, SIZE)
    _look(table, header_row=False)
    _widths(table, [3.5, WIDTH_CM - 3.5])


def _block(word: Any, block: Block, document: Document) -> None:
    if isinstance(block, Paragraph):
        _paragraph(word, block)
    elif isinstance(block, Table):
        _table(word, block, document)
    else:
        _figure(word, block)


def _paragraph(word: Any, block: Paragraph) -> None:
    if not block.label:
        word.add_paragraph(block.words, style="List Number")
        return
    paragraph = word.add_paragraph()
    paragraph.add_run(f"{block.label}: ").bold = True
    paragraph.add_run(block.words)


def _table(word: Any, table: Table, document: Document) -> None:
    """Title and stamp above, so that the table stays with them; its first row is repeated on every page."""
    caption = word.add_paragraph(style="Caption")
    caption.add_run(f"{table.title}. ").bold = True
    caption.add_run(" ".join(part for part in (table.stamp(document.made_on), table.note) if part)).bold = False
    caption.paragraph_format.keep_with_next = True
    size = SMALLEST if len(table.columns) >= MANY_COLUMNS else SMALL
    drawn = word.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    _widths(drawn, _shares(table, size))  # before its rows: each added one takes them over
    for cell, words in zip(drawn.rows[0].cells, table.columns, strict=True):
        _write(cell, words, size, is_bold=True, shade=SHADE)
    drawn.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))  # noqa: SLF001  # python-docx has no name for it
    for row in table.rows:
        _row(drawn, row, size, is_bold=table.shouts)
    if table.totals:
        _row(drawn, Row(table.totals), size, is_bold=True)
    _align(drawn, table)
    _look(drawn, header_row=True)
    _describe(drawn, table.title)
    word.add_paragraph()


def _row(drawn: Any, row: Row, size: float, *, is_bold: bool) -> None:
    added = drawn.add_row()
    added._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001  # as above
    for number, (cell, words) in enumerate(zip(added.cells, row.cells, strict=True)):
        _write(cell, words, size, is_bold=is_bold or not number)


def _align(drawn: Any, table: Table) -> None:
    """Figures under one another."""
    right = import_module("docx.enum.text").WD_ALIGN_PARAGRAPH.RIGHT
    for number in table.figures:
        for cell in drawn.columns[number].cells:
            cell.paragraphs[0].alignment = right


def _write(cell: Any, words: str, size: float, *, is_bold: bool = False, shade: str = "") -> None:
    shared = import_module("docx.shared")
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = shared.Pt(0)
    run = paragraph.add_run(words)
    run.font.size = shared.Pt(size)
    if is_bold:
        run.bold = True
    if shade:
        facts = {"w:val": "clear", "w:color": "auto", "w:fill": shade}
        cell._tc.get_or_add_tcPr().append(_element("w:shd", **facts))  # noqa: SLF001  # as above


def _look(table: Any, *, header_row: bool) -> None:
    """Tells assistive technology that the first row and column are headers."""
    look = table._tbl.tblPr.find(_tag("w:tblLook"))  # noqa: SLF001  # as above
    if look is None:
        look = _element("w:tblLook")
        table._tbl.tblPr.append(look)  # noqa: SLF001  # as above
    margins = _element("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margins.append(_element(side, **{"w:w": str(TWIPS), "w:type": "dxa"}))
    look.addprevious(margins)
    look.set(_tag("w:firstRow"), "1" if header_row else "0")
    look.set(_tag("w:firstColumn"), "1")


def _describe(table: Any, title: str) -> None:
    table._tbl.tblPr.append(_element("w:tblCaption", **{"w:val": title}))  # noqa: SLF001  # as above


def _shares(table: Table, size: float) -> list[float]:
    """Centimetres a column: its longest word fits where it can, and what is left goes where it saves most lines."""
    columns = [
        [title, *(row.cells[number] for row in table.rows[:TRIED])] for number, title in enumerate(table.columns)
    ]
    words = [max(len(word) for cell in cells for word in (cell.split() or [""])) for cells in columns]
    asked = [min(each * size * LETTER_CM, WIDEST_WORD) + MARGINS_CM for each in words]
    shares = [each * min(1, WIDTH_CM / sum(asked)) for each in asked]
    weights = [sum(len(cell) ** 3 for cell in cells) for cells in columns]
    while sum(shares) + STEP_CM <= WIDTH_CM:
        fullest = max(range(len(shares)), key=lambda number: weights[number] / shares[number] ** 4)
        shares[fullest] += STEP_CM
    return shares


def _widths(table: Any, shares: list[float]) -> None:
    shared = import_module("docx.shared")
    table.autofit = False
    for number, share in enumerate(shares):
        table.columns[number].width = shared.Cm(share)
        for cell in table.columns[number].cells:
            cell.width = shared.Cm(share)


def _figure(word: Any, figure: Figure) -> None:
    shared = import_module("docx.shared")
    word.add_picture(io.BytesIO(as_png(figure.svg)), width=shared.Cm(WIDTH_CM))
    about = word.paragraphs[-1]._p.find(f".//{_tag('wp:docPr')}")  # noqa: SLF001  # python-docx names no alternative text
    about.set("descr", figure.alternative)
    about.set("title", figure.title)
    word.paragraphs[-1].paragraph_format.keep_with_next = True
    word.add_paragraph(figure.title, style="Caption")


def _tag(name: str) -> str:
    return str(import_module("docx.oxml.ns").qn(name))


def _element(name: str, **facts: str) -> Any:
    made = import_module("docx.oxml").OxmlElement(name)
    for key, value in facts.items():
        made.set(_tag(key), value)
    return made
