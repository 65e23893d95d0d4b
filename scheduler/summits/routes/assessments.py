"""The matrix of every agency's assessment, and what can be saved of it."""

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.invitations.spreadsheets import as_csv
from scheduler.summits.assessment_bundle import bundle_of, matrix_cells
from scheduler.summits.queries.assessments import MATRIX_FILTERS, matrix_of, summit_file, template_of
from scheduler.summits.queries.matrix import areas_of, tally_of
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.assessments import size_words
from scheduler.uploads.bundling import zip_stream
from scheduler.uploads.serving import attachment, harden
from scheduler.uploads.storage import current_storage

PAGE = "/summits/<int:summit_id>/assessments"


@summits.get(PAGE)
@allow(Access.VIEWER)
def assessments(summit_id: int) -> ResponseReturnValue:
    """Who was asked, has promised, has sent; what was shared and considered; who is missing."""
    summit, wanted = the_summit(summit_id), request.args.get("show", "")
    rows = matrix_of(summit, utc_now())
    return render_template(
        "summits/assessments.html",
        summit=summit,
        areas=areas_of([row for row in rows if row.fits(wanted)]),
        tally=tally_of(rows),
        has_rows=bool(rows),
        filters=[(key, text, sum(row.fits(key) for row in rows)) for key, text in MATRIX_FILTERS.items()],
        wanted=wanted if wanted in MATRIX_FILTERS else "",
        template=template_of(summit),
        size_words=size_words,
        local_day=local_day,
    )


@summits.get(f"{PAGE}.csv")
@allow(Access.VIEWER)
def assessments_csv(summit_id: int) -> ResponseReturnValue:
    """The matrix as a spreadsheet, filtered as the page is."""
    summit, wanted = the_summit(summit_id), request.args.get("show", "")
    rows = [row for row in matrix_of(summit, utc_now()) if row.fits(wanted)]
    response = Response(as_csv(*matrix_cells(rows)), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="assessments.csv")
    return response


@summits.get(f"{PAGE}.zip")
@allow(Access.VIEWER)
def assessments_zip(summit_id: int) -> ResponseReturnValue:
    """Every agency's newest version, with an index."""
    summit, now = the_summit(summit_id), utc_now()
    entries = bundle_of(summit, matrix_of(summit, now), current_storage(), now)
    response = Response(zip_stream(entries), content_type="application/zip")
    harden(response, "assessments.zip")
    return response


@summits.get(f"{PAGE}/files/<int:file_id>")
@allow(Access.VIEWER)
def assessments_file(summit_id: int, file_id: int) -> ResponseReturnValue:
    """One version of one agency."""
    file = summit_file(the_summit(summit_id), file_id) or abort(404)
    return attachment(file.upload)


@summits.get(f"{PAGE}/template/file")
@allow(Access.VIEWER)
def assessments_template_file(summit_id: int) -> ResponseReturnValue:
    """The template as the agencies get it."""
    template = template_of(the_summit(summit_id))
    if template is None or template.upload is None:
        abort(404)
    return attachment(template.upload)
