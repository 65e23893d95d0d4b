"""Type an invitation in, bring its calendar file, correct it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.tokens import random_token
from scheduler.engagements.queries.principals import live_principals
from scheduler.incoming.forms.noting import FileForm, InvitationForm
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.routes.blueprint import incoming, invitation_or_404
from scheduler.incoming.service.arriving import News, Taken
from scheduler.incoming.service.noting import bring_file, change_invitation, note_invitation
from scheduler.incoming.service.reading import read_message
from scheduler.stakeholders.queries.records import live_bodies, live_organisations

SAID = {
    News.NEW: "The invitation is in the list.",
    News.COPY: "We had this invitation already. What came is kept as another copy of it.",
    News.HAD_BEFORE: "This had been brought already. Nothing is new.",
    News.CHANGED: "It changes an invitation that we had. Look at what is new.",
    News.CALLED_OFF: "They have called off what they had invited us to.",
    News.DOUBTFUL: "It changes an invitation that somebody else sent us. Nothing was done.",
    News.OURS: "That is a meeting of our own. Nobody invites us to it.",
    News.UNKNOWN: "It calls off something that we were never invited to. Nothing was done.",
}
NOTHING_DONE = frozenset({News.DOUBTFUL, News.OURS, News.UNKNOWN})


@incoming.route("/invited/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new() -> ResponseReturnValue:
    """Somebody asked by letter or telephone."""
    form = _form()
    if form.is_submitted() and form.validate():
        try:
            taken = note_invitation(form.draft(), once=form.once.data or random_token(), now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return _on([taken])
    if request.method == "GET":
        form.once.data = random_token()
    return _shown(form, None)


@incoming.route("/invited/<int:incoming_id>/change", methods=["GET", "POST"])
@allow(Access.MANAGER)
def change(incoming_id: int) -> ResponseReturnValue:
    """Correct what was typed or read."""
    invitation, form = invitation_or_404(incoming_id), _form()
    if request.method == "GET":
        form.fill(invitation)
    elif form.validate():
        try:
            change_invitation(invitation, form.draft(), seen=form.version_seen)
        except RuleBroken as refused:
            form.show(refused)
        except VersionConflict:
            db.session.rollback()
            return _overtaken(form, invitation_or_404(incoming_id))
        else:
            commit()
            return redirect(url_for("incoming.one", incoming_id=incoming_id), code=303)
    return _shown(form, invitation)


@incoming.route("/invited/file", methods=["GET", "POST"])
@allow(Access.MANAGER)
def file() -> ResponseReturnValue:
    """Bring a calendar file, or paste it."""
    form = FileForm()
    if form.validate_on_submit():
        try:
            data = form.data_of_file()
            commit()  # reading may take seconds: nobody else's writing waits for it
            taken = bring_file(data, read_message(data), now=utc_now())
        except RuleBroken as refused:
            db.session.rollback()
            form.show(refused)
        else:
            commit()
            return _on(taken)
    return render_template("incoming/file.html", form=form), 422 if form.errors else 200


def _form() -> InvitationForm:
    today = local_day(utc_now())
    form = InvitationForm()
    form.today = today
    form.offer(live_bodies(today), live_organisations(today), live_principals(today))
    return form


def _shown(form: InvitationForm, invitation: IncomingInvitation | None) -> ResponseReturnValue:
    return render_template("incoming/form.html", form=form, invitation=invitation), 422 if form.errors else 200


def _overtaken(form: InvitationForm, invitation: IncomingInvitation) -> ResponseReturnValue:
    form.version.data = str(invitation.version)
    form.form_errors.append(
        "Something changed after you opened this page, and nothing of yours is saved yet. "
        "What you typed is below: check it, then save again to put it in the place of what is there now."
    )
    return _shown(form, invitation)


def _on(taken: list[Taken]) -> ResponseReturnValue:
    """To the one invitation, or to the list of several."""
    for news in dict.fromkeys(each.news for each in taken):
        flash(SAID[news], "error" if news in NOTHING_DONE else "success")
    found = {each.invitation.id for each in taken if each.invitation is not None}
    if len(found) == 1:
        return redirect(url_for("incoming.one", incoming_id=found.pop()), code=303)
    return redirect(url_for("incoming.listing"), code=303)
