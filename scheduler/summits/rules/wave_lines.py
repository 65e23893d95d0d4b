"""A pasted list, line by line: an address, a seat in words, or cells under the headers that offices write."""

import re
from collections.abc import Sequence

from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.stakeholders.rules.columns import Column, match_columns
from scheduler.stakeholders.rules.spreadsheet import plain_cell, read_table

_BRACKETED = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
_ADDRESS = re.compile(r"[^\s<>;,]+@[^\s<>;,]+")
TELLING = (Column.ORGANISATION, Column.BODY, Column.POST, Column.EMAIL, Column.HOLDER_EMAIL)
"""Columns by which a seat can be found; without one of them the first line is no header."""


@dataclass(frozen=True, slots=True)
class WaveLine:
    """What one line asks for; `text` is how it reads in a table of errors. Empty parts ask nothing."""

    number: int
    text: str
    address: str = ""
    title: str = ""
    home: str = ""
    words: str = ""
    """A whole seat in words, “Leader, Melton Borough Council”, when there are no headers."""


def read_lines(text: str) -> list[WaveLine]:
    """Every line that asks for something. Raises RuleBroken for what cannot be read."""
    table = read_table(text)
    matched = match_columns(table.headers)
    if any(column in TELLING for column in matched):
        return [_of_cells(number, cells, matched) for number, cells in table.rows]
    first = (1, table.headers)
    return [line for number, cells in (first, *table.rows) for line in _of_words(number, cells)]


def _of_cells(number: int, cells: Sequence[str], matched: Sequence[Column | None]) -> WaveLine:
    by_column = {column: _plain(cell) for column, cell in zip(matched, cells, strict=False) if column is not None}
    address = by_column.get(Column.EMAIL) or by_column.get(Column.HOLDER_EMAIL) or ""
    home = by_column.get(Column.BODY) or by_column.get(Column.ORGANISATION) or ""
    shown = ", ".join(part for part in (by_column.get(Column.POST), home, address) if part)
    return WaveLine(number, shown or "(empty)", address, by_column.get(Column.POST, ""), home)


def _of_words(number: int, cells: Sequence[str]) -> list[WaveLine]:
    """A line of addresses is as many lines; of anything else it is one seat, whatever commas it has."""
    filled = [_plain(cell) for cell in cells if cell.strip()]
    whole = ", ".join(filled)
    found = _BRACKETED.findall(whole) or _ADDRESS.findall(whole)
    if found:
        return [WaveLine(number, each, address=each) for each in found]
    return [WaveLine(number, whole, words=whole)] if whole else []


def _plain(cell: str) -> str:
    return clean_line(plain_cell(cell))
