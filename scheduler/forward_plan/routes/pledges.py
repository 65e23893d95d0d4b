"""Pledges and their rules: what was promised, and which commitments it makes."""

from collections.abc import Callable
from typing import TypeVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.forms.refusable import VersionedForm
from scheduler.forward_plan.forms.pledges import EndForm, PledgeForm, RuleForm
from scheduler.forward_plan.models import CommitmentRule, Pledge
from scheduler.forward_plan.queries.commitments import commitments_of_rule
from scheduler.forward_plan.queries.coverage import cadence_of, ours_words
from scheduler.forward_plan.queries.partners import Home
from scheduler.forward_plan.queries.pledges import (
    all_pledges,
    history_of,
    partner_named,
    pledge_of,
    principals_on_offer,
    rule_of,
)
from scheduler.forward_plan.routes.blueprint import forward_plan
from scheduler.forward_plan.service.pledges import add_pledge, add_rule, change_pledge, change_rule, end_pledge
from scheduler.invitations.rules import BAND_WORDS
from scheduler.stakeholders.queries.records import groups, live_bodies, live_organisations

PLACE = "/forward-plan/pledges/<int:pledge_id>"
Stored = TypeVar("Stored", Pledge, CommitmentRule)
OVERTAKEN = (
    "Somebody else changed this after you opened it, and nothing of yours is saved yet. "
    "What you typed is below: check it, then save again to put it in the place of theirs."
)


@forward_plan.context_processor
def rule_words() -> dict[str, object]:
    """How templates say a rule."""
    return {"cadence_of": cadence_of, "ours_words": ours_words, "band_words": BAND_WORDS}


@forward_plan.get("/forward-plan/pledges")
@allow(Access.VIEWER)
def pledges() -> ResponseReturnValue:
    """All of them, those that bind first."""
    return render_template("forward_plan/pledges/list.html", pledges=all_pledges())


@forward_plan.get(PLACE)
@allow(Access.VIEWER)
def pledge(pledge_id: int) -> ResponseReturnValue:
    """One pledge: its source and words, its rules with their partners, its history."""
    found = _pledge(pledge_id)
    rules = [(rule, commitments_of_rule(rule)) for rule in found.rules]
    return render_template(
        "forward_plan/pledges/pledge.html", pledge=found, rules=rules, history=history_of(found), form=EndForm()
    )


@forward_plan.route("/forward-plan/pledges/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_pledge() -> ResponseReturnValue:
    """Add one; its first rule comes next."""
    form = PledgeForm()
    if form.validate_on_submit():
        added = _saved(form, lambda: add_pledge(form.draft(), now=utc_now()))
        if added is not None:
            flash("The pledge is added. Now say with whom it means to meet, and how often.", "success")
            return redirect(url_for(".new_rule", pledge_id=added.id), code=303)
    return _page("pledge_form.html", form, heading="Add a pledge", back=url_for(".pledges"))


@forward_plan.route(f"{PLACE}/edit", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_pledge(pledge_id: int) -> ResponseReturnValue:
    """Change what was promised, where and when."""
    found, form = _pledge(pledge_id), PledgeForm()
    if request.method == "GET":
        form.fill(found)
    facts = {"heading": "Edit the pledge", "back": url_for(".pledge", pledge_id=pledge_id)}
    try:
        if form.is_submitted() and form.validate() and _saved(form, lambda: _change(found, form)):
            return _to(pledge_id, "The pledge is saved.")
    except VersionConflict:
        db.session.rollback()
        form.form_errors.append(OVERTAKEN)
        form.version.data = str(_pledge(pledge_id).version)
        return _page("pledge_form.html", form, **facts)[0], 409
    return _page("pledge_form.html", form, **facts)


@forward_plan.route(f"{PLACE}/end", methods=["GET", "POST"])
@allow(Access.MANAGER)
def end(pledge_id: int) -> ResponseReturnValue:
    """It binds nobody any more, with the reason."""
    found, form = _pledge(pledge_id), EndForm()
    if request.method == "GET":
        form.version.data = str(found.version)
    elif form.validate() and _saved(
        form, lambda: end_pledge(found, form.reason.data or "", version=form.version_seen, now=utc_now())
    ):
        return _to(found.id, "The pledge has ended. Its history stays.")
    return _page("end.html", form, pledge=found)


@forward_plan.route(f"{PLACE}/rules/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_rule(pledge_id: int) -> ResponseReturnValue:
    """Say with whom it means to meet; shows first whom that names."""
    found, form = _pledge(pledge_id), _offered_form(None)
    if request.method == "GET":
        form.fill_days(found.source_on)
    return _rule_page(form, found, "Add a rule", lambda: add_rule(found, form.draft(), now=utc_now()))


@forward_plan.route("/forward-plan/rules/<int:rule_id>/edit", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_rule(rule_id: int) -> ResponseReturnValue:
    """Change a rule; commitments join and leave with it."""
    rule = rule_of(rule_id) or abort(404)
    form = _offered_form(rule)
    if request.method == "GET":
        form.fill(rule)

    def change() -> CommitmentRule:
        return change_rule(rule, form.draft(), version=form.version_seen, now=utc_now())

    return _rule_page(form, rule.pledge, "Edit the rule", change)


def _change(found: Pledge, form: PledgeForm) -> Pledge:
    return change_pledge(found, form.draft(), version=form.version_seen)


def _rule_page(form: RuleForm, found: Pledge, heading: str, save: Callable[[], CommitmentRule]) -> ResponseReturnValue:
    """The form; “Show whom it names” lists the partners and saves nothing."""
    named = partner_named(form.partner_key, local_day(utc_now())) if form.partner_key and form.is_submitted() else None
    is_preview = request.form.get("do") == "preview"
    if form.is_submitted() and not is_preview and form.validate():
        pledge_id = found.id
        if _saved(form, save):
            return _to(pledge_id, "The rule is saved, and its commitments are made.")
    return _page("rule.html", form, pledge=found, heading=heading, named=named)


def _offered_form(rule: CommitmentRule | None) -> RuleForm:
    form, on = RuleForm(), local_day(utc_now())
    homes: list[Home] = [*live_organisations(on), *live_bodies(on)]
    own = (rule.organisation or rule.body) if rule else None
    if own is not None and own not in homes:
        homes.insert(0, own)  # it has ended, and the rule still names it
    form.offer(groups(), homes, principals_on_offer(rule, on))
    return form


def _saved(form: VersionedForm, change: Callable[[], Stored]) -> Stored | None:
    """What the service stored; None when it refuses, and the form then says why. A conflict is the 409 page."""
    try:
        stored = change()
        commit()
    except RuleBroken as refused:
        db.session.rollback()
        form.show(refused)
        return None
    return stored


def _page(template: str, form: VersionedForm, **facts: object) -> tuple[str, int]:
    status = 422 if form.errors else 200
    return render_template(f"forward_plan/pledges/{template}", form=form, **facts), status


def _pledge(pledge_id: int) -> Pledge:
    return pledge_of(pledge_id) or abort(404)


def _to(pledge_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".pledge", pledge_id=pledge_id), code=303)
