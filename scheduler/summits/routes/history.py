"""The date slips, the name changes, and what was known of both before."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.ceiling import ceiling_of, unasked
from scheduler.accounts.queries import mail_habits
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import is_near, when_of
from scheduler.engagements.queries.told import count_to_tell
from scheduler.engagements.typed import typed_boxes
from scheduler.outbox.strips import posted_words
from scheduler.summits.forms.date import ChapterForm, RenameForm, SlipForm
from scheduler.summits.models import Summit, SummitChapter
from scheduler.summits.queries.overview import answers_of, chapters_of
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.routes.refusals import shown
from scheduler.summits.service.chapters import add_chapter, change_chapter, remove_chapter, rename
from scheduler.summits.service.slipping import slip


@summits.route("/summits/<int:summit_id>/date/slip", methods=["GET", "POST"])
@allow(Access.MANAGER)
def date_slip(summit_id: int) -> ResponseReturnValue:
    """Another day, or none for now; who is asked again is said before."""
    summit, form, now = the_summit(summit_id), SlipForm(), utc_now()
    form.today = local_day(now)
    facts: dict[str, object] = {
        "answers": answers_of(summit.engagement),
        "ceiling": ceiling_of(count_to_tell(summit.engagement)),
    }
    if not form.is_submitted():
        form.version.data = str(summit.engagement.version)
        _, form.times.data, _, form.all_day.data = typed_boxes(when_of(summit.engagement))
        form.urgent.data = is_near(when_of(summit.engagement), now, mail_habits().late)
    elif form.validate() and _is_unchanged(form, summit):
        try:
            slip(summit, form.draft(), now=now)
        except RuleBroken as refused:
            facts["clashes"] = shown(form, refused)
        else:
            asked = unasked(request.form)
            if asked is None:
                return _done(summit, f"The date is changed. {posted_words(now=now)}".strip())
            facts["ceiling"] = asked
    status = 422 if form.is_submitted() else 200
    return render_template("summits/date_slip.html", summit=summit, form=form, **facts), status


@summits.route("/summits/<int:summit_id>/date/rename", methods=["GET", "POST"])
@allow(Access.MANAGER)
def date_rename(summit_id: int) -> ResponseReturnValue:
    """Another name, with a reason."""
    summit, form = the_summit(summit_id), RenameForm()
    if not form.is_submitted():
        form.title.data = summit.engagement.title
    elif form.validate():
        try:
            rename(summit, form.title.data or "", form.reason.data or "", now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            return _done(summit, "Renamed; the earlier name stays in the history.")
    facts = {"summit": summit, "form": form, "heading": "Rename it", "button": "Rename it"}
    return render_template("summits/date_form.html", **facts), 422 if form.is_submitted() else 200


@summits.route("/summits/<int:summit_id>/date/history/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def date_chapter_new(summit_id: int) -> ResponseReturnValue:
    """What was known of it on a past day."""
    summit, form, now = the_summit(summit_id), ChapterForm(), utc_now()
    if form.validate_on_submit():
        try:
            add_chapter(summit, form.draft(local_day(now)), now=now)
        except RuleBroken as refused:
            form.show(refused)
        else:
            return _done(summit, "Added to the history.")
    facts = {"summit": summit, "form": form, "heading": "Add an earlier name or date", "button": "Add it"}
    return render_template("summits/date_form.html", **facts), 422 if form.is_submitted() else 200


@summits.route("/summits/<int:summit_id>/date/history/<int:chapter_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def date_chapter(summit_id: int, chapter_id: int) -> ResponseReturnValue:
    """Put one entry of the history right."""
    summit, form, now = the_summit(summit_id), ChapterForm(), utc_now()
    chapter = _the_chapter(summit, chapter_id)
    if not form.is_submitted():
        form.fill(chapter)
    elif form.validate():
        try:
            change_chapter(summit, chapter, form.draft(local_day(now)), now=now)
        except RuleBroken as refused:
            form.show(refused)
        else:
            return _done(summit, "The history is put right.")
    facts = {"summit": summit, "form": form, "heading": "Put the history right", "button": "Save"}
    facts["chapter"] = chapter if chapters_of(summit)[-1].id != chapter.id else None
    return render_template("summits/date_form.html", **facts), 422 if form.is_submitted() else 200


@summits.post("/summits/<int:summit_id>/date/history/<int:chapter_id>/remove")
@allow(Access.MANAGER)
def date_chapter_remove(summit_id: int, chapter_id: int) -> ResponseReturnValue:
    """Take one entry out."""
    summit = the_summit(summit_id)
    try:
        remove_chapter(summit, _the_chapter(summit, chapter_id))
    except RuleBroken as refused:
        flash(refused.message, "error")
        return redirect(url_for("summits.date", summit_id=summit_id), code=303)
    return _done(summit, "Taken out of the history.")


def _is_unchanged(form: SlipForm, summit: Summit) -> bool:
    """Whether the engagement is as the page showed it; the form says so otherwise, and may be sent once more."""
    if form.version_seen == summit.engagement.version:
        return True
    form.form_errors.append("Somebody else changed the summit meanwhile. Check below what it is now, then save again.")
    form.version.data = str(summit.engagement.version)
    return False


def _the_chapter(summit: Summit, chapter_id: int) -> SummitChapter:
    return next((each for each in summit.chapters if each.id == chapter_id), None) or abort(404)


def _done(summit: Summit, words: str) -> ResponseReturnValue:
    commit()
    flash(words, "success")
    return redirect(url_for("summits.date", summit_id=summit.id), code=303)
