"""What the office decides about a proposed plan and each of its dates. Nothing here writes to a partner."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words, list_words
from scheduler.forward_plan.forms.proposals import DecisionForm, RefusalForm
from scheduler.forward_plan.models import Placement, Proposal
from scheduler.forward_plan.queries.proposals import proposal_for_update
from scheduler.forward_plan.routes.blueprint import forward_plan
from scheduler.forward_plan.routes.proposals import proposal_or_404
from scheduler.forward_plan.rules.vocabulary import PlacementState, ProposalState
from scheduler.forward_plan.service.proposals import (
    drop_proposal,
    find_dates_again,
    locked,
    pin,
    refuse,
    stop_improving,
)
from scheduler.forward_plan.service.proposals_accepting import accept, accept_all
from scheduler.forward_plan.tasks.proposals import ask_for_improvement


@forward_plan.post("/forward-plan/proposals/<int:proposal_id>/stop")
@allow(Access.MANAGER)
def stop_proposal(proposal_id: int) -> ResponseReturnValue:
    """Keep the best plan so far. The worker changes the plan meanwhile, so no version is asked for."""
    proposal = proposal_for_update(proposal_id) or abort(404)
    stop_improving(proposal)
    commit()
    return _to(proposal_id)


@forward_plan.post("/forward-plan/proposals/<int:proposal_id>/drop")
@allow(Access.MANAGER)
def drop_plan(proposal_id: int) -> ResponseReturnValue:
    """Away with the draft."""
    proposal = _locked(proposal_id)
    drop_proposal(proposal)
    commit()
    flash(f"Dropped: {proposal.title}. What was accepted of it stays in the diaries.", "success")
    return redirect(url_for("forward_plan.proposals"), code=303)


@forward_plan.post("/forward-plan/proposals/<int:proposal_id>/again")
@allow(Access.MANAGER)
def find_again(proposal_id: int) -> ResponseReturnValue:
    """Dates once more as things stand now; pins stay, refused days are avoided."""
    proposal = _locked(proposal_id)
    return _decided(proposal, lambda now: find_dates_again(proposal, proposal.seconds, now=now), "")


@forward_plan.post("/forward-plan/proposals/<int:proposal_id>/accept")
@allow(Access.MANAGER)
def accept_plan(proposal_id: int) -> ResponseReturnValue:
    """Keep every proposed date free."""
    proposal, now = _locked(proposal_id), utc_now()
    wanted = sum(each.state is PlacementState.PROPOSED for each in proposal.placements)
    try:
        failed = accept_all(proposal, now=now)
    except RuleBroken as refused:
        return _refused(proposal_id, refused)
    commit()
    kept = wanted - len(failed)
    flash(f"{count_words(kept, 'date').capitalize()} kept free. Nobody has been written to.", "success")
    if failed:
        why = list_words([f"{each.placement.title} ({each.words})" for each in failed])
        flash(f"Not to be had any more: {why}. Find dates again for what is left.", "error")
    return _to(proposal_id)


@forward_plan.post("/forward-plan/placements/<int:placement_id>/<any(accept, pin, unpin):step>")
@allow(Access.MANAGER)
def decide(placement_id: int, step: str) -> ResponseReturnValue:
    """Accept one date, or say that it stays where it is."""
    placement = _placement(placement_id)
    if step == "accept":
        said = f"Kept free: {placement.title}. Nobody has been written to; offer the date when you are ready."
        return _decided(placement.proposal, lambda now: accept(placement, now=now), said)
    return _decided(placement.proposal, lambda _now: pin(placement, is_pinned=step == "pin"), "")


@forward_plan.route("/forward-plan/placements/<int:placement_id>/refuse", methods=["GET", "POST"])
@allow(Access.MANAGER)
def refuse_placement(placement_id: int) -> ResponseReturnValue:
    """Why not then; another day is sought when dates are found again."""
    form = RefusalForm()
    if not form.is_submitted():
        placement = db.session.get(Placement, placement_id) or abort(404)
        proposal = proposal_or_404(placement.proposal_id)
        form.version.data = str(proposal.version)
        return render_template("forward_plan/proposals/refuse.html", form=form, placement=placement)
    placement = _placement(placement_id)
    if not form.validate():
        return render_template("forward_plan/proposals/refuse.html", form=form, placement=placement), 422
    said = f"Refused: {placement.title}. Find dates again, and it gets another day."
    return _decided(placement.proposal, lambda _now: refuse(placement, form.reason.data or ""), said)


def _locked(proposal_id: int) -> Proposal:
    """The plan as the page had shown it, locked; 409 for whoever comes second."""
    if db.session.get(Proposal, proposal_id) is None:
        abort(404)
    return locked(proposal_id, DecisionForm().version_seen)


def _placement(placement_id: int) -> Placement:
    found = db.session.get(Placement, placement_id) or abort(404)
    proposal = _locked(found.proposal_id)
    return next(each for each in proposal.placements if each.id == placement_id)


def _decided(proposal: Proposal, change: Callable[[datetime], object], said: str) -> ResponseReturnValue:
    """Carry it out, or say why not."""
    proposal_id = proposal.id
    try:
        change(utc_now())
    except RuleBroken as refused:
        return _refused(proposal_id, refused)
    is_waiting = proposal.state is ProposalState.IMPROVING
    commit()
    if is_waiting:
        ask_for_improvement()
    if said:
        flash(said, "success")
    return _to(proposal_id)


def _refused(proposal_id: int, refused: RuleBroken) -> ResponseReturnValue:
    db.session.rollback()
    flash(refused.message, "error")
    return _to(proposal_id)


def _to(proposal_id: int) -> ResponseReturnValue:
    return redirect(url_for("forward_plan.proposal", proposal_id=proposal_id), code=303)
