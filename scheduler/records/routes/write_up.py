"""Sixty seconds on a phone: held, who came, what came of it, what was agreed, was anything offered?"""

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.calendar import has_begun
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, OVER, STATUS_WORDS, EngagementStatus
from scheduler.engagements.service import cancel_engagement, decline_engagement, postpone_engagement
from scheduler.invitations.rules import BAND_WORDS
from scheduler.records.forms.write_up import Offered, WriteUpForm
from scheduler.records.queries.gifts import giver_words
from scheduler.records.queries.presence import people_in
from scheduler.records.queries.records import record_of
from scheduler.records.queries.write_up import stored_write_up
from scheduler.records.queries.writing import writing_of
from scheduler.records.routes.blueprint import engagement_or_404, records, writer
from scheduler.records.rules.vocabulary import NoteKind
from scheduler.records.service.records import write_up

FOLLOWS: Mapping[str, Callable[[Engagement, str], None]] = {
    "postponed": lambda it, reason: postpone_engagement(it, reason, now=utc_now()),
    "postponed by them": lambda it, reason: postpone_engagement(it, reason, now=utc_now(), by_us=False),
    "cancelled": lambda it, reason: cancel_engagement(it, reason, now=utc_now()),
    "declined": lambda it, reason: decline_engagement(it, reason, now=utc_now()),
}
LATER = "later"


@records.route("/engagements/<int:engagement_id>/record", methods=["GET", "POST"])
@allow(Access.MANAGER)
def record(engagement_id: int) -> ResponseReturnValue:
    """Write it up, or correct what was written; what was typed is kept whatever happens."""
    engagement = engagement_or_404(engagement_id)
    form = _form(engagement)
    if request.method == "GET":
        written = record_of(engagement)
        form.fill(stored_write_up(engagement, written), written.version if written else 0)
        return _page(engagement, form)
    if form.was_not_held:
        return _leave(engagement, form)
    draft = form.draft(is_finished=request.form.get("save") != LATER)
    if draft is None:
        return _page(engagement, form), 422
    try:
        write_up(engagement, draft, now=utc_now(), by=writer(), seen=form.version_seen or 0)
    except RuleBroken as refused:
        db.session.rollback()
        form.show(refused)
        return _page(engagement, form), 422
    except VersionConflict:
        db.session.rollback()
        return _overtaken(engagement, form)
    commit()
    flash("Saved: held and written up." if draft.is_finished else "Kept. It is still to be written up.", "success")
    return redirect(url_for("engagements.detail", engagement_id=engagement_id, _anchor="record"), code=303)


def _leave(engagement: Engagement, form: WriteUpForm) -> ResponseReturnValue:
    """It was not held; the same again is nothing."""
    if engagement.status in OFF_THE_DIARY and engagement.outcome_reason == (form.reason.data or "").strip():
        return redirect(url_for("engagements.detail", engagement_id=engagement.id), code=303)
    if not all([form.instead.validate(form), form.reason.validate(form)]):
        return _page(engagement, form), 422
    try:
        FOLLOWS[str(form.instead.data)](engagement, form.reason.data or "")
    except RuleBroken as refused:
        db.session.rollback()
        form.show(refused)
        return _page(engagement, form), 422
    commit()
    flash(f"Noted: {STATUS_WORDS[engagement.status].lower()}.", "success")
    return redirect(url_for("engagements.detail", engagement_id=engagement.id), code=303)


def _overtaken(engagement: Engagement, form: WriteUpForm) -> ResponseReturnValue:
    """Theirs and ours on one page; saving once more is then meant."""
    written = record_of(engagement)
    theirs = stored_write_up(engagement, written)
    form.take_over(theirs, written.version if written else 0)
    form.form_errors.append(
        "Somebody else wrote this up after you opened it, and nothing of yours is saved yet. What they wrote stands "
        "first, what you typed is below; their notes and whatever you left empty are taken over. Check it, then save "
        "again to put it in the place of theirs."
    )
    return _page(engagement, form, theirs=theirs, written=written), 422


def _form(engagement: Engagement) -> WriteUpForm:
    form, found = WriteUpForm(), writing_of(engagement, local_day(utc_now()))
    form.offer(
        Offered(
            ours=found.principals,
            planned=found.planned,
            homes=found.homes,
            owners=found.owners,
            people=found.people,
            today=found.today,
            has_gifts=bool(found.gifts),
        )
    )
    return form


def _page(engagement: Engagement, form: WriteUpForm, **shown: object) -> str:
    seats = {str(each.post_id): each for each in form.lists.people if each.post_id is not None}
    return render_template(
        "records/write_up.html",
        engagement=engagement,
        form=form,
        seats=seats,
        band_words=BAND_WORDS,
        note_kinds=list(NoteKind),
        giver_words=giver_words,
        people_in=people_in,
        has_begun=has_begun(engagement, utc_now()),
        may_be_written=engagement.status is EngagementStatus.AGREED or engagement.status in OVER,
        is_agreed=engagement.status is EngagementStatus.AGREED,
        **shown,
    )
