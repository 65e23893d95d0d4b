"""The partner's own page for proposing another time: GET shows, a person's POST acts, a repeat is harmless."""

from datetime import datetime

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.throttling import limiter
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement
from scheduler.invitations.forms.another_time import AnotherTimeForm, another_time_form
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.facts import engagement_facts
from scheduler.invitations.notices.renderers import addressee_of
from scheduler.invitations.queries import link_by_token
from scheduler.invitations.queries.another_time import (
    is_difficult,
    newest_proposal,
    proposal_facts,
    proposed_whens,
    standing_state,
)
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.routes.answering import state_page
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.routes.visits import notes_press
from scheduler.invitations.rules import Answerer, Audience, Gate, ProposalState, ReplySource, masked_address
from scheduler.invitations.service import AnswerClosed, EngagementMoved
from scheduler.invitations.service.another_time import propose

PER_LINK = "40 per 10 minutes"


def _this_link() -> str:
    """Tries are counted by link, or a link would be a way to look through our diaries time by time."""
    return f"another time {(request.view_args or {}).get('token', '')[:64].lower()}"


@invitations.get("/a/<token>/another-time")
@allow(Access.LINK)
def another_time(token: str) -> ResponseReturnValue:
    """What they proposed and what became of it, and the boxes for other times."""
    link, now = _link(token), utc_now()
    if gate_of(link, now) is not Gate.OPEN:
        return state_page(link, token, gate_of(link, now))
    form = _form(link)
    form.sequence.data = str(link.invitation.engagement.sequence)
    form.who.data = str(Answerer.OFFICE if link.audience is Audience.PA else Answerer.INVITEE)
    proposal = newest_proposal(link.invitation)
    if proposal is not None and standing_state(proposal, now) is ProposalState.OPEN:
        form.fill(proposed_whens(proposal.times), proposal.answered_by, proposal.message)
    return _page(link, token, form, now)


@invitations.post("/a/<token>/another-time")
@allow(Access.LINK)
@limiter.limit(PER_LINK, key_func=_this_link)
@notes_press
def save_another_time(token: str) -> ResponseReturnValue:
    """Keep the proposal; a time that may be difficult is said so once, and passes when it is sent again."""
    link, now = _link(token), utc_now()
    set_actor(Actor("link", link.invitation.invitee_label, "link"))
    if gate_of(link, now) is not Gate.OPEN:
        return state_page(link, token, gate_of(link, now)), 409
    form = _form(link)
    try:
        is_saved = _save(link, form, now)
    except AnswerClosed as closed:
        return state_page(link, token, closed.state), 409
    except EngagementMoved:
        form.sequence.raw_data, form.sequence.data = None, str(link.invitation.engagement.sequence)
        return _page(link, token, form, now, has_moved=True), 409
    except RuleBroken as broken:
        form.show(broken)
        is_saved = False
    if not is_saved:
        return _page(link, token, form, now), 422
    commit()
    return redirect(url_for("invitations.another_time", token=token), code=303)


def _link(token: str) -> InvitationLink:
    """Malformed and unknown ones are the same 404; a substitute comes at the time that was agreed with the invitee."""
    link = link_by_token(token) or abort(404)
    return link if link.audience is not Audience.SUBSTITUTE else abort(404)


def _form(link: InvitationLink) -> AnotherTimeForm:
    form, invitation = another_time_form(), link.invitation
    seat = invitation.post.title if invitation.post is not None else invitation.invitee_label
    form.name_the_partner(seat, is_person=invitation.post is None)
    return form


def _save(link: InvitationLink, form: AnotherTimeForm, now: datetime) -> bool:
    """False with each error beside its field."""
    engagement = link.invitation.engagement
    whens = form.read_times(engagement.minutes, when_of(engagement), now)
    for number, when in whens:
        if is_difficult(engagement, when, now):
            form.warn_of(number, when)
    rest = form.read_rest()
    if rest is None:
        return False
    propose(
        link.invitation,
        [when for _, when in whens],
        source=ReplySource.LINK,
        answered_by=rest[0],
        link=link,
        message=rest[1],
        about_sequence=form.sequence_seen,
        now=now,
    )
    return True


def _page(link: InvitationLink, token: str, form: AnotherTimeForm, now: datetime, *, has_moved: bool = False) -> str:
    invitation = link.invitation
    return render_template(
        "invitations/another_time/propose.html",
        token=token,
        whom=addressee_of(link).whom,
        sent_to=masked_address(link.address),
        form=form,
        has_moved=has_moved,
        facts=_facts(invitation.engagement, now),
        **proposal_facts(invitation, now),
    )


def _facts(engagement: Engagement, now: datetime) -> list[tuple[str, str]]:
    return [(name, value) for name, value in engagement_facts(engagement, now) if value]
