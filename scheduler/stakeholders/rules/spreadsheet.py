"""Text and tables out of the files that spreadsheet programs save: any of their encodings and delimiters."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.stakeholders.rules.columns import match_columns

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000
DELIMITERS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
# What a spreadsheet program takes for the beginning of a formula, the full-width forms among them.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Table:
    """Headers, and rows with the line in which each begins."""

    headers: list[str]
    rows: list[tuple[int, list[str]]]


def decode(content: bytes) -> str:
    """The text of a file: UTF-16 and UTF-8 with or without a mark, else Windows-1252. Raises RuleBroken."""
    if len(content) > MAX_BYTES:
        raise RuleBroken("The file is larger than 2 MB. Split it and import the parts one after the other.", "file")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RuleBroken("That is an Excel workbook. In Excel choose Save as, then CSV, and send that file.", "file")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:200]:
        big_endian = content[:1] == b"\x00"
        return content.decode("utf-16-be" if big_endian else "utf-16-le", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_table(text: str) -> Table:
    """Headers and rows, whatever the delimiter; empty rows are left out. Raises RuleBroken."""
    if len(text.encode()) > MAX_BYTES:
        raise RuleBroken("The text is larger than 2 MB. Split it and import the parts one after the other.", "text")
    text = text.removeprefix("\ufeff")
    told = _SEPARATOR_LINE.match(text)
    skipped = 1 if told else 0
    body = text[told.end() :] if told else text
    delimiter = told.group(1) if told else _sniff(body)
    lines = [(line + skipped, cells) for line, cells in _lines(body, delimiter) if any(cell.strip() for cell in cells)]
    if not lines:
        raise RuleBroken("There is nothing in it. Paste the rows with their headers, or choose a file.", "text")
    if len(lines) - 1 > MAX_ROWS:
        raise RuleBroken("There are more than 5,000 rows. Split the file and import the parts.", "text")
    return Table([cell.strip() for cell in lines[0][1]], lines[1:])


def _lines(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise RuleBroken(f"Line {begins} cannot be read: a quotation mark may be missing.", "text") from error
    return found


def _sniff(text: str) -> str:
    """The delimiter under which the first line shows most known headers, then most columns."""
    first = text.lstrip().splitlines()[:1]
    return max(DELIMITERS, key=lambda delimiter: _promise(next(csv.reader(first, delimiter=delimiter), [])))


def _promise(headers: Sequence[str]) -> tuple[int, int]:
    return sum(column is not None for column in match_columns(headers)), len(headers)


def safe_cell(value: str) -> str:
    """The cell as no spreadsheet program takes it for a formula; `plain_cell` undoes it."""
    return f"'{value}" if _FORMULA.match(value) else value


def plain_cell(cell: str) -> str:
    """What `safe_cell` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def write_table(rows: Iterable[Sequence[str]]) -> bytes:
    """CSV as Excel reads it: UTF-8 with its mark, lines that end in CR LF, no cell a formula."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
