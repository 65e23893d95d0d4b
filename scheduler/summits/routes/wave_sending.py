"""One wave looked through before its mails leave, then sent; and the reserve called up after apologies."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from scheduler.accounts.ceiling import Ceiling, asked_again, ceiling_of
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.invitations.notices.samples import Sample, post_samples, samples_of
from scheduler.invitations.queries import Roll
from scheduler.invitations.queries.choices import Choice
from scheduler.invitations.queries.waves import Difference, difference
from scheduler.invitations.sendings import mail_words, outcome_words, plain_html
from scheduler.invitations.service import check_may_invite
from scheduler.summits.forms.ticks import read_members
from scheduler.summits.models import PlannedWave, Summit
from scheduler.summits.notices.save_the_date import post_save_the_date_samples, samples_of_mailboxes
from scheduler.summits.queries.coverage import meter
from scheduler.summits.queries.reserve import reserve_proposals
from scheduler.summits.queries.save_the_date import mailboxes, save_the_date_roll
from scheduler.summits.queries.waves import choices_of, planned_waves, quota_lines, roll_of
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.routes.waves import ONE, the_wave
from scheduler.summits.rules.vocabulary import WaveKind
from scheduler.summits.service.save_the_date import send_save_the_date
from scheduler.summits.service.waves import call_up, send_planned


@dataclass(frozen=True, slots=True)
class Plan:
    """One wave as it would go today."""

    summit: Summit
    planned: PlannedWave
    choice: Choice
    roll: Roll
    now: datetime

    @property
    def invites(self) -> bool:
        """Whether it asks for an answer."""
        return self.planned.kind is not WaveKind.SAVE_THE_DATE

    @property
    def samples(self) -> list[Sample]:
        """The mails as they will be."""
        engagement = self.summit.engagement
        if self.invites:
            return samples_of(engagement, self.roll, self.now)
        return samples_of_mailboxes(engagement, mailboxes(self.roll, self.choice, local_day(self.now)))

    @property
    def since_last_wave(self) -> Difference | None:
        """How it differs from what was sent before."""
        return difference(self.summit.engagement, self.roll) if self.invites else None


@summits.get(f"{ONE}/review")
@allow(Access.MANAGER)
def waves_review(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """Who gets it, who does not and why, places, and the mails exactly as they will be."""
    plan = _plan(summit_id, wave_id)
    return _reviewed(plan, ceiling_of(plan.roll.recipients))


@summits.get(f"{ONE}/preview/<int:number>")
@allow(Access.MANAGER)
def waves_preview(summit_id: int, wave_id: int, number: int) -> ResponseReturnValue:
    """The HTML part of one sample."""
    samples = _plan(summit_id, wave_id).samples
    if number >= len(samples):
        abort(404)
    back = url_for("summits.waves_review", summit_id=summit_id, wave_id=wave_id)
    plain = plain_html(samples[number].mail)
    return render_template("invitations/preview.html", sample=samples[number], plain=plain, back=back)


@summits.post(f"{ONE}/sample")
@allow(Access.MANAGER)
def waves_sample(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """The same mails to whoever is signed in; nobody else hears of it."""
    plan = _plan(summit_id, wave_id)
    post = post_samples if plan.invites else post_save_the_date_samples
    sent = post(plan.summit.engagement, plan.samples, (current_user.name, current_user.email), now=plan.now)
    commit()
    flash(
        f"{count_words(sent, 'sample')} on the way to {current_user.email}. Nobody else gets anything yet.", "success"
    )
    return redirect(url_for("summits.waves_review", summit_id=summit_id, wave_id=wave_id), code=303)


@summits.post(f"{ONE}/send")
@allow(Access.MANAGER)
def waves_send(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """Send it; pressing twice sends once. More mails than the ceiling are asked for twice."""
    plan = _plan(summit_id, wave_id)
    if asked := asked_again(ceiling_of(plan.roll.recipients), request.form):
        return _reviewed(plan, asked), 422
    try:
        said, is_sent = _sent(plan)
    except RuleBroken as broken:
        flash(broken.message, "error")
        return redirect(url_for("summits.waves", summit_id=summit_id), code=303)
    commit()
    flash(said, "success" if is_sent else "info")
    return redirect(url_for("summits.waves", summit_id=summit_id), code=303)


@summits.get(f"{ONE}/reserve")
@allow(Access.MANAGER)
def waves_reserve(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """Those of the reserve whose agency or area lost a place, then the others."""
    summit, now = the_summit(summit_id), utc_now()
    planned = the_wave(summit, wave_id)
    shown = meter(summit, now)
    return render_template(
        "summits/waves/reserve.html",
        summit=summit,
        planned=planned,
        meter=shown,
        proposals=reserve_proposals(summit, planned, shown, local_day(now)),
    )


@summits.post(f"{ONE}/reserve")
@allow(Access.MANAGER)
def waves_call_up(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """A wave of those ticked, to be looked through like any other."""
    members = read_members(request.form)
    if not members.posts and not members.people:
        flash("Tick at least one of the reserve.", "error")
        return redirect(url_for("summits.waves_reserve", summit_id=summit_id, wave_id=wave_id), code=303)
    planned = call_up(the_wave(the_summit(summit_id), wave_id), members)
    commit()
    return redirect(url_for("summits.waves_review", summit_id=summit_id, wave_id=planned.id), code=303)


def _plan(summit_id: int, wave_id: int) -> Plan:
    summit, now = the_summit(summit_id), utc_now()
    planned, on = the_wave(summit, wave_id), local_day(now)
    choice = choices_of([planned], on)[planned.id]
    if planned.kind is WaveKind.SAVE_THE_DATE:
        return Plan(summit, planned, choice, save_the_date_roll(summit.engagement, choice, on), now)
    return Plan(summit, planned, choice, roll_of(summit, choice, on), now)


def _reviewed(plan: Plan, ceiling: Ceiling) -> str:
    samples, summit_id, wave_id = plan.samples, plan.summit.id, plan.planned.id
    return render_template(
        "summits/waves/review.html",
        summit=plan.summit,
        plan=plan,
        roll=plan.roll,
        since=plan.since_last_wave,
        quotas=quota_lines(plan.summit, plan.roll) if plan.invites else [],
        obstacle=_obstacle(plan),
        unsent=[wave for wave in planned_waves(plan.summit) if wave.sent_at is None],
        samples=samples,
        previews=[
            url_for("summits.waves_preview", summit_id=summit_id, wave_id=wave_id, number=number)
            for number in range(len(samples))
        ],
        ceiling=ceiling,
    )


def _sent(plan: Plan) -> tuple[str, bool]:
    """What to say, and whether anything goes."""
    if plan.invites:
        by = clean_line(current_user.name or current_user.email)
        outcome = send_planned(plan.planned, sent_by=by, now=plan.now)
        return outcome_words(outcome, plan.now), bool(outcome.invited)
    number = send_save_the_date(plan.planned, now=plan.now)
    if not number:
        return "Nobody new was written to.", False
    return f"Wrote to {count_words(number, 'address', 'addresses')}; {mail_words(plan.now)}.", True


def _obstacle(plan: Plan) -> str:
    """Why it cannot go, and what to do first; empty when it can."""
    if plan.planned.sent_at is not None:
        return "This wave was sent. Plan another wave for whoever is still to be asked."
    try:
        check_may_invite(plan.summit.engagement, plan.now)
    except RuleBroken as broken:
        return broken.message
    return ""
