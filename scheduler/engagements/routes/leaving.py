"""Postpone, cancel and record that a partner declined: each with a reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.ceiling import unasked
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.values import dataclass
from scheduler.engagements.forms import PostponeForm, ReasonForm
from scheduler.engagements.models import Engagement
from scheduler.engagements.routes.audience import audience_of
from scheduler.engagements.routes.blueprint import engagement_or_404, engagements
from scheduler.engagements.rules import Telling
from scheduler.engagements.service import (
    cancel_engagement,
    decline_engagement,
    postpone_engagement,
    require_version,
)
from scheduler.outbox.strips import posted_words


@dataclass(frozen=True, slots=True)
class Leaving:
    """One way off the diary, as its page says it."""

    heading: str
    explains: str
    button: str
    done: str
    leave: Callable[..., None]


def _take_leave(engagement: Engagement, form: ReasonForm, way: Leaving, now: datetime) -> None:
    require_version(engagement, form.version_seen)
    facts = {"by_us": not form.by_partner.data} if isinstance(form, PostponeForm) else {}
    way.leave(engagement, form.reason.data, now=now, telling=Telling(is_urgent=bool(form.urgent.data)), **facts)


LEAVINGS = {
    "postpone": Leaving(
        "Postpone",
        "It leaves the diary until you give it a new day. Calendars show it as cancelled at the old time.",
        "Postpone it",
        "Postponed. Move it when the new day is known.",
        postpone_engagement,
    ),
    "cancel": Leaving(
        "Cancel",
        "It leaves the diary for good and stays on record. To meet after all, copy it.",
        "Cancel it",
        "Cancelled.",
        cancel_engagement,
    ),
    "decline": Leaving(
        "Record that the partner declined",
        "It leaves the diary. You may offer other dates later.",
        "Record it as declined",
        "Recorded as declined.",
        decline_engagement,
    ),
}


@engagements.route("/engagements/<int:engagement_id>/<any(postpone, cancel, decline):way>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def leave(engagement_id: int, way: str) -> ResponseReturnValue:
    """Ask for the reason, then take it off the diary."""
    engagement, leaving, now = engagement_or_404(engagement_id), LEAVINGS[way], utc_now()
    form = PostponeForm() if way == "postpone" else ReasonForm()
    audience, conflict = audience_of(engagement, now, is_end=True), False
    if not form.is_submitted():
        form.version.data, form.urgent.data = str(engagement.version), audience.is_near
    if form.is_submitted() and form.validate():
        try:
            _take_leave(engagement, form, leaving, now)
        except RuleBroken as refused:
            form.show(refused)
        except VersionConflict:
            form.version.data, conflict = str(engagement.version), True
        else:
            asked = unasked(request.form)
            if asked is None:
                return _left(engagement, leaving, posted_words(now=now, is_urgent=bool(form.urgent.data)))
            audience = replace(audience, ceiling=asked)
    facts = {"form": form, "engagement": engagement, "way": leaving, "conflict": conflict, "audience": audience}
    return render_template("engagements/leave.html", **facts), _status(form, is_conflict=conflict)


def _left(engagement: Engagement, leaving: Leaving, mails: str) -> ResponseReturnValue:
    commit()
    flash(f"{leaving.done} {mails}".strip(), "success")
    return redirect(url_for("engagements.detail", engagement_id=engagement.id), code=303)


def _status(form: ReasonForm, *, is_conflict: bool) -> int:
    if is_conflict:
        return 409
    return 422 if form.is_submitted() else 200
