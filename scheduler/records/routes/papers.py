"""Papers of an engagement: attach, save, take away. What comes in is checked, scanned, and served as an attachment."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from scheduler.audit.actor import current_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Engagement
from scheduler.records.forms.papers import PaperForm, limits_words
from scheduler.records.queries.papers import paper_by_id, papers_of
from scheduler.records.routes.blueprint import engagement_or_404, records
from scheduler.records.service.papers import attach_paper, note_infected_paper, remove_paper
from scheduler.uploads.receiving import Infected, take_in, takes_files
from scheduler.uploads.serving import attachment
from scheduler.uploads.staging import too_large

MEBIBYTE, KIBIBYTE = 1 << 20, 1 << 10


@records.get("/engagements/<int:engagement_id>/papers")
@allow(Access.VIEWER)
def papers(engagement_id: int) -> ResponseReturnValue:
    """What is attached, and the way to attach more."""
    return _page(engagement_or_404(engagement_id), PaperForm(formdata=None))


@records.post("/engagements/<int:engagement_id>/papers")
@allow(Access.MANAGER)
@takes_files
def paper_attach(engagement_id: int) -> ResponseReturnValue:
    """Take a file in; a refused one is gone, and the page says why."""
    engagement, form = engagement_or_404(engagement_id), PaperForm()
    if not form.validate():
        return _page(engagement, form), 422
    by = current_actor().label
    try:
        kept = take_in(form.file.data)
        engagement = engagement_or_404(engagement_id)
        attach_paper(engagement, kept, form.title.data or "", form.handling, by=by, now=utc_now())
    except RuleBroken as refused:
        engagement = engagement_or_404(engagement_id)
        if isinstance(refused, Infected):
            note_infected_paper(engagement, refused.signature, refused.file_name)
            commit()
        form.show(RuleBroken(refused.message, refused.field or "file"))
        return _page(engagement, form), 422
    commit()
    flash("Attached.", "success")
    return redirect(url_for("records.papers", engagement_id=engagement_id), code=303)


@records.get("/papers/<int:paper_id>")
@allow(Access.VIEWER)
def paper_file(paper_id: int) -> Response:
    """The file, always to be saved."""
    return attachment((paper_by_id(paper_id) or abort(404)).upload)


@records.post("/papers/<int:paper_id>/remove")
@allow(Access.MANAGER)
def paper_remove(paper_id: int) -> ResponseReturnValue:
    """It does not belong here."""
    paper = paper_by_id(paper_id) or abort(404)
    engagement_id = paper.engagement_id
    try:
        remove_paper(paper, now=utc_now())
    except RuleBroken as refused:
        flash(refused.message, "error")
    else:
        commit()
        flash("Removed.", "success")
    return redirect(url_for("records.papers", engagement_id=engagement_id), code=303)


@records.errorhandler(RequestEntityTooLarge)
def paper_too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Of what is larger than all that we read: the page again, with the limit beside the field."""
    engagement_id = (request.view_args or {}).get("engagement_id")
    if request.endpoint != "records.paper_attach" or engagement_id is None:
        return error
    form = PaperForm(formdata=None)
    form.process()
    form.file.errors = [too_large()]
    return _page(engagement_or_404(engagement_id), form), 413


def size_words(size: int) -> str:
    """“340 KB”, “2.1 MB”."""
    return f"{size / MEBIBYTE:.1f} MB" if size >= MEBIBYTE else f"{max(size // KIBIBYTE, 1)} KB"


def _page(engagement: Engagement, form: PaperForm) -> str:
    return render_template(
        "records/papers.html",
        engagement=engagement,
        form=form,
        listed=papers_of(engagement),
        limits=limits_words(),
        size_words=size_words,
    )
