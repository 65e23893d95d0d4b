"""An undertaking is closed, opened again, looked at again."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.undertakings.forms.steps import CloseForm, ReviewForm, on_day
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.routes.blueprint import PAGE, the_undertaking, undertakings
from scheduler.undertakings.routes.listing import detail_page
from scheduler.undertakings.service import close_undertaking, note_review, reopen_undertaking


@undertakings.post(f"{PAGE}/close")
@allow(Access.MANAGER)
def close(undertaking_id: int) -> ResponseReturnValue:
    """Done and reported, or given up."""
    undertaking, form = the_undertaking(undertaking_id), CloseForm()
    if form.validate():
        try:
            words = form.words.data or ""
            close_undertaking(undertaking, form.state_chosen(), words, on=on_day(form), seen=form.version_seen)
        except RuleBroken as refused:
            form.show(refused)
    if form.errors:
        return detail_page(undertaking, form, _empty_review(undertaking))
    return _done(undertaking, "The undertaking is closed.")


@undertakings.post(f"{PAGE}/reopen")
@allow(Access.MANAGER)
def reopen(undertaking_id: int) -> ResponseReturnValue:
    """It was closed too early."""
    undertaking, form = the_undertaking(undertaking_id), ReviewForm()
    reopen_undertaking(undertaking, seen=form.version_seen)
    return _done(undertaking, "The undertaking is open again.")


@undertakings.post(f"{PAGE}/review")
@allow(Access.MANAGER)
def review(undertaking_id: int) -> ResponseReturnValue:
    """What was found when somebody looked at it again."""
    undertaking, form = the_undertaking(undertaking_id), ReviewForm()
    if form.validate():
        try:
            found, seen = form.found.data or "", form.version_seen
            note_review(undertaking, found, form.next_on.data, seen=seen, now=utc_now())
        except RuleBroken as refused:
            form.show(RuleBroken(refused.message, {"words": "found", "review_on": "next_on"}.get(refused.field or "")))
    if form.errors:
        return detail_page(undertaking, CloseForm(formdata=None, version=str(undertaking.version)), form)
    return _done(undertaking, "What you found is noted.")


def _empty_review(undertaking: Undertaking) -> ReviewForm:
    return ReviewForm(formdata=None, version=str(undertaking.version))


def _done(undertaking: Undertaking, words: str) -> ResponseReturnValue:
    commit()
    flash(words, "success")
    return redirect(url_for("undertakings.detail", undertaking_id=undertaking.id), code=303)
