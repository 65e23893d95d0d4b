"""The matrix as a table of words, and every newest version as entries of an archive with an index."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from markupsafe import escape

from scheduler.core.clock import local_day, to_local
from scheduler.core.wording import day_words, moment_words
from scheduler.invitations.spreadsheets import as_csv
from scheduler.summits.models import Summit
from scheduler.summits.queries.assessments import MatrixRow
from scheduler.uploads.bundling import Bundled, bundled_text, bundled_upload, distinct_paths, folder_name
from scheduler.uploads.storage import Storage

HEADINGS = (
    "Agency",
    "Area",
    "State",
    "Asked on",
    "Due on",
    "Promised for",
    "Received",
    "Late",
    "Versions",
    "Shared on",
    "Considered on",
    "Considered how",
    "SHA-256",
)
_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>As it stood on {at}.</p>
<table border="1" cellpadding="4"><thead><tr>{head}</tr></thead><tbody>
{body}
</tbody></table></body></html>
"""


def matrix_cells(rows: Sequence[MatrixRow]) -> tuple[Sequence[str], list[list[str]]]:
    """Headings and one row an agency; days as ISO dates, for a spreadsheet sorts by them."""
    return HEADINGS, [_cells(row) for row in rows]


def _cells(row: MatrixRow) -> list[str]:
    request, current = row.request, row.current
    area = row.agency.area.name if row.agency.area else ""
    if request is None:
        return [row.agency.name, area, str(row.stage), *[""] * (len(HEADINGS) - 3)]
    return [
        row.agency.name,
        area,
        "overdue" if row.is_overdue else str(row.stage),
        _day(request.asked_at),
        request.due_on.isoformat(),
        request.promised_for_on.isoformat() if request.promised_for_on else "",
        to_local(current.upload.uploaded_at).strftime("%Y-%m-%d %H:%M") if current else "",
        "late" if row.is_late else "",
        str(len(request.files)),
        _day(request.shared_at),
        _day(request.considered_at),
        request.considered_how,
        current.upload.sha256 if current else "",
    ]


def _day(instant: datetime | None) -> str:
    return local_day(instant).isoformat() if instant is not None else ""


def bundle_of(summit: Summit, rows: Sequence[MatrixRow], storage: Storage, now: datetime) -> list[Bundled]:
    """The index twice, for people and for spreadsheets, then each agency's newest version under the agency's name."""
    sent = [(row, row.current) for row in rows if row.current is not None]
    paths = distinct_paths(f"{folder_name(row.agency.name)} - {file.upload.file_name}" for row, file in sent)
    path_of = {row.agency.id: path for (row, _), path in zip(sent, paths, strict=True)}
    headings, cells = matrix_cells(rows)
    table = [[*line, path_of.get(row.agency.id, "")] for row, line in zip(rows, cells, strict=True)]
    files = [bundled_upload(file.upload, f"files/{path_of[row.agency.id]}", storage) for row, file in sent]
    return [
        bundled_text("index.html", _index(summit, rows, path_of, now), now),
        bundled_text("index.csv", as_csv([*headings, "File"], table), now),
        *files,
    ]


def _index(summit: Summit, rows: Sequence[MatrixRow], path_of: dict[int, str], now: datetime) -> bytes:
    head = "".join(f"<th>{name}</th>" for name in ("Agency", "Area", "State", "Received", "File"))
    body = "\n".join(_index_row(row, path_of.get(row.agency.id)) for row in rows)
    title = escape(f"Assessments for the {summit.engagement.title}")
    return _PAGE.format(title=title, at=day_words(local_day(now)), head=head, body=body).encode()


def _index_row(row: MatrixRow, path: str | None) -> str:
    current = row.current
    received = moment_words(current.upload.uploaded_at) if current else ""
    state = "overdue" if row.is_overdue else str(row.stage)
    area = row.agency.area.name if row.agency.area else ""
    cells = "".join(f"<td>{escape(text)}</td>" for text in (row.agency.name, area, state, received))
    return f"<tr>{cells}<td>{_link(path) if path else ''}</td></tr>"


def _link(path: str) -> str:
    return f'<a href="files/{escape(quote(path))}">{escape(path)}</a>'
