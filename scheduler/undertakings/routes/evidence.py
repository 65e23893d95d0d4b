"""What shows that an undertaking was kept: found, linked, downloaded, taken away again."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.audit.actor import current_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.undertakings.forms.steps import EvidenceForm
from scheduler.undertakings.models import Evidence
from scheduler.undertakings.queries.choices import evidence_to_choose
from scheduler.undertakings.routes.blueprint import PAGE, the_undertaking, today, undertakings
from scheduler.undertakings.service import add_evidence, remove_evidence
from scheduler.uploads.receiving import take_in, takes_files
from scheduler.uploads.service import add_upload
from scheduler.uploads.serving import attachment

SEARCH_LENGTH = 80


@undertakings.get(f"{PAGE}/evidence")
@allow(Access.MANAGER)
def choose_evidence(undertaking_id: int) -> ResponseReturnValue:
    """The meetings and actions that may show it; `q` narrows them."""
    return _page(undertaking_id, EvidenceForm(what=request.args.get("what", "")))


@undertakings.post(f"{PAGE}/evidence")
@allow(Access.MANAGER)
@takes_files
def link_evidence(undertaking_id: int) -> ResponseReturnValue:
    """Link what was chosen; a file is looked into before."""
    the_undertaking(undertaking_id)
    form = EvidenceForm()
    if not form.validate():
        return _page(undertaking_id, form)
    by, given = current_actor().label, form.file.data
    try:
        kept = take_in(given) if given else None
        undertaking, now = the_undertaking(undertaking_id), utc_now()
        upload = add_upload(kept, by=by, now=now) if kept is not None else None
        add_evidence(undertaking, form.draft(upload.id if upload else None), now=now)
    except RuleBroken as refused:
        form.show(RuleBroken(refused.message, "what" if refused.field in {"engagement", "action"} else refused.field))
        return _page(undertaking_id, form)
    commit()
    flash("It is linked.", "success")
    return redirect(url_for("undertakings.detail", undertaking_id=undertaking_id), code=303)


@undertakings.get(f"{PAGE}/evidence/<int:evidence_id>")
@allow(Access.VIEWER)
def evidence_file(undertaking_id: int, evidence_id: int) -> Response:
    """The file, always to be saved."""
    evidence = _evidence(undertaking_id, evidence_id)
    return attachment(evidence.upload or abort(404))


@undertakings.post(f"{PAGE}/evidence/<int:evidence_id>/remove")
@allow(Access.MANAGER)
def unlink_evidence(undertaking_id: int, evidence_id: int) -> ResponseReturnValue:
    """It does not show it after all."""
    remove_evidence(_evidence(undertaking_id, evidence_id))
    commit()
    return redirect(url_for("undertakings.detail", undertaking_id=undertaking_id), code=303)


def _evidence(undertaking_id: int, evidence_id: int) -> Evidence:
    listed = the_undertaking(undertaking_id).evidence
    return next((each for each in listed if each.id == evidence_id), None) or abort(404)


def _page(undertaking_id: int, form: EvidenceForm) -> ResponseReturnValue:
    undertaking = the_undertaking(undertaking_id)
    text = clean_line(request.args.get("q", ""))[:SEARCH_LENGTH]
    form.offer(evidence_to_choose(text, utc_now(), today()))
    page = render_template("undertakings/evidence.html", undertaking=undertaking, form=form, text=text)
    return page, 422 if form.errors else 200
