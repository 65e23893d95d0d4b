"""Whoever sent a substitute comes themselves after all: one press, and the substitute is told."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.invitations.models import InvitationLink, Reply
from scheduler.invitations.queries import link_by_token, standing_reply
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.routes.answering import state_page
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.routes.going_on import after_answer
from scheduler.invitations.routes.visits import notes_press
from scheduler.invitations.rules import Answer, Answerer, Audience, Gate, PartStat, ReplySource
from scheduler.invitations.service import AnswerClosed, EngagementMoved, record_reply


@invitations.post("/a/<token>/recall")
@allow(Access.LINK)
@notes_press
def recall(token: str) -> ResponseReturnValue:
    """Come instead of the substitute that the page named; if somebody else comes meanwhile, look first."""
    link, now = _link(token), utc_now()
    set_actor(Actor("link", link.invitation.invitee_label, "link"))
    if gate_of(link, now) is not Gate.OPEN:
        return state_page(link, token, gate_of(link, now)), 409
    reply = standing_reply(link.invitation)
    if reply is not None and reply.partstat is PartStat.ACCEPTED:
        return redirect(after_answer(link, token), code=303)  # pressed twice
    if reply is None or not _is_about(reply):
        return redirect(url_for("invitations.answer", token=token), code=303)
    try:
        record_reply(link.invitation, _myself(link, reply), source=ReplySource.LINK, link=link, now=now)
    except EngagementMoved:
        return redirect(url_for("invitations.answer", token=token), code=303)
    except AnswerClosed as closed:
        return state_page(link, token, closed.state), 409
    commit()
    return redirect(after_answer(link, token), code=303)


def _myself(link: InvitationLink, reply: Reply) -> Answer:
    """The invitee comes, to the plan that the substitute was sent to: a newer one is answered on the page."""
    who = Answerer.OFFICE if link.audience is Audience.PA else Answerer.INVITEE
    return Answer(PartStat.ACCEPTED, who, about_sequence=reply.sequence)


def _is_about(reply: Reply) -> bool:
    """Whether the page showed the substitute who stands now."""
    return reply.partstat is PartStat.DELEGATED and request.form.get("reply") == str(reply.id)


def _link(token: str) -> InvitationLink:
    """The invitee's or their office's; a substitute says that they cannot come on a page of their own."""
    link = link_by_token(token) or abort(404)
    return link if link.audience is not Audience.SUBSTITUTE else abort(404)
