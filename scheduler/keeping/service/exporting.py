"""Everything about one person in one file: for a program, for a spreadsheet, for the eye, and mails as they came."""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence

from scheduler.audit.service import record
from scheduler.core.wording import count_words
from scheduler.invitations.spreadsheets import as_csv
from scheduler.keeping.queries.holdings import Record
from scheduler.keeping.rules.traces import column_words

HEADINGS = ("Where", "Record", "What", "Value")
READ_ME = """This is everything that the scheduler keeps about one person.

person.html   to read
person.csv    the same as a table
person.json   the same for a program
mails/        received mails that speak of them, as they came

Before you hand it over: look for what is about others. A sentence may name several people, and their part is not the
person's own (UK GDPR, article 15(4)). What our own staff are called in the log is not taken out.
Files that people handed in are named here, not enclosed: add those that are about the person from the pages on which
they are listed.
"""


def bundle(records: Sequence[Record], mails: Sequence[tuple[int, bytes]], html: str) -> bytes:
    """The ZIP."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("READ ME.txt", READ_ME)
        archive.writestr("person.html", html)
        archive.writestr("person.csv", as_csv(HEADINGS, list(_lines(records))))
        archive.writestr("person.json", json.dumps(_tree(records), ensure_ascii=False, indent=2, default=str))
        for key, raw in mails:
            archive.writestr(f"mails/{key}.eml", raw)
    return buffer.getvalue()


def note_copy(records: Sequence[Record]) -> None:
    """That one was made is noted, not of whom."""
    number = count_words(len(records), "record")
    record("person.exported", "person", None, f"Made a copy of what is kept about one person: {number}")


def _lines(records: Sequence[Record]) -> Iterator[tuple[str, str, str, str]]:
    for each in records:
        for name, value in each.values.items():
            yield each.title, each.key, column_words(name), _text(value)


def _tree(records: Sequence[Record]) -> dict[str, list[dict[str, object]]]:
    tables: dict[str, list[dict[str, object]]] = {}
    for each in records:
        tables.setdefault(each.table, []).append(dict(each.values))
    return tables


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
