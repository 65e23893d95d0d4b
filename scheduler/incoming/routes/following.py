"""They changed or called off what we had decided about: take it over, or leave our decision as it is."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.rules.obstacles import Obstacle
from scheduler.engagements.service.clashes import ClashFound
from scheduler.incoming.forms.answering import FollowForm
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.routes.answering import OVERTAKEN
from scheduler.incoming.routes.blueprint import acting, incoming, invitation_or_404
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.incoming.service.answering import answer_address, answers_program
from scheduler.incoming.service.deciding import Answer, follow, leave_as_it_is


@incoming.route("/invited/<int:incoming_id>/follow", methods=["GET", "POST"])
@allow(Access.MANAGER)
def follow_change(incoming_id: int) -> ResponseReturnValue:
    """Bring our diary to what they changed."""
    invitation, form = invitation_or_404(incoming_id), FollowForm()
    if not invitation.has_changed:
        return redirect(url_for("incoming.one", incoming_id=incoming_id), code=303)
    clashes: Sequence[Obstacle] = ()
    if request.method == "GET":
        form.version.data = str(invitation.version)
    elif form.validate():
        try:
            reason, seen = form.clash_reason.data or "", form.keys_seen
            follow(invitation, _said(form), clash_reason=reason, clashes_seen=seen, now=utc_now())
        except ClashFound as clash:
            db.session.rollback()
            form.show_clashes(clash)
            clashes = clash.found
        except RuleBroken as refused:
            db.session.rollback()
            form.show(refused)
        except VersionConflict:
            return _overtaken(incoming_id)
        else:
            commit()
            flash("Our diary follows them.", "success")
            return redirect(url_for("incoming.one", incoming_id=incoming_id), code=303)
    return _shown(form, invitation_or_404(incoming_id), clashes)


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


def _shown(form: FollowForm, invitation: IncomingInvitation, clashes: Sequence[Obstacle]) -> ResponseReturnValue:
    page = render_template(
        "incoming/follow.html",
        form=form,
        invitation=invitation,
        clashes=clashes,
        is_accepted=invitation.decision is Decision.ACCEPTED,
        address=answer_address(invitation),
        answers_program=answers_program(invitation),
    )
    return page, 422 if form.errors else 200


def _said(form: FollowForm) -> Answer:
    return Answer(words="", writes=bool(form.writes.data), by=acting(), seen=form.version_seen)


def _overtaken(incoming_id: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(OVERTAKEN, "error")
    return redirect(url_for("incoming.one", incoming_id=incoming_id), code=303)
