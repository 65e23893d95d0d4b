"""Other times proposed, in the office: what waits, one click to accept or decline, and a call that is noted."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from scheduler.accounts.ceiling import Ceiling, unasked
from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import when_of, when_words
from scheduler.engagements.models import Engagement
from scheduler.invitations.forms.another_time import AnotherTimeForm, DeclineForm, another_time_form
from scheduler.invitations.models import CounterProposal, Invitation
from scheduler.invitations.queries import invitation_by_id
from scheduler.invitations.queries.another_time import (
    open_proposals,
    open_proposals_of,
    proposal_by_id,
    proposals_of,
    proposed_time_by_id,
    proposed_whens,
)
from scheduler.invitations.queries.proposal_board import card_of, cards_of
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.rules import ReplySource
from scheduler.invitations.rules.another_time import courteous_words
from scheduler.invitations.service.another_time import ProposalDecided, accept_proposal, decline_proposal, propose
from scheduler.outbox.strips import posted_words


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was done: at which of the times, and how many mails are to be confirmed."""

    words: str
    time_id: int | None = None
    ceiling: Ceiling | None = None


LIST = "/proposals-of-time"
PLACE = f"{LIST}/<int:counter_id>"


@invitations.get(LIST)
@allow(Access.VIEWER)
def proposals_of_time() -> ResponseReturnValue:
    """Everything that waits for the office, the oldest first."""
    now = utc_now()
    return render_template("invitations/another_time/list.html", cards=cards_of(open_proposals(now), now))


@invitations.get(PLACE)
@allow(Access.VIEWER)
def proposal_of_time(counter_id: int) -> ResponseReturnValue:
    """One proposal: what stands in the way of each time, and what can be done."""
    proposal = _proposal(counter_id)
    return _page(proposal, _decline_form(proposal))


@invitations.post(f"{LIST}/times/<int:proposed_id>/accept")
@allow(Access.MANAGER)
def accept_time(proposed_id: int) -> ResponseReturnValue:
    """Move the engagement there; over an obstacle only with a reason."""
    time = proposed_time_by_id(proposed_id) or abort(404)
    reason = request.form.get("clash_reason", "")
    try:
        engagement = accept_proposal(
            time, clash_reason=reason, clashes_seen=_keys_seen(), decided_by=_staff(), now=utc_now()
        )
    except ProposalDecided as decided:
        return _page(time.proposal, _decline_form(time.proposal), Refusal(decided.message)), 409
    except RuleBroken as broken:
        return _page(time.proposal, _decline_form(time.proposal), Refusal(broken.message, time.id)), 422
    asked = unasked(request.form)
    if asked is not None:
        return _page(time.proposal, _decline_form(time.proposal), Refusal(asked.error, time.id, asked)), 422
    said = f"Moved to {when_words(engagement)}. {posted_words(now=utc_now())}".strip()
    commit()
    flash(said, "success")
    return redirect(url_for("engagements.detail", engagement_id=engagement.id, _anchor="invitations"), code=303)


@invitations.post(f"{PLACE}/decline")
@allow(Access.MANAGER)
def decline_time(counter_id: int) -> ResponseReturnValue:
    """The planned time stays; they are told in the office's words."""
    proposal, form = _proposal(counter_id), DeclineForm()
    try:
        decline_proposal(proposal, form.words.data or "", decided_by=_staff(), now=utc_now())
    except ProposalDecided as decided:
        return _page(proposal, form, Refusal(decided.message)), 409
    except RuleBroken as broken:
        form.show(broken)
        return _page(proposal, form), 422
    commit()
    flash("Declined. They are told so courteously, and the time stays as planned.", "success")
    return redirect(url_for("invitations.one", invitation_id=proposal.invitation_id), code=303)


@invitations.route("/invitations/<int:invitation_id>/another-time", methods=["GET", "POST"])
@allow(Access.MANAGER)
def record_another_time(invitation_id: int) -> ResponseReturnValue:
    """Note what a partner proposed by telephone."""
    invitation = invitation_by_id(invitation_id) or abort(404)
    form = another_time_form()
    seat = invitation.post.title if invitation.post else invitation.invitee_label
    form.name_the_caller(seat, is_person=invitation.post is None)
    proposal = _recorded(invitation, form) if request.method == "POST" else None
    if proposal is not None:
        commit()
        flash("The proposal is recorded. The invitee’s addresses are told of it.", "success")
        return redirect(url_for("invitations.proposal_of_time", counter_id=proposal.id), code=303)
    status = 422 if form.errors else 200
    return render_template("invitations/another_time/record.html", form=form, invitation=invitation), status


@invitations.app_template_global()
def proposals_panel(engagement: Engagement) -> Markup:
    """On an engagement's page: other times that wait for the office."""
    now = utc_now()
    cards = cards_of(open_proposals_of(engagement, now), now)
    if not cards:
        return Markup()
    may_change = role_of_request() >= Access.MANAGER
    html = render_template("invitations/another_time/panel.html", cards=cards, may_change=may_change)
    return Markup(html)  # noqa: S704 - our own template, which escapes


@invitations.app_template_global()
def proposals_history(invitation: Invitation) -> Markup:
    """On an invitation's page: all that they ever proposed, and what became of it."""
    cards = cards_of(proposals_of(invitation), utc_now())
    html = render_template("invitations/another_time/history.html", cards=cards) if cards else ""
    return Markup(html)  # noqa: S704 - our own template, which escapes


def _recorded(invitation: Invitation, form: AnotherTimeForm) -> CounterProposal | None:
    """The proposal, or None with each error beside its field; obstacles are shown on the page that follows."""
    engagement, now = invitation.engagement, utc_now()
    whens = form.read_times(engagement.minutes, when_of(engagement), now)
    rest = form.read_rest()
    if rest is None:
        return None
    try:
        return propose(
            invitation,
            [when for _, when in whens],
            source=ReplySource.TELEPHONE,
            answered_by=rest[0],
            message=rest[1],
            recorded_by=_staff(),
            now=now,
        )
    except RuleBroken as broken:
        form.show(broken)
        return None


def _page(proposal: CounterProposal, form: DeclineForm, refusal: Refusal | None = None) -> str:
    return render_template(
        "invitations/another_time/one.html",
        card=card_of(proposal, utc_now()),
        form=form,
        refusal=refusal,
        typed_reason=request.form.get("clash_reason", ""),
        may_change=role_of_request() >= Access.MANAGER,
    )


def _decline_form(proposal: CounterProposal) -> DeclineForm:
    """Filled in beforehand."""
    form = DeclineForm(formdata=None)
    form.words.data = courteous_words(proposed_whens(proposal.times), when_words(proposal.invitation.engagement))
    return form


def _keys_seen() -> frozenset[str]:
    return frozenset(key for key in request.form.get("clashes_seen", "").split(",") if key)


def _staff() -> str:
    return clean_line(current_user.name or current_user.email)


def _proposal(counter_id: int) -> CounterProposal:
    return proposal_by_id(counter_id) or abort(404)
