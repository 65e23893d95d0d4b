"""A table as CSV or XLSX in which no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Spreadsheet programs run a CSV cell that starts like a formula; an apostrophe makes it text (OWASP)."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """With a byte order mark, or Excel takes it for Windows-1252."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet, every cell a string by its type: “=1+1” is shown, never computed."""
    from openpyxl import Workbook  # 15 MB and a tenth of the start, for a file asked for now and then

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in (headings, *rows):
        sheet.append([_string_cell(sheet, text) for text in row])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _string_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell  # as above

    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell
