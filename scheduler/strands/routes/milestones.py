"""Milestones of a strand: noted, changed, reached, taken off."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.strands.forms import MilestoneForm
from scheduler.strands.models import Milestone, Strand
from scheduler.strands.queries import milestone_by_id
from scheduler.strands.routes.blueprint import strand_or_404, strands
from scheduler.strands.service import add_milestone, change_milestone, remove_milestone


@strands.route("/evidence/strands/<int:strand_id>/milestones/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_milestone(strand_id: int) -> ResponseReturnValue:
    """Note a day that matters."""
    strand, form = strand_or_404(strand_id), MilestoneForm()
    if form.is_submitted() and form.validate():
        try:
            add_milestone(strand, form.draft())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return _back(strand)
    return _page(form, strand, None)


@strands.route("/evidence/strands/<int:strand_id>/milestones/<int:milestone_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_milestone(strand_id: int, milestone_id: int) -> ResponseReturnValue:
    """Another day, or it is reached."""
    strand, milestone = _of_strand(strand_id, milestone_id)
    form = MilestoneForm()
    if not form.is_submitted():
        form.fill(milestone)
    elif form.validate():
        try:
            change_milestone(milestone, form.draft())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return _back(strand)
    return _page(form, strand, milestone)


@strands.post("/evidence/strands/<int:strand_id>/milestones/<int:milestone_id>/remove")
@allow(Access.MANAGER)
def drop_milestone(strand_id: int, milestone_id: int) -> ResponseReturnValue:
    """It was a mistake."""
    strand, milestone = _of_strand(strand_id, milestone_id)
    remove_milestone(milestone)
    commit()
    return _back(strand)


def _of_strand(strand_id: int, milestone_id: int) -> tuple[Strand, Milestone]:
    strand, milestone = strand_or_404(strand_id), milestone_by_id(milestone_id)
    if milestone is None or milestone.strand_id != strand.id:
        abort(404)
    return strand, milestone


def _back(strand: Strand) -> ResponseReturnValue:
    return redirect(url_for("strands.detail", strand_id=strand.id), code=303)


def _page(form: MilestoneForm, strand: Strand, milestone: Milestone | None) -> ResponseReturnValue:
    page = render_template("strands/milestone.html", form=form, strand=strand, milestone=milestone)
    return page, 422 if form.errors else 200
