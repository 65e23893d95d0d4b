"""The buttons that take an engagement up the ladder: held, written up."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.engagements.forms import StepForm
from scheduler.engagements.routes.blueprint import engagement_or_404, engagements
from scheduler.engagements.service import mark_held, mark_written_up, require_version

STEPS = {"held": (mark_held, "Marked as held."), "written-up": (mark_written_up, "Marked as written up.")}


@engagements.post("/engagements/<int:engagement_id>/<any('held', 'written-up'):name>")
@allow(Access.MANAGER)
def step(engagement_id: int, name: str) -> ResponseReturnValue:
    """Take the step, or say why not."""
    engagement = engagement_or_404(engagement_id)
    require_version(engagement, StepForm().version_seen)
    take, done = STEPS[name]
    try:
        take(engagement, now=utc_now())
    except RuleBroken as refused:
        flash(refused.message, "error")
    else:
        commit()
        flash(done, "success")
    return redirect(url_for("engagements.detail", engagement_id=engagement_id), code=303)
