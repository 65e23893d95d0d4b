"""Plan, edit, copy and move an engagement; a clash is shown first, and what was typed is never lost."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.ceiling import unasked
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.numbers import small_number
from scheduler.core.wording import day_words
from scheduler.engagements.calendar import when_of
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.forms import EngagementForm, MoveForm, WhenForm
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import live_places, live_principals, posts_of
from scheduler.engagements.routes.audience import audience_of
from scheduler.engagements.routes.blueprint import engagement_or_404, engagements
from scheduler.engagements.rules import EngagementDraft, EngagementStatus, Telling
from scheduler.engagements.service import (
    ClashFound,
    copy_engagement,
    edit_engagement,
    plan_engagement,
    require_version,
)
from scheduler.outbox.strips import posted_words
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.queries import live_posts

MOST_MATCHES = 20


@engagements.route("/engagements/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new() -> ResponseReturnValue:
    """Plan one."""
    form = _offered_form(None)
    if request.method == "GET":
        form.start_empty()
        _take_hints(form)
    return _plan(form, "Plan an engagement", None, lambda draft: plan_engagement(draft, now=utc_now()))


@engagements.route("/engagements/<int:engagement_id>/edit", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit(engagement_id: int) -> ResponseReturnValue:
    """Change anything about it."""
    engagement = engagement_or_404(engagement_id)
    form = _offered_form(engagement)
    form.offer_statuses(engagement.status)
    if request.method == "GET":
        form.fill(engagement)
        form.fill_when(when_of(engagement))

    def change(draft: EngagementDraft) -> Engagement:
        require_version(engagement, form.version_seen)
        return edit_engagement(engagement, draft, now=utc_now())

    return _plan(form, f"Edit “{engagement.title}”", engagement, change)


@engagements.route("/engagements/<int:engagement_id>/copy", methods=["GET", "POST"])
@allow(Access.MANAGER)
def copy(engagement_id: int) -> ResponseReturnValue:
    """A new one with the same facts and another time."""
    original = engagement_or_404(engagement_id)
    form = _offered_form(original)
    if request.method == "GET":
        form.fill(original)
        form.status.data, form.reply_by.data = EngagementStatus.AGREED.value, ""
    heading = f"Copy “{original.title}”"
    return _plan(form, heading, None, lambda draft: copy_engagement(original, draft, now=utc_now()))


@engagements.route("/engagements/<int:engagement_id>/move", methods=["GET", "POST"])
@allow(Access.MANAGER)
def move(engagement_id: int) -> ResponseReturnValue:
    """Another time for the same thing."""
    engagement, now = engagement_or_404(engagement_id), utc_now()
    form, audience = MoveForm(), audience_of(engagement, now)
    form.today = local_day(now)
    if request.method == "GET":
        form.fill_when(when_of(engagement))
        form.day.data = _day_aimed_at(engagement) or form.day.data
        form.version.data, form.urgent.data = str(engagement.version), audience.is_near
    facts: dict[str, object] = {"heading": f"Move “{engagement.title}”", "engagement": engagement}
    facts |= {"audience": audience, "ceiling": audience.ceiling}
    if form.is_submitted() and form.validate():
        telling = Telling(is_urgent=bool(form.urgent.data))
        try:
            require_version(engagement, form.version_seen)
            edit_engagement(engagement, form.moved(engagement), now=now, telling=telling)
        except (RuleBroken, VersionConflict) as refused:
            return _refused("engagements/move.html", form, refused, facts)
        return _saved(engagement, "engagements/move.html", form, facts)
    return _shown("engagements/move.html", form, facts)


def _plan(
    form: EngagementForm,
    heading: str,
    engagement: Engagement | None,
    save: Callable[[EngagementDraft], Engagement],
) -> ResponseReturnValue:
    """What the three big forms share."""
    facts: dict[str, object] = {"heading": heading, "engagement": engagement}
    if _is_search(form):
        return render_template("engagements/plan.html", form=form, **facts, searched=True)
    if form.is_submitted() and form.validate():
        try:
            saved = save(form.draft())
        except (RuleBroken, VersionConflict) as refused:
            return _refused("engagements/plan.html", form, refused, facts)
        return _saved(saved, "engagements/plan.html", form, facts)
    return _shown("engagements/plan.html", form, facts)


def _is_search(form: EngagementForm) -> bool:
    """Whether partners are looked for: by the button, or by Enter while the box holds words not yet looked for."""
    pressed, wanted = request.form.get("do"), (form.find.data or "").strip()
    is_fresh = wanted not in {"", request.form.get("searched", "")}
    return pressed == "find" or (pressed == "enter" and is_fresh)


def _saved(engagement: Engagement, template: str, form: WhenForm, facts: dict[str, object]) -> ResponseReturnValue:
    """Committed, unless it would tell more than the ceiling and nobody has said yes to that."""
    asked = unasked(request.form)
    if asked is not None:
        return render_template(template, form=form, **facts | {"ceiling": asked}), 422
    is_urgent = isinstance(form, MoveForm) and bool(form.urgent.data)
    said = f"Saved. {posted_words(now=utc_now(), is_urgent=is_urgent)}".strip()
    commit()
    flash(said, "success")
    is_first = isinstance(form, EngagementForm) and bool(form.repeat.data)
    place = "engagements.repeat" if is_first else "engagements.detail"
    return redirect(url_for(place, engagement_id=engagement.id), code=303)


def _shown(template: str, form: WhenForm, facts: dict[str, object]) -> ResponseReturnValue:
    return render_template(template, form=form, **facts), 422 if form.errors else 200


def _refused(
    template: str, form: WhenForm, refused: RuleBroken | VersionConflict, facts: dict[str, object]
) -> ResponseReturnValue:
    """The page again with everything that was typed, and what stands in the way."""
    if isinstance(refused, VersionConflict):
        engagement = facts["engagement"]
        assert isinstance(engagement, Engagement)
        form.version.data = str(engagement.version)
        return render_template(template, form=form, **facts, conflict=True), 409
    form.show(refused)
    found = refused.found if isinstance(refused, ClashFound) else []
    if found:
        form.clashes_seen.data = ",".join(each.key for each in found if each.needs_reason)
    return render_template(template, form=form, **facts, clashes=found), 422


def _offered_form(engagement: Engagement | None) -> EngagementForm:
    """The form with its lists: who was chosen stays on offer, and so do the matches of a search."""
    form = EngagementForm()
    form.today = local_day(utc_now())
    ours = list(live_principals(form.today))
    if engagement is not None:
        ours += [each for each in engagement.principals if each not in ours]
    form.offer(ours, _posts_on_offer(form, engagement), live_places(form.today))
    return form


def _posts_on_offer(form: EngagementForm, engagement: Engagement | None) -> list[Post]:
    """Those chosen, then those that match the search."""
    if request.method == "GET":
        return list(engagement.posts) if engagement else posts_of(request.args.getlist("post", type=small_number))
    chosen = posts_of([int(each) for each in request.form.getlist("posts") if each.isdecimal()])
    wanted = (form.find.data or "").strip()
    matches = live_posts(form.today, wanted) if wanted else []
    fresh = [post for post in matches if post not in chosen]
    form.matches, form.left_out = fresh[:MOST_MATCHES], max(len(fresh) - MOST_MATCHES, 0)
    return chosen + form.matches


def _take_hints(form: EngagementForm) -> None:
    """Other pages may start a form with posts, principals and a day in its address."""
    form.posts.data = [choice.value for choice in form.posts.choices or []]
    form.principals.data = request.args.getlist("principal")
    form.day.data = request.args.get("day", "")


def _day_aimed_at(engagement: Engagement) -> str:
    """The planner's pages name a day, or a week of which it is meant to keep its weekday; empty without either."""
    first = first_day_of(engagement)
    try:
        monday = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return request.args.get("day", "")
    return day_words(monday + timedelta(days=first.weekday() if first else 0), weekday=True)
