"""“No more reminders”: GET shows a page, POST acts (RFC 8058); it is never an answer to an invitation."""

from flask import abort, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.engagements.calendar import when_words
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.renderers import addressee_of
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.rules import masked_address
from scheduler.invitations.service.reminder_stops import (
    links_of_stop,
    resume_reminders,
    stop_reminders,
    stopped_among,
)

ONE_CLICK = ("List-Unsubscribe", "One-Click")


@invitations.get("/u/<token>")
@allow(Access.LINK)
def reminders(token: str) -> ResponseReturnValue:
    """What the mail was about, whether reminders still go, and the one button that changes it."""
    return _page(_links(token), token)


@invitations.post("/u/<token>")
@allow(Access.LINK)
def change_reminders(token: str) -> ResponseReturnValue:
    """Stop, or with the page's own second button start again; mail programs press without cookies or tokens."""
    links = _links(token)
    set_actor(Actor("link", links[0].invitation.invitee_label, "link"))
    if request.form.get("wish") == "again":
        resume_reminders(links)
    else:
        stop_reminders(links, now=utc_now())
    commit()
    if request.form.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        return _page(links, token)  # RFC 8058 3.2: no redirect
    return redirect(url_for("invitations.reminders", token=token), code=303)


def _links(token: str) -> list[InvitationLink]:
    return links_of_stop(token) or abort(404)


def _page(links: list[InvitationLink], token: str) -> ResponseReturnValue:
    stopped = stopped_among(links)
    return render_template(
        "invitations/chasers/unsubscribe.html",
        token=token,
        events=list(dict.fromkeys((each.invitation.engagement.title, _when(each)) for each in links)),
        whom=list(dict.fromkeys(addressee_of(each).whom for each in links)),
        sent_to=masked_address(links[0].address),
        is_stopped=all(link.id in stopped for link in links),
    )


def _when(link: InvitationLink) -> str:
    return when_words(link.invitation.engagement)


@invitations.record_once
def _let_mail_programs_press(state: BlueprintSetupState) -> None:
    """They send neither cookie nor CSRF token; the token in the address is the right to press (RFC 8058 3.1)."""
    state.app.extensions["csrf"].exempt(change_reminders)
