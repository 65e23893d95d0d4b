"""Five questions to whoever came, by the link of their invitation; the answer keeps nothing of who gave it."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries import link_by_token
from scheduler.summits.forms.outcomes import FeedbackForm
from scheduler.summits.queries.outcomes import ask_of
from scheduler.summits.routes.blueprint import summits
from scheduler.summits.service.outcomes import give_feedback


@summits.get("/a/<token>/feedback")
@allow(Access.LINK)
def feedback(token: str) -> ResponseReturnValue:
    """The questions, or thanks."""
    invitation = _asked(token)
    asked = ask_of(invitation)
    return render_template(
        "summits/after/questions.html",
        token=token,
        title=invitation.engagement.title,
        form=FeedbackForm(formdata=None),
        is_asked=asked is not None,
        has_answered=asked is not None and asked.has_answered,
    )


@summits.post("/a/<token>/feedback")
@allow(Access.LINK)
def save_feedback(token: str) -> ResponseReturnValue:
    """One answer; a second one changes nothing."""
    invitation, form = _asked(token), FeedbackForm()
    set_actor(Actor("link", "Somebody who came", "link"))
    facts = {"token": token, "title": invitation.engagement.title, "form": form, "is_asked": True}
    if not form.validate():
        return render_template("summits/after/questions.html", has_answered=False, **facts), 422
    try:
        give_feedback(invitation, form.levels, form.words.data or "")
    except RuleBroken as refused:
        form.show(refused)
        return render_template("summits/after/questions.html", has_answered=False, **facts), 422
    commit()
    return redirect(url_for("summits.feedback", token=token), code=303)


def _asked(token: str) -> Invitation:
    link = link_by_token(token)
    if link is None or link.revoked_at is not None:
        abort(404)
    return link.invitation
