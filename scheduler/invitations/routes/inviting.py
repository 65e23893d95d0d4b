"""Choose whom to invite, see who that is today and what they will read, then send. Nothing is stored before that."""

from datetime import datetime
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from scheduler.accounts.ceiling import Ceiling, asked_again, ceiling_of
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.engagements.calendar import when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of
from scheduler.invitations.notices.samples import Sample, post_samples, samples_of
from scheduler.invitations.queries import Roll, roll_for
from scheduler.invitations.queries.choices import (
    Choice,
    choice_of,
    found_people,
    found_posts,
    group_offers,
    uninvited_posts,
)
from scheduler.invitations.queries.waves import Difference, difference
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.sendings import outcome_words, plain_html
from scheduler.invitations.service import check_may_invite, review_groups
from scheduler.invitations.service.waves import send_wave
from scheduler.stakeholders.queries import holders_of

PLACE = "/engagements/<int:engagement_id>/invite"


@dataclass(frozen=True, slots=True)
class Plan:
    """What this request's address or form chose, sorted out against the engagement."""

    engagement: Engagement
    choice: Choice
    roll: Roll
    selection: list[tuple[str, int]]
    now: datetime

    @property
    def samples(self) -> list[Sample]:
        """The mails as they will be."""
        return samples_of(self.engagement, self.roll, self.now)

    @property
    def since_last_wave(self) -> Difference | None:
        """How the choice differs from the last wave."""
        return difference(self.engagement, self.roll)


@invitations.get(PLACE)
@allow(Access.MANAGER)
def choose(engagement_id: int) -> ResponseReturnValue:
    """Groups, posts found by words, people; ticks travel in the address until something is sent."""
    engagement, on = _engagement(engagement_id), local_day(utc_now())
    text = request.args.get("q", "")
    choice = choice_of(*_ticked(request.args), on)
    first_visit = "q" not in request.args and not _selection(request.args)
    chosen = uninvited_posts(engagement) if first_visit else choice.posts
    found = [post for post in found_posts(text, on) if post not in chosen]
    return render_template(
        "invitations/choose.html",
        engagement=engagement,
        when=when_words(engagement),
        obstacle=_obstacle(engagement),
        offers=group_offers(on),
        ticked_groups={offer.group.id for offer in choice.groups},
        chosen=chosen,
        people=choice.people,
        found=found,
        found_people=[person for person in found_people(text) if person not in choice.people],
        holders=holders_of([*chosen, *found], on),
        q=text,
        nothing_chosen=request.args.get("chosen") == "none",
    )


@invitations.get(f"{PLACE}/review")
@allow(Access.MANAGER)
def review(engagement_id: int) -> ResponseReturnValue:
    """Who gets it, who does not and why, and the mails exactly as they will be."""
    plan = _plan(engagement_id, request.args)
    if not plan.choice.all:
        return redirect(url_for("invitations.choose", engagement_id=engagement_id, chosen="none"), code=303)
    return _reviewed(plan, ceiling_of(plan.roll.recipients))


@invitations.get(f"{PLACE}/preview/<int:number>")
@allow(Access.MANAGER)
def preview(engagement_id: int, number: int) -> ResponseReturnValue:
    """The HTML part of one sample; without its inline styles, which our pages do not allow."""
    plan = _plan(engagement_id, request.args)
    if number >= len(plan.samples):
        abort(404)
    sample = plan.samples[number]
    back = f"{url_for('invitations.review', engagement_id=engagement_id)}?{urlencode(plan.selection)}"
    return render_template("invitations/preview.html", sample=sample, plain=plain_html(sample.mail), back=back)


@invitations.post(f"{PLACE}/sample")
@allow(Access.MANAGER)
def send_sample(engagement_id: int) -> ResponseReturnValue:
    """The same mails to whoever is signed in; nobody is invited."""
    plan = _plan(engagement_id, request.form)
    sent = post_samples(plan.engagement, plan.samples, (current_user.name, current_user.email), now=plan.now)
    commit()
    flash(f"{count_words(sent, 'sample')} on the way to {current_user.email}. Nobody has been invited yet.", "success")
    address = url_for("invitations.review", engagement_id=engagement_id)
    return redirect(f"{address}?{urlencode(plan.selection)}", code=303)


@invitations.post(f"{PLACE}/send")
@allow(Access.MANAGER)
def send(engagement_id: int) -> ResponseReturnValue:
    """Invite; pressing twice invites once. More mails than the ceiling are asked for twice."""
    plan = _plan(engagement_id, request.form)
    if asked := asked_again(ceiling_of(plan.roll.recipients), request.form):
        return _reviewed(plan, asked), 422
    by = clean_line(current_user.name or current_user.email)
    try:
        outcome = send_wave(plan.engagement, plan.choice.all, sent_by=by, now=plan.now)
    except RuleBroken as broken:
        flash(broken.message, "error")
        return redirect(url_for("invitations.choose", engagement_id=engagement_id), code=303)
    review_groups([offer.group for offer in plan.choice.groups], now=plan.now)
    said = outcome_words(outcome, plan.now)
    commit()
    flash(said, "success" if outcome.invited else "info")
    return redirect(f"/engagements/{engagement_id}#invitations", code=303)


def _reviewed(plan: Plan, ceiling: Ceiling) -> str:
    query = urlencode(plan.selection)
    samples = plan.samples
    addresses = [
        url_for("invitations.preview", engagement_id=plan.engagement.id, number=n) for n in range(len(samples))
    ]
    return render_template(
        "invitations/review.html",
        plan=plan,
        roll=plan.roll,
        samples=samples,
        previews=[f"{address}?{query}" for address in addresses],
        query=query,
        ceiling=ceiling,
    )


def _engagement(engagement_id: int) -> Engagement:
    return engagement_of(engagement_id) or abort(404)


def _obstacle(engagement: Engagement) -> str:
    """Why nobody can be invited, and what to do first."""
    try:
        check_may_invite(engagement, utc_now())
    except RuleBroken as broken:
        return broken.message
    return ""


def _ids(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10]


def _ticked(values: MultiDict[str, str]) -> tuple[list[int], list[int], list[int]]:
    return _ids(values.getlist("post")), _ids(values.getlist("group")), _ids(values.getlist("person"))


def _selection(values: MultiDict[str, str]) -> list[tuple[str, int]]:
    """The ticks as they travel to the next page."""
    names = ("post", "group", "person")
    return [(name, number) for name, ids in zip(names, _ticked(values), strict=True) for number in ids]


def _plan(engagement_id: int, values: MultiDict[str, str]) -> Plan:
    engagement, now = _engagement(engagement_id), utc_now()
    choice = choice_of(*_ticked(values), local_day(now))
    return Plan(engagement, choice, roll_for(engagement, choice.all, local_day(now)), _selection(values), now)
