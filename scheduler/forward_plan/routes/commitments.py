"""One partner's commitment with its history, and the call that is logged in ten seconds."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.postponements import postponements_by_us
from scheduler.engagements.rules import EngagementKind
from scheduler.forward_plan.forms.calls import CallForm
from scheduler.forward_plan.models import Commitment
from scheduler.forward_plan.queries.changes import changes_of
from scheduler.forward_plan.queries.commitments import commitment_of, commitment_with
from scheduler.forward_plan.queries.coverage import BoardRow
from scheduler.forward_plan.queries.partners import home_of
from scheduler.forward_plan.queries.pledges import principals_on_offer
from scheduler.forward_plan.queries.timeline import row_of, timeline
from scheduler.forward_plan.routes.blueprint import forward_plan
from scheduler.forward_plan.rules.coverage import STATE_KEYS
from scheduler.forward_plan.rules.vocabulary import Ours
from scheduler.forward_plan.service import calls
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.queries.records import posts_at
from scheduler.stakeholders.rules import is_live

PLACE = "/forward-plan/commitments/<int:commitment_id>"


@forward_plan.context_processor
def row_addresses() -> dict[str, object]:
    """Where a row leads."""
    return {"plan_address": plan_address, "state_key_of": STATE_KEYS.__getitem__}


@forward_plan.app_template_global()
def call_door(engagement: Engagement) -> tuple[str, str] | None:
    """Whom of an engagement's partners a call can be logged with, and where; None when nothing was promised to them."""
    found = commitment_with(engagement.posts) if engagement.posts else None
    return (home_of(found).name, url_for("forward_plan.log_call", commitment_id=found.id)) if found else None


@forward_plan.get(PLACE)
@allow(Access.VIEWER)
def commitment(commitment_id: int) -> ResponseReturnValue:
    """What was promised to one partner, how it stands, and everything that happened."""
    found, today = _commitment(commitment_id), local_day(utc_now())
    past = timeline(found, today)
    return render_template(
        "forward_plan/commitments/commitment.html",
        commitment=found,
        home=home_of(found),
        row=row_of(found, today),
        timeline=past,
        put_off=sum(postponements_by_us([each.meeting.id for each in past]).values()),
        changes=changes_of(found.id),
    )


@forward_plan.route(f"{PLACE}/call", methods=["GET", "POST"])
@allow(Access.MANAGER)
def log_call(commitment_id: int) -> ResponseReturnValue:
    """A call that was made just now, or earlier."""
    found, now = _commitment(commitment_id), utc_now()
    posts = [post for post in posts_at(home_of(found)) if is_live(post.started_on, post.ended_on, local_day(now))]
    form = CallForm()
    form.offer(posts, principals_on_offer(found.rule, local_day(now)))
    if not form.is_submitted():
        ours = [each.id for each in found.rule.principals]
        form.start(now, ours if found.rule.ours is Ours.ALL_OF else ours[:1])
    elif form.validate() and (logged := _logged(form, posts)):
        flash(f"Logged: {logged.title}.", "success")
        return redirect(url_for(".commitment", commitment_id=commitment_id), code=303)
    counts = EngagementKind.CALL.value in found.rule.kinds
    page = render_template(
        "forward_plan/commitments/call.html", form=form, commitment=found, home=home_of(found), counts=counts
    )
    return page, 422 if form.errors else 200


def plan_address(row: BoardRow) -> str:
    """The planning form with the partner's heads and those of ours who are promised."""
    rule = row.commitment.rule
    ours = [each.id for each in rule.principals]
    wanted = ours if rule.ours is Ours.ALL_OF else ours[:1]
    return url_for("engagements.new", post=[post.id for post in row.heads], principal=wanted)


def _logged(form: CallForm, posts: list[Post]) -> Engagement | None:
    now = utc_now()
    post = next(each for each in posts if str(each.id) == form.post.data)
    ours = tuple(int(each) for each in form.principals.data or ())
    try:
        began_at = form.began_at(local_day(now))
        about, outcome = form.about.data or "", form.outcome.data or ""
        call = calls.Call(post=post, principal_ids=ours, began_at=began_at, about=about, outcome=outcome)
        engagement = calls.log_call(call, now=now)
        commit()
    except RuleBroken as refused:
        db.session.rollback()
        form.show(refused)
        return None
    return engagement


def _commitment(commitment_id: int) -> Commitment:
    return commitment_of(commitment_id) or abort(404)
