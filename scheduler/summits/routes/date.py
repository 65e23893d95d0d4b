"""Finding the day: the scored calendar, two days held, the hosts' approvals, the day fixed."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.ceiling import unasked
from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import add_working_days
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import day_words, time_range_words
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import MAY_BE_HELD
from scheduler.outbox.strips import posted_words
from scheduler.summits.forms.date import FixForm, HoldForm, Looked, PeriodForm
from scheduler.summits.models import Summit
from scheduler.summits.queries.days import USUAL_HOURS, HeldDay, held_day, held_days, scored_days, usual_period
from scheduler.summits.queries.overview import answers_of, chapters_of
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.routes.refusals import no_clashes, shown
from scheduler.summits.rules.days import ScoredDay, best_days, weeks_of
from scheduler.summits.service.days import fix_day, give_up_day, hold_day, record_approval, withdraw_approval

BEST = 10
HELD_FOR = 15
"""Working days for which a day is held unless the office types another."""


@summits.get("/summits/<int:summit_id>/date", endpoint="date")
@allow(Access.VIEWER)
def day_and_history(summit_id: int) -> ResponseReturnValue:
    """The day, or the way to it; and what it was before."""
    summit = the_summit(summit_id)
    facts = {
        "summit": summit,
        "held": held_days(summit),
        "may_hold": summit.engagement.status in MAY_BE_HELD,
        "answers": answers_of(summit.engagement),
        "chapters": chapters_of(summit)[::-1],
    }
    return render_template("summits/date.html", **facts)


@summits.get("/summits/<int:summit_id>/date/calendar")
@allow(Access.VIEWER)
def date_calendar(summit_id: int) -> ResponseReturnValue:
    """Every working day of a period with its points; one of them explained, or all."""
    summit, today = the_summit(summit_id), local_day(utc_now())
    form = PeriodForm(request.args, _usual(summit, today), today)
    looked = form.looked()
    days = scored_days(summit, looked.first_on, looked.last_on, looked.hours)
    facts = {
        "summit": summit,
        "form": form,
        "looked": looked,
        "times": time_range_words(*looked.hours),
        "days": days,
        "weeks": weeks_of(days),
        "best": best_days(days, BEST),
        "chosen": _chosen(days),
        "shows_all": "all" in request.args,
        "may_hold": summit.engagement.status in MAY_BE_HELD,
    }
    return render_template("summits/date_calendar.html", **facts), 422 if form.errors else 200


@summits.route("/summits/<int:summit_id>/date/hold", methods=["GET", "POST"])
@allow(Access.MANAGER)
def date_hold(summit_id: int) -> ResponseReturnValue:
    """Keep a day free for every host."""
    summit, now, form, clashes = the_summit(summit_id), utc_now(), HoldForm(), no_clashes()
    form.today = local_day(now)
    if not form.is_submitted():
        form.day.data, form.times.data = request.args.get("day", ""), request.args.get("times", "")
        form.until.data = day_words(add_working_days(form.today, HELD_FOR, bank_holidays()), weekday=True)
    elif form.validate():
        try:
            when, until = form.wanted()
            reasons = _reasons(summit, local_day(when.starts_at))
            clash = form.clash_reason.data or ""
            hold_day(summit, when, expires_at=until, now=now, reasons=reasons, clash=clash)
        except RuleBroken as refused:
            clashes = shown(form, refused)
        else:
            commit()
            flash("The day is held in every host’s diary. Record their approvals as they come.", "success")
            return redirect(url_for("summits.date", summit_id=summit_id), code=303)
    status = 422 if form.is_submitted() else 200
    return render_template("summits/date_hold.html", summit=summit, form=form, clashes=clashes), status


@summits.post("/summits/<int:summit_id>/date/holds/<int:hold_id>/give-up")
@allow(Access.MANAGER)
def date_give_up(summit_id: int, hold_id: int) -> ResponseReturnValue:
    """The time is free again."""
    summit = the_summit(summit_id)
    give_up_day(_the_hold(summit, hold_id).hold, now=utc_now())
    return _done(summit, "The day is free again.")


@summits.post("/summits/<int:summit_id>/date/holds/<int:hold_id>/approvals/<int:principal_id>")
@allow(Access.MANAGER)
def date_approve(summit_id: int, hold_id: int, principal_id: int) -> ResponseReturnValue:
    """A host said yes; with `do=undo`, it was a mistake."""
    summit = the_summit(summit_id)
    held = _the_hold(summit, hold_id)
    host = db.session.get(Principal, principal_id) or abort(404)
    if request.form.get("do") == "undo":
        withdraw_approval(summit, held.hold, host)
        return _done(summit, f"The approval of {host.title} is taken back.")
    try:
        record_approval(summit, held.hold, host, now=utc_now())
    except RuleBroken as refused:
        flash(refused.message, "error")
        return redirect(url_for("summits.date", summit_id=summit_id), code=303)
    return _done(summit, f"Recorded: {host.title} approves.")


@summits.route("/summits/<int:summit_id>/date/holds/<int:hold_id>/fix", methods=["GET", "POST"])
@allow(Access.MANAGER)
def date_fix(summit_id: int, hold_id: int) -> ResponseReturnValue:
    """The summit is on this day."""
    summit, form = the_summit(summit_id), FixForm()
    held = _the_hold(summit, hold_id)
    facts: dict[str, object] = {"answers": answers_of(summit.engagement)}
    if form.validate_on_submit():
        try:
            fix_day(summit, held, now=utc_now(), clash=form.clash_reason.data or "")
        except RuleBroken as refused:
            facts["clashes"] = shown(form, refused)
        else:
            asked = unasked(request.form)
            if asked is None:
                return _done(summit, f"The day is fixed. {posted_words(now=utc_now())}".strip())
            facts["ceiling"] = asked
    status = 422 if form.is_submitted() else 200
    return render_template("summits/date_fix.html", summit=summit, held=held, form=form, **facts), status


def _the_hold(summit: Summit, hold_id: int) -> HeldDay:
    return held_day(summit, hold_id) or abort(404)


def _done(summit: Summit, words: str) -> ResponseReturnValue:
    commit()
    flash(words, "success")
    return redirect(url_for("summits.date", summit_id=summit.id), code=303)


def _usual(summit: Summit, today: date) -> Looked:
    return Looked(*usual_period(summit, today), USUAL_HOURS)


def _chosen(days: list[ScoredDay]) -> ScoredDay | None:
    """The day that the address names."""
    wanted = request.args.get("day", "")
    return next((each for each in days if each.day.isoformat() == wanted), None)


def _reasons(summit: Summit, day: date) -> list[str]:
    """What spoke against the day when it was held, kept with it."""
    found = scored_days(summit, day, day, USUAL_HOURS)
    return [f"{each.words} ({each.points_words})" for one in found for each in one.penalties]
