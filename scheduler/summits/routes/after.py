"""After the day: thanks and questions, what was said, what comes first, who does what."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Redirection

from scheduler.accounts.ceiling import Ceiling, unasked
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.summits.forms.outcomes import NotesForm, PriorityForm
from scheduler.summits.models import Summit, Workshop
from scheduler.summits.queries.check_in import door_list
from scheduler.summits.queries.outcomes import (
    counts_of,
    feedback_of,
    priorities_of,
    priority_of,
    sign_offs,
    versions_of,
)
from scheduler.summits.queries.programme import workshop_of, workshops_of
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.outcomes import STATE_WORDS
from scheduler.summits.service.outcomes import add_priority, keep_notes, remove_priority, thank

BASE = "/summits/<int:summit_id>/after"


@summits.get(BASE)
@allow(Access.VIEWER)
def after(summit_id: int) -> ResponseReturnValue:
    """What came of it?"""
    return _page(the_summit(summit_id))


@summits.post(f"{BASE}/thank")
@allow(Access.MANAGER)
def thank_everybody(summit_id: int) -> ResponseReturnValue:
    """A mail to whoever came, once."""
    summit = the_summit(summit_id)
    try:
        mails = thank(summit, now=utc_now())
    except RuleBroken as refused:
        flash(refused.message, "error")
    else:
        if asked := unasked(request.form):
            return _page(the_summit(summit_id), ceiling=asked), 422
        commit()
        said = f"{count_words(mails, 'mail')} in the outbox." if mails else "Everybody who came was thanked already."
        flash(said[:1].upper() + said[1:], "success")
    return _back(summit)


@summits.get(f"{BASE}/feedback")
@allow(Access.VIEWER)
def feedback_results(summit_id: int) -> ResponseReturnValue:
    """What those who came thought of it."""
    summit = the_summit(summit_id)
    return render_template("summits/after/feedback.html", summit=summit, feedback=feedback_of(summit))


@summits.route(f"{BASE}/workshops/<int:workshop_id>", methods=["GET", "POST"])
@allow(Access.VIEWER, to_change=Access.MANAGER)
def workshop_notes(summit_id: int, workshop_id: int) -> ResponseReturnValue:
    """What was said in one workshop."""
    summit = the_summit(summit_id)
    workshop, form = workshop_of(summit, workshop_id) or abort(404), NotesForm()
    if form.validate_on_submit():
        keep_notes(workshop, form.notes.data or "")
        commit()
        return redirect(url_for("summits.after", summit_id=summit.id, _anchor="workshops"), code=303)
    if request.method == "GET":
        form.notes.data = workshop.notes
    page = render_template("summits/after/notes.html", summit=summit, workshop=workshop, form=form)
    return page, 422 if form.errors else 200


@summits.post(f"{BASE}/priorities")
@allow(Access.MANAGER)
def note_priority(summit_id: int) -> ResponseReturnValue:
    """Something that comes first."""
    summit = the_summit(summit_id)
    form = _priority_form(summit)
    if not form.validate():
        return _page(summit, form), 422
    try:
        add_priority(summit, form.words.data or "", _workshop(summit, form.workshop.data or ""))
    except RuleBroken as refused:
        form.show(refused)
        return _page(summit, form), 422
    commit()
    return _back(summit, "priorities")


@summits.post(f"{BASE}/priorities/<int:priority_id>/remove")
@allow(Access.MANAGER)
def drop_priority(summit_id: int, priority_id: int) -> ResponseReturnValue:
    """It was noted by mistake."""
    summit = the_summit(summit_id)
    remove_priority(summit, priority_of(summit, priority_id) or abort(404))
    commit()
    return _back(summit, "priorities")


def _page(summit: Summit, form: PriorityForm | None = None, ceiling: Ceiling | None = None) -> str:
    listed, rows = door_list(summit), sign_offs(summit)
    came = [each.is_expected for each in listed if each.presence.is_there or each.presence.has_left]
    return render_template(
        "summits/after/after.html",
        summit=summit,
        form=form or _priority_form(summit, empty=True),
        ceiling=ceiling,
        came=came.count(True),
        unexpected=came.count(False),
        expected=sum(each.is_expected for each in listed),
        feedback=feedback_of(summit),
        workshops=workshops_of(summit),
        priorities=priorities_of(summit),
        versions=versions_of(summit),
        counts=counts_of(rows),
        agencies=len(rows),
        state_words=STATE_WORDS,
    )


def _priority_form(summit: Summit, *, empty: bool = False) -> PriorityForm:
    form = PriorityForm(formdata=None) if empty else PriorityForm()
    form.offer(workshops_of(summit))
    return form


def _workshop(summit: Summit, typed: str) -> Workshop | None:
    return workshop_of(summit, int(typed)) if typed.isdecimal() and len(typed) < 10 else None


def _back(summit: Summit, anchor: str | None = None) -> Redirection:
    return redirect(url_for("summits.after", summit_id=summit.id, _anchor=anchor), code=303)
