"""To which strands an engagement belongs: from its own page with ticks, from a strand's page by finding it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import EngagementFilter, engagement_of, found_engagements
from scheduler.strands.forms import BelongingForm
from scheduler.strands.models import Strand
from scheduler.strands.queries import all_strands, live_priorities, priorities_of, strands_of
from scheduler.strands.routes.blueprint import strand_or_404, strands
from scheduler.strands.service import attach, detach, set_priorities


@strands.route("/engagements/<int:engagement_id>/belongs", methods=["GET", "POST"])
@allow(Access.MANAGER)
def belonging(engagement_id: int) -> ResponseReturnValue:
    """Its strands and priorities."""
    engagement = engagement_of(engagement_id) or abort(404)
    priorities, standing = priorities_of(engagement), strands_of(engagement)
    form = BelongingForm()
    offered = [each for each in all_strands() if each.ended_on is None or each in standing]
    form.offer([*live_priorities(), *(each for each in priorities if each.ended_on)], offered)
    if not form.is_submitted():
        form.fill(priorities, standing)
    elif form.validate():
        try:
            _save(engagement, form, offered)
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            flash("Saved.", "success")
            return redirect(url_for("engagements.detail", engagement_id=engagement.id), code=303)
    page = render_template("strands/belonging.html", form=form, engagement=engagement)
    return page, 422 if form.errors else 200


@strands.get("/evidence/strands/<int:strand_id>/find")
@allow(Access.MANAGER)
def find(strand_id: int) -> ResponseReturnValue:
    """Which engagement belongs to it? What is like the words, nearest first."""
    strand, text = strand_or_404(strand_id), clean_line(request.args.get("text", ""))
    today = local_day(utc_now())
    found, total = found_engagements(EngagementFilter(text=text), 1, today)
    inside = {each.id for each in strand.engagements}
    facts = {"strand": strand, "found": found, "total": total, "inside": inside, "text": text}
    return render_template("strands/find.html", **facts)


@strands.post("/evidence/strands/<int:strand_id>/engagements/<int:engagement_id>/attach")
@allow(Access.MANAGER)
def put(strand_id: int, engagement_id: int) -> ResponseReturnValue:
    """Put it there; to take it off, untick it on its own page."""
    strand = strand_or_404(strand_id)
    engagement = engagement_of(engagement_id) or abort(404)
    attach(strand, engagement)
    commit()
    flash(f"Put to the strand: {engagement.title}.", "success")
    return redirect(url_for("strands.detail", strand_id=strand.id), code=303)


def _save(engagement: Engagement, form: BelongingForm, offered: list[Strand]) -> None:
    set_priorities(engagement, [int(each) for each in form.priorities.data or ()], now=utc_now())
    ticked = set(form.strands.data or ())
    for strand in offered:
        (attach if str(strand.id) in ticked else detach)(strand, engagement)
