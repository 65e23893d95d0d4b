"""The homework on an agency's own page: send it, promise it, have none; read one's own versions and what is shared."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.summits.forms.assessments import AssessmentForm, PromiseForm, limits_words
from scheduler.summits.models import AgencyLink, AssessmentRequest
from scheduler.summits.queries.agency_links import agency_link_by_token
from scheduler.summits.queries.assessments import (
    file_of,
    request_of,
    shared_files,
    standing_of,
    summit_file,
    template_of,
)
from scheduler.summits.routes.blueprint import summits
from scheduler.summits.routes.desk import acting_link, desk_page
from scheduler.summits.routes.desk_sections import Section, register_section
from scheduler.summits.rules.assessments import SECURE_ROUTE, is_overdue, size_words, stage_of
from scheduler.summits.service.assessment_files import note_infected, receive_file
from scheduler.summits.service.assessments import promise, say_none, want_after_all
from scheduler.uploads.receiving import Infected, take_in, takes_files
from scheduler.uploads.serving import attachment
from scheduler.uploads.staging import too_large

ASSESSMENT = "/s/<token>/assessment"


def homework(link: AgencyLink, now: datetime) -> Mapping[str, Any] | None:
    """What is asked of this agency and what it sent; None while nothing is."""
    asked = request_of(link.agency)
    if asked is None:
        return None
    standing, template = standing_of(asked), template_of(link.agency.summit)
    return {
        "request": asked,
        "stage": stage_of(standing),
        "is_overdue": is_overdue(standing, local_day(now)),
        "template": template,
        "secure_route": (template.secure_route if template else "") or SECURE_ROUTE,
        "limits": limits_words(),
        "form": AssessmentForm(formdata=None),
        "promise_form": PromiseForm(formdata=None),
        "size_words": size_words,
    }


def shared(link: AgencyLink, _now: datetime) -> Mapping[str, Any] | None:
    """What every agency may read."""
    files = shared_files(link.agency.summit)
    return {"files": files, "size_words": size_words} if files else None


register_section(Section("assessment", "Your strategic assessment", "summits/desk/_assessment.html", 10, homework, 60))
register_section(Section("shared", "Everybody's assessments", "summits/desk/_shared.html", 20, shared, 50))


@summits.post(ASSESSMENT)
@allow(Access.LINK)
@takes_files
def desk_send(token: str) -> ResponseReturnValue:
    """Take the file in, then show the receipt; a refused one is gone, and the page says why."""
    link = acting_link(token)
    asked, form = _asked(link), AssessmentForm()
    if not form.validate_on_submit() or form.is_sensitive:
        return _refused(token, form, is_sensitive=form.is_sensitive)
    try:
        kept = take_in(form.file.data)
        file = receive_file(asked, kept, form.words.data or "", by=link.name or link.address, link=link, now=utc_now())
    except RuleBroken as refusal:
        _note_if_infected(asked, refusal)
        form.refuse(refusal)
        return _refused(token, form)
    number = file.number
    commit()
    return redirect(url_for("summits.desk_receipt", token=token, file_number=number), code=303)


@summits.get(f"{ASSESSMENT}/<int:file_number>/receipt")
@allow(Access.LINK)
def desk_receipt(token: str, file_number: int) -> ResponseReturnValue:
    """When it came, how large it is, and its checksum."""
    link = _reading_link(token)
    file = file_of(_asked(link), file_number) or abort(404)
    return render_template(
        "summits/desk/receipt.html", token=token, agency=link.agency, file=file, size_words=size_words
    )


@summits.get(f"{ASSESSMENT}/<int:file_number>")
@allow(Access.LINK)
def desk_own_file(token: str, file_number: int) -> ResponseReturnValue:
    """One of this agency's own versions."""
    file = file_of(_asked(_reading_link(token)), file_number) or abort(404)
    return attachment(file.upload)


@summits.get("/s/<token>/shared/<int:file_id>")
@allow(Access.LINK)
def desk_shared_file(token: str, file_id: int) -> ResponseReturnValue:
    """Another agency's assessment, as long as it is shared."""
    summit = _reading_link(token).agency.summit
    file = summit_file(summit, file_id)
    if file is None or file not in shared_files(summit):
        abort(404)
    return attachment(file.upload)


@summits.get("/s/<token>/template")
@allow(Access.LINK)
def desk_template(token: str) -> ResponseReturnValue:
    """The template to fill in."""
    template = template_of(_reading_link(token).agency.summit)
    if template is None or template.upload is None:
        abort(404)
    return attachment(template.upload)


@summits.post(f"{ASSESSMENT}/promise")
@allow(Access.LINK)
def desk_promise(token: str) -> ResponseReturnValue:
    """They send it by a day."""
    asked, form = _asked(acting_link(token)), PromiseForm()
    if not form.validate_on_submit():
        return desk_page(token, {"refused": form, "promise_form": form}, 422)
    try:
        promise(asked, form.day, now=utc_now())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return desk_page(token, {"refused": form, "promise_form": form}, 422)
    return _done(token, "Thank you. We shall look out for it.")


@summits.post(f"{ASSESSMENT}/none")
@allow(Access.LINK)
def desk_none(token: str) -> ResponseReturnValue:
    """They have none; no more reminders."""
    try:
        say_none(_asked(acting_link(token)))
    except RuleBroken as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("summits.desk", token=token), code=303)
    return _done(token, "Thank you for telling us. We shall not remind you of it.")


@summits.post(f"{ASSESSMENT}/wanted")
@allow(Access.LINK)
def desk_wanted(token: str) -> ResponseReturnValue:
    """They have one after all."""
    want_after_all(_asked(acting_link(token)))
    return _done(token, "You can send your assessment now.")


@summits.errorhandler(RequestEntityTooLarge)
def file_too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Of what is larger than all that we read: the agency's page again, with the limit beside the field."""
    token = (request.view_args or {}).get("token")
    if request.endpoint != "summits.desk_send" or token is None or agency_link_by_token(token) is None:
        return error
    form = AssessmentForm(formdata=None)
    form.process()
    form.file.errors = [too_large()]
    return _refused(token, form, status=413)


def _refused(token: str, form: AssessmentForm, *, is_sensitive: bool = False, status: int = 422) -> ResponseReturnValue:
    shown = {"refused": form, "assessment_form": form, "is_sensitive": is_sensitive}
    return desk_page(token, shown, status)


def _note_if_infected(asked: AssessmentRequest, refusal: RuleBroken) -> None:
    if isinstance(refusal, Infected):
        note_infected(asked, refusal.signature, refusal.file_name)
        commit()


def _reading_link(token: str) -> AgencyLink:
    link = agency_link_by_token(token)
    return link if link is not None and link.revoked_at is None else abort(404)


def _asked(link: AgencyLink) -> AssessmentRequest:
    return request_of(link.agency) or abort(404)


def _done(token: str, words: str) -> ResponseReturnValue:
    commit()
    flash(words, "success")
    return redirect(url_for("summits.desk", token=token, _anchor="assessment"), code=303)
