"""Accept in whomever's name, hold, decline: the mail is looked at on the same page before it leaves."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import add_working_days
from scheduler.core.access import Access, allow
from scheduler.core.clock import from_local, local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.rules.obstacles import Obstacle
from scheduler.engagements.service.clashes import ClashFound
from scheduler.incoming.forms.answering import AnswerForm
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.notices import answer_mail
from scheduler.incoming.queries.covering import proposal_for
from scheduler.incoming.queries.invitations import is_past, when_of
from scheduler.incoming.queries.joining import is_on_its_day, joinable
from scheduler.incoming.queries.words import asked_words
from scheduler.incoming.routes.blueprint import acting, incoming, invitation_or_404
from scheduler.incoming.rules.courtesy import courtesy_words
from scheduler.incoming.rules.cover import Proposal
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.incoming.service.answering import answer_address, answer_name, answers_program
from scheduler.incoming.service.deciding import Answer, accept, decline, hold

HELD_FOR = 5
"""Working days that a time is kept free unless they want to know earlier."""
END_OF_DAY = time(17)
MEANT = {"accept": Decision.ACCEPTED, "hold": Decision.HELD, "decline": Decision.DECLINED}
DONE = {
    "accept": "The invitation is accepted.",
    "hold": "The invitation is held. It comes back to you in a few days.",
    "decline": "The invitation is declined.",
}
OVERTAKEN = (
    "Something changed after you opened this page, and nothing of yours is saved yet. "
    "Look at the invitation as it is now, then decide."
)


@incoming.route("/invited/<int:incoming_id>/<any(accept, hold, decline):way>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def answer(incoming_id: int, way: str) -> ResponseReturnValue:
    """One way to answer."""
    invitation, now = invitation_or_404(incoming_id), utc_now()
    proposal = proposal_for(invitation, now=now)
    form = AnswerForm()
    form.offer(proposal, joinable(invitation))
    if request.method == "GET":
        _begin(form, invitation, way, proposal, now)
        return _shown(form, invitation, way, proposal)
    form.retell(_usual(invitation, way, form.role_of_goer()))
    if not form.validate() or "preview" in request.form:
        return _shown(form, invitation, way, proposal)
    try:
        _decide(invitation, way, form, now)
    except ClashFound as clash:
        db.session.rollback()
        form.show_clashes(clash)
        return _shown(form, invitation_or_404(incoming_id), way, proposal, clash.found)
    except RuleBroken as refused:
        db.session.rollback()
        form.show(refused)
        return _shown(form, invitation_or_404(incoming_id), way, proposal)
    except VersionConflict:
        db.session.rollback()
        flash(OVERTAKEN, "error")
        return redirect(url_for("incoming.one", incoming_id=incoming_id), code=303)
    commit()
    flash(DONE[way], "success")
    return redirect(url_for("incoming.one", incoming_id=incoming_id), code=303)


def _decide(invitation: IncomingInvitation, way: str, form: AnswerForm, now: datetime) -> None:
    said = Answer(words=form.words.data or "", writes=bool(form.writes.data), by=acting(), seen=form.version_seen)
    if way == "decline":
        decline(invitation, said, now=now)
    elif way == "accept":
        accept(invitation, form.going(), said, now=now)
    else:
        until = from_local(form.until.data or _until(invitation, now), END_OF_DAY)
        hold(invitation, form.going(), said, until=until, now=now)


def _begin(form: AnswerForm, invitation: IncomingInvitation, way: str, proposal: Proposal, now: datetime) -> None:
    same_day = [each for each in joinable(invitation) if is_on_its_day(invitation, each)]
    joins = same_day[0] if len(same_day) == 1 else None
    goes = proposal.candidate.role if proposal.candidate is not None else ""
    form.propose(proposal, joins, _until(invitation, now), _usual(invitation, way, goes), invitation.version)
    form.writes.data = bool(answer_address(invitation)) and not is_past(invitation, now)


def _usual(invitation: IncomingInvitation, way: str, goes: str) -> str:
    return courtesy_words(MEANT[way], invitation.title, when_of(invitation), goes, asked_words(invitation))


def _until(invitation: IncomingInvitation, now: datetime) -> date:
    """When they want to know, else a week of work; never after it takes place."""
    today = local_day(now)
    usual = add_working_days(today, HELD_FOR, bank_holidays())
    wanted = invitation.reply_by_on if invitation.reply_by_on and invitation.reply_by_on > today else usual
    begins = local_day(invitation.starts_at) if invitation.starts_at is not None else None
    return max(min(wanted, begins - timedelta(days=1)), today) if begins is not None else wanted


def _shown(
    form: AnswerForm,
    invitation: IncomingInvitation,
    way: str,
    proposal: Proposal,
    clashes: Sequence[Obstacle] = (),
) -> ResponseReturnValue:
    address, said = answer_address(invitation), form.words.data or ""
    mail = answer_mail(invitation, MEANT[way], said, name=answer_name(invitation)) if address else None
    page = render_template(
        "incoming/answer.html",
        form=form,
        invitation=invitation,
        way=way,
        proposal=proposal,
        clashes=clashes,
        address=address,
        mail=mail,
        answers_program=answers_program(invitation),
    )
    return page, 422 if form.errors else 200
