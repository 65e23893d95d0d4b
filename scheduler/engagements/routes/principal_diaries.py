"""A principal's hours and limits, and their leave."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.wording import count_words
from scheduler.engagements.forms.principal_diary import AbsenceForm, DiaryForm
from scheduler.engagements.models import Absence, Principal
from scheduler.engagements.queries import busy_layers, live_places
from scheduler.engagements.queries.absences import hits_of
from scheduler.engagements.routes.blueprint import engagements
from scheduler.engagements.service.principal_diaries import add_absence, change_diary, diary_facts, remove_absence


@engagements.route("/settings/principals/<int:principal_id>/diary", methods=["GET", "POST"])
@allow(Access.MANAGER)
def principal_diary(principal_id: int) -> ResponseReturnValue:
    """Hours, limits, and where their days begin."""
    principal = _principal_or_404(principal_id)
    form = DiaryForm()
    form.offer(live_places(local_day(utc_now())), busy_layers())
    if not form.is_submitted():
        form.fill(principal)
    elif form.validate():
        try:
            change_diary(principal, form.draft(), seen=form.seen.data)
        except RuleBroken as refused:
            form.show(refused)
        except VersionConflict:
            form.say_overtaken(diary_facts(principal))
            return _hours_page(form, principal), 409
        else:
            commit()
            flash(f"Saved: {principal.title}.", "success")
            return redirect(url_for("engagements.principals"), code=303)
    return _hours_page(form, principal), _status(form)


@engagements.route("/settings/principals/<int:principal_id>/absences", methods=["GET", "POST"])
@allow(Access.MANAGER)
def absences(principal_id: int) -> ResponseReturnValue:
    """Leave and illness from today on, with the engagements that fall into it."""
    principal, form = _principal_or_404(principal_id), AbsenceForm()
    form.today = local_day(utc_now())
    if form.is_submitted() and form.validate():
        try:
            absence = add_absence(principal, *form.days, form.words.data or "")
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return _added(principal, absence)
    found = hits_of(principal, form.today)
    return render_template("engagements/absences.html", form=form, principal=principal, found=found), _status(form)


@engagements.post("/settings/principals/<int:principal_id>/absences/<int:absence_id>/remove")
@allow(Access.MANAGER)
def remove_absence_of(principal_id: int, absence_id: int) -> ResponseReturnValue:
    """They are there after all."""
    absence = db.session.get(Absence, absence_id)
    if absence is None or absence.principal_id != principal_id:
        abort(404)
    remove_absence(absence)
    commit()
    flash("Removed.", "success")
    return redirect(url_for("engagements.absences", principal_id=principal_id), code=303)


def _hours_page(form: DiaryForm, principal: Principal) -> str:
    return render_template("engagements/principal_diary.html", form=form, principal=principal)


def _added(principal: Principal, absence: Absence) -> ResponseReturnValue:
    """Says what is to be done about it: nothing moves by itself."""
    hits = dict(hits_of(principal, absence.first_on)).get(absence, [])
    what = f"In the diary for then: {count_words(len(hits), 'engagement')}."
    flash(f"Saved. {what}{' Decide about each below.' if hits else ''}", "success")
    return redirect(url_for("engagements.absences", principal_id=principal.id), code=303)


def _principal_or_404(principal_id: int) -> Principal:
    return db.session.get(Principal, principal_id) or abort(404)


def _status(form: DiaryForm | AbsenceForm) -> int:
    return 422 if form.errors or form.form_errors else 200
