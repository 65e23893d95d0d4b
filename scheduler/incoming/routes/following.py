"""They changed or called off what we had decided about: take it over, or leave our decision as it is."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.service.clashes import ClashFound
from scheduler.incoming.forms.answering import FollowForm
from scheduler.incoming.routes.answering import OVERTAKEN
from scheduler.incoming.routes.blueprint import acting, incoming, invitation_or_404
from scheduler.incoming.service.deciding import Answer, follow, leave_as_it_is


@incoming.route("/invited/<int:incoming_id>/follow", methods=["GET", "POST"])
@allow(Access.MANAGER)
def follow_change(incoming_id: int) -> ResponseReturnValue:
    """Bring our diary to what they changed."""
    invitation, form = invitation_or_404(incoming_id), FollowForm()
    if not invitation.has_changed:
        return redirect(url_for("incoming.one", incoming_id=incoming_id), code=303)
    clashes: list[object] = []
    if request.method == "GET":
        form.version.data = str(invitation.version)
    elif form.validate():
        try:
            follow(invitation, _said(form), clash_reason=form.clash_reason.data or "", now=utc_now())
        except RuleBroken as refused:
            db.session.rollback()
            form.show(refused)
            clashes = list(refused.found) if isinstance(refused, ClashFound) else []
        except VersionConflict:
            return _overtaken(incoming_id)
        else:
            commit()
            flash("Our diary follows them.", "success")
            return redirect(url_for("incoming.one", incoming_id=incoming_id), code=303)
    page = render_template(
        "incoming/follow.html", form=form, invitation=invitation_or_404(incoming_id), clashes=clashes
    )
    return page, 422 if form.errors else 200


@incoming.post("/invited/<int:incoming_id>/leave")
@allow(Access.MANAGER)
def leave(incoming_id: int) -> ResponseReturnValue:
    """Somebody has seen it; our decision stays."""
    invitation, form = invitation_or_404(incoming_id), FollowForm()
    try:
        leave_as_it_is(invitation, _said(form))
    except VersionConflict:
        return _overtaken(incoming_id)
    commit()
    flash("Our decision stays as it is.", "success")
    return redirect(url_for("incoming.one", incoming_id=incoming_id), code=303)


def _said(form: FollowForm) -> Answer:
    return Answer(words="", writes=True, by=acting(), seen=form.version_seen)


def _overtaken(incoming_id: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(OVERTAKEN, "error")
    return redirect(url_for("incoming.one", incoming_id=incoming_id), code=303)
