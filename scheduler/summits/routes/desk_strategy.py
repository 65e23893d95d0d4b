"""The joint strategy on an agency's own page: read it, comment, say which approval it needs and what was decided."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.summits.forms.outcomes import CommentForm, SignOffForm
from scheduler.summits.models import AgencyLink
from scheduler.summits.queries.outcomes import own_comments, released_version, sign_off_of
from scheduler.summits.routes.blueprint import summits
from scheduler.summits.routes.desk import acting_link, desk_page
from scheduler.summits.routes.desk_sections import Section, register_section
from scheduler.summits.rules.outcomes import STATE_WORDS
from scheduler.summits.service.strategy import comment, record_sign_off


def the_strategy(link: AgencyLink, _now: datetime) -> Mapping[str, Any] | None:
    """The released version and this agency's comments; None before there is one."""
    version = released_version(link.agency.summit)
    if version is None:
        return None
    form = CommentForm(formdata=None)
    return {"version": version, "comments": own_comments(link.agency, version), "form": form}


def the_approval(link: AgencyLink, _now: datetime) -> Mapping[str, Any] | None:
    """Which approval it needs, and what was decided; None before the strategy is released."""
    version, sign_off = released_version(link.agency.summit), sign_off_of(link.agency)
    if version is None:
        return None
    form = SignOffForm(formdata=None, is_final=version.is_final)
    if sign_off is not None:
        form.fill(sign_off)
    return {"version": version, "sign_off": sign_off, "form": form, "state_words": STATE_WORDS}


register_section(Section("strategy", "The joint strategy", "summits/desk/_strategy.html", 30, the_strategy))
register_section(Section("approval", "Your organisation’s approval", "summits/desk/_approval.html", 40, the_approval))


@summits.post("/s/<token>/comment")
@allow(Access.LINK)
def desk_comment(token: str) -> ResponseReturnValue:
    """One comment more; the same again is nothing."""
    link, form = acting_link(token), CommentForm()
    if not form.validate():
        return desk_page(token, {"comment_form": form, "refused": form}, 422)
    try:
        comment(link, form.section.data or "", form.words.data or "", now=utc_now())
    except RuleBroken as refused:
        form.show(refused)
        return desk_page(token, {"comment_form": form, "refused": form}, 422)
    commit()
    flash("Your comment is saved.", "success")
    return redirect(url_for("summits.desk", token=token, _anchor="strategy"), code=303)


@summits.post("/s/<token>/approval")
@allow(Access.LINK)
def desk_approval(token: str) -> ResponseReturnValue:
    """Where this agency stands."""
    link = acting_link(token)
    version = released_version(link.agency.summit)
    form = SignOffForm(is_final=version is not None and version.is_final)
    if not form.validate():
        return desk_page(token, {"approval_form": form, "refused": form}, 422)
    try:
        record_sign_off(link.agency, form.draft(), by=link.name or "its contact", now=utc_now())
    except RuleBroken as refused:
        form.show(refused)
        return desk_page(token, {"approval_form": form, "refused": form}, 422)
    commit()
    flash("Thank you. Where your organisation stands is saved.", "success")
    return redirect(url_for("summits.desk", token=token, _anchor="approval"), code=303)
