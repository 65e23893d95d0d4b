"""Plans that the proposer lays out: all of them, a new one, one with its dates, and making it again."""

from datetime import date, timedelta

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import day_words
from scheduler.engagements.queries import live_principals
from scheduler.forward_plan.forms.proposals import DecisionForm, MendForm, ProposalForm
from scheduler.forward_plan.models import Proposal
from scheduler.forward_plan.queries.pledges import live_pledges
from scheduler.forward_plan.queries.proposals import latest_proposals, proposal_of
from scheduler.forward_plan.queries.proposals_page import page_of
from scheduler.forward_plan.routes.blueprint import forward_plan
from scheduler.forward_plan.rules.due_meetings import Period
from scheduler.forward_plan.rules.vocabulary import ProposalState
from scheduler.forward_plan.service.proposals import asked_of, propose, propose_anew
from scheduler.forward_plan.tasks.proposals import ask_for_improvement
from scheduler.invitations.spreadsheets import as_csv

USUAL_WEEKS = 26
HEADINGS = ("When", "Day (ISO)", "Partner", "From us", "State", "Why")


@forward_plan.get("/forward-plan/proposals")
@allow(Access.VIEWER)
def proposals() -> ResponseReturnValue:
    """All plans, the newest first."""
    return render_template("forward_plan/proposals/index.html", found=latest_proposals())


@forward_plan.route("/forward-plan/proposals/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_proposal() -> ResponseReturnValue:
    """What the plan is asked for; POST lays it out at once and has the worker improve it."""
    form, today = ProposalForm(), local_day(utc_now())
    form.today = today
    form.offer(live_pledges(today))
    if request.method == "GET":
        form.fill(_usual_title(today), _usual_period(today), request.args.getlist("commitment", type=int))
        return render_template("forward_plan/proposals/new.html", form=form)
    if not form.validate():
        return render_template("forward_plan/proposals/new.html", form=form), 422
    try:
        made = propose(form.draft(), now=utc_now())
    except RuleBroken as refused:
        form.show(refused)
        return render_template("forward_plan/proposals/new.html", form=form), 422
    return _laid_out(made)


@forward_plan.get("/forward-plan/proposals/<int:proposal_id>")
@allow(Access.VIEWER)
def proposal(proposal_id: int) -> ResponseReturnValue:
    """How far it is, then every date with its reasons, and what found none."""
    found = proposal_or_404(proposal_id)
    form = DecisionForm(version=str(found.version))
    return render_template("forward_plan/proposals/one.html", proposal=found, page=page_of(found, utc_now()), form=form)


@forward_plan.get("/forward-plan/proposals/<int:proposal_id>.csv")
@allow(Access.VIEWER)
def proposal_csv(proposal_id: int) -> ResponseReturnValue:
    """The plan as a table for spreadsheets."""
    page = page_of(proposal_or_404(proposal_id), utc_now())
    rows = [each.cells for each in page.lines]
    name = {"Content-Disposition": f'attachment; filename="proposed-plan-{proposal_id}.csv"'}
    return Response(as_csv(HEADINGS, rows), content_type="text/csv; charset=utf-8", headers=name)


@forward_plan.route("/forward-plan/proposals/<int:proposal_id>/mend", methods=["GET", "POST"])
@allow(Access.MANAGER)
def mend_proposal(proposal_id: int) -> ResponseReturnValue:
    """Something happened: a plan that follows this one and moves as little as possible."""
    followed, form, today = proposal_or_404(proposal_id), MendForm(), local_day(utc_now())
    form.today = today
    form.offer(live_principals(today))
    if request.method == "GET":
        form.title.data = f"{followed.title}, mended"
        form.fill_period(Period(max(followed.from_on, today + timedelta(days=1)), followed.until_on))
        return render_template("forward_plan/proposals/mend.html", form=form, followed=followed)
    if not form.validate():
        return render_template("forward_plan/proposals/mend.html", form=form, followed=followed), 422
    try:
        draft, reason = form.draft(asked_of(followed)), form.reason.data or ""
        made = propose_anew(followed, draft, reason, absence=form.absence, now=utc_now())
    except RuleBroken as refused:
        form.show(refused)
        return render_template("forward_plan/proposals/mend.html", form=form, followed=followed), 422
    return _laid_out(made)


def proposal_or_404(proposal_id: int) -> Proposal:
    """A plan that nobody dropped."""
    found = proposal_of(proposal_id)
    if found is None or found.state is ProposalState.DROPPED:
        abort(404)
    return found


def _laid_out(made: Proposal) -> ResponseReturnValue:
    """Stored; the worker is asked only now, since it must find the row."""
    address = url_for("forward_plan.proposal", proposal_id=made.id)
    is_waiting = made.state is ProposalState.IMPROVING
    commit()
    if is_waiting:
        ask_for_improvement()
    return redirect(address, code=303)


def _usual_period(today: date) -> Period:
    """Half a year from the Monday after next."""
    monday = today + timedelta(days=14 - today.weekday())
    return Period(monday, monday + timedelta(weeks=USUAL_WEEKS, days=-3))


def _usual_title(today: date) -> str:
    return f"Plan of {day_words(today)}"
