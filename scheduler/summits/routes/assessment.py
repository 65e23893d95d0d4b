"""One agency's assessment, for the office: its versions, its contact, and what is recorded on its behalf."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.audit.actor import current_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.summits.forms.assessments import AssessmentForm, ConsiderForm, ContactForm, PromiseForm, limits_words
from scheduler.summits.models import Agency, AssessmentRequest
from scheduler.summits.queries.agency_links import live_agency_links
from scheduler.summits.queries.assessments import agency_by_id, matrix_of, template_of
from scheduler.summits.routes.assessments import PAGE
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.assessments import SECURE_ROUTE, size_words
from scheduler.summits.service.agency_links import name_contact
from scheduler.summits.service.assessment_files import note_infected, receive_file
from scheduler.summits.service.assessments import (
    consider,
    ensure_request,
    promise,
    say_none,
    unshare,
    want_after_all,
)
from scheduler.uploads.receiving import Infected, take_in, takes_files

ONE = f"{PAGE}/<int:agency_id>"


@summits.get(ONE)
@allow(Access.VIEWER)
def assessments_agency(summit_id: int, agency_id: int) -> ResponseReturnValue:
    """Everything about one agency's assessment."""
    return _page(_agency(summit_id, agency_id))


@summits.post(f"{ONE}/contact")
@allow(Access.MANAGER)
def assessments_contact(summit_id: int, agency_id: int) -> ResponseReturnValue:
    """Somebody else does their homework."""
    agency, form = _agency(summit_id, agency_id), ContactForm()
    return _apply(
        agency,
        form,
        lambda: name_contact(agency, form.name.data or "", (form.address.data or "").strip(), now=utc_now()),
        "Saved whom to write to. Ask them for the assessment, and they get a link of their own.",
    )


@summits.post(f"{ONE}/promise")
@allow(Access.MANAGER)
def assessments_promise(summit_id: int, agency_id: int) -> ResponseReturnValue:
    """They promised it by telephone."""
    agency, form, now = _agency(summit_id, agency_id), PromiseForm(), utc_now()
    return _apply(
        agency, form, lambda: promise(ensure_request(agency, now=now), form.day, now=now), "Noted their promise."
    )


@summits.post(f"{ONE}/considered")
@allow(Access.MANAGER)
def assessments_considered(summit_id: int, agency_id: int) -> ResponseReturnValue:
    """How it was considered."""
    agency, form, now = _agency(summit_id, agency_id), ConsiderForm(), utc_now()
    return _apply(
        agency,
        form,
        lambda: consider(ensure_request(agency, now=now), form.how.data or "", now=now),
        "Noted how it was considered.",
    )


@summits.post(f"{ONE}/<any(none, wanted, unshare):act>")
@allow(Access.MANAGER)
def assessments_act(summit_id: int, agency_id: int, act: str) -> ResponseReturnValue:
    """They have none; they have one after all; nobody else shall read it any more."""
    acts: dict[str, tuple[Callable[[AssessmentRequest], None], str]] = {
        "none": (say_none, "Noted that they have none."),
        "wanted": (want_after_all, "An assessment is wanted from them."),
        "unshare": (unshare, "Nobody else can read it any more."),
    }
    agency = _agency(summit_id, agency_id)
    change, words = acts[act]
    try:
        change(ensure_request(agency, now=utc_now()))
    except RuleBroken as refusal:
        flash(refusal.message, "error")
        return _back(agency)
    commit()
    flash(words, "success")
    return _back(agency)


@summits.post(f"{ONE}/file")
@allow(Access.MANAGER)
@takes_files
def assessments_upload(summit_id: int, agency_id: int) -> ResponseReturnValue:
    """It came another way; the office puts it in on their behalf."""
    agency, form, by = _agency(summit_id, agency_id), AssessmentForm(), current_actor().label
    if not form.validate_on_submit() or form.is_sensitive:
        return _page(agency, upload_form=form, is_sensitive=form.is_sensitive), 422
    try:
        kept = take_in(form.file.data)
        request = ensure_request(agency, now=utc_now())
        receive_file(request, kept, form.words.data or "", by=f"{by}, on their behalf", now=utc_now())
    except RuleBroken as refusal:
        _note_if_infected(agency, refusal)
        form.refuse(refusal)
        return _page(agency, upload_form=form), 422
    commit()
    flash("Saved the new version.", "success")
    return _back(agency)


def _agency(summit_id: int, agency_id: int) -> Agency:
    return agency_by_id(the_summit(summit_id), agency_id) or abort(404)


def _apply(
    agency: Agency,
    form: ContactForm | PromiseForm | ConsiderForm,
    change: Callable[[], None],
    words: str,
) -> ResponseReturnValue:
    """Make the change that a form asks for, or show the page with what is wrong."""
    shown = {form.name_on_page: form}
    if not form.validate_on_submit():
        return _page(agency, **shown), 422
    try:
        change()
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(agency, **shown), 422
    commit()
    flash(words, "success")
    return _back(agency)


def _note_if_infected(agency: Agency, refusal: RuleBroken) -> None:
    if isinstance(refusal, Infected):
        note_infected(ensure_request(agency, now=utc_now()), refusal.signature, refusal.file_name)
        commit()


def _back(agency: Agency) -> ResponseReturnValue:
    here = url_for("summits.assessments_agency", summit_id=agency.summit_id, agency_id=agency.id)
    return redirect(here, code=303)


def _page(agency: Agency, **shown: object) -> str:
    row = next(row for row in matrix_of(agency.summit, utc_now()) if row.agency.id == agency.id)
    template = template_of(agency.summit)
    forms = {
        "contact_form": ContactForm(formdata=None, name=agency.contact_name, address=agency.contact_address),
        "promise_form": PromiseForm(formdata=None),
        "consider_form": ConsiderForm(formdata=None, how=row.request.considered_how if row.request else ""),
        "upload_form": AssessmentForm(formdata=None),
    }
    return render_template(
        "summits/assessments_agency.html",
        summit=agency.summit,
        row=row,
        links=live_agency_links(agency),
        refused=next(iter(shown.values()), None),
        limits=limits_words(),
        secure_route=(template.secure_route if template else "") or SECURE_ROUTE,
        size_words=size_words,
        **forms | shown,
    )
