"""What can be taken from a report: the records behind a row, a table as CSV, the whole as a Word file or a web page."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.invitations.spreadsheets import as_csv
from scheduler.reports.queries.report_page import ReportPage, page_of
from scheduler.reports.queries.report_records import records_of
from scheduler.reports.report_docx import as_docx
from scheduler.reports.routes.blueprint import reports
from scheduler.reports.routes.report_pages import PLACE, report_or_404
from scheduler.reports.rules.document import Document, Table

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@reports.get(f"{PLACE}/records/<table_key>/<int:row_number>")
@allow(Access.VIEWER)
def report_row(report_id: int, table_key: str, row_number: int) -> ResponseReturnValue:
    """The records that one row was made of; rows are numbered from one."""
    page = _page(report_id)
    table = _table(page.document, table_key)
    if not 1 <= row_number <= len(table.rows):
        abort(404)
    row = table.rows[row_number - 1]
    return render_template("reports/report_records.html", page=page, table=table, row=row, records=records_of(row.keys))


@reports.get(f"{PLACE}/tables/<table_key>.csv")
@allow(Access.VIEWER)
def report_csv(report_id: int, table_key: str) -> ResponseReturnValue:
    """One table with its totals; the period is in the file's name."""
    document = _page(report_id).document
    table = _table(document, table_key)
    rows = [list(row.cells) for row in table.rows]
    if table.totals:
        rows.append(list(table.totals))
    name = f"{table.key}-{_period(document)}.csv"
    return _file(as_csv(table.columns, rows), "text/csv; charset=utf-8", name)


@reports.get(f"{PLACE}/report.docx")
@allow(Access.VIEWER)
def report_word_file(report_id: int) -> ResponseReturnValue:
    """The whole paper, to be sent."""
    page = _page(report_id)
    return _file(as_docx(page.document, page.mark), DOCX, f"report-{_period(page.document)}.docx")


@reports.get(f"{PLACE}/report.html")
@allow(Access.VIEWER)
def report_web_page(report_id: int) -> ResponseReturnValue:
    """The whole paper as one page that needs nothing else, to be published."""
    page = _page(report_id)
    content = render_template("reports/report_file.html", page=page, document=page.document).encode()
    return _file(content, "text/html; charset=utf-8", f"report-{_period(page.document)}.html")


def _page(report_id: int) -> ReportPage:
    return page_of(report_or_404(report_id), local_day(utc_now()))


def _table(document: Document, key: str) -> Table:
    return document.tables.get(key) or abort(404)


def _period(document: Document) -> str:
    return f"{document.from_on.isoformat()}-to-{document.until_on.isoformat()}"


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
