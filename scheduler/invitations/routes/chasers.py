"""What goes to the silent and to those who come, and when: the plan, the words, chase now, leave out, ladders."""

import re
from datetime import date, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from scheduler.accounts.ceiling import asked_again, ceiling_of
from scheduler.accounts.sessions import role_of_request
from scheduler.almanac.queries import bank_holidays
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.wording import count_words
from scheduler.engagements.calendar import when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.forms import AUDIENCE_WORDS
from scheduler.invitations.forms.chasers import LadderForm
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.chasers import sample_mail
from scheduler.invitations.queries import invitation_by_id, link_by_id
from scheduler.invitations.queries.chaser_plan import mails_of, planned_days, planned_mail, recent_chasers
from scheduler.invitations.queries.chasers import Candidate, candidates, candidates_of, ladders, next_chaser_on, to_call
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.rules.ladders import Step, rung_words, shown_days
from scheduler.invitations.service.chasing_by_hand import (
    NOBODY,
    chase_now,
    leave_out,
    leave_out_all,
    save_ladder,
    silent_of,
)
from scheduler.outbox.rendering import Mail

KINDS = "<any(meeting, visit, board, call, summit):kind>"
CHASE_PLACE = "/engagements/<int:engagement_id>/chase"


@invitations.get("/chasers")
@allow(Access.VIEWER)
def chasers_ahead() -> ResponseReturnValue:
    """What will go on the next working days, if nobody answers before."""
    return render_template(
        "invitations/chasers/ahead.html",
        days=planned_days(utc_now()),
        rung_words=rung_words,
        audience_words=AUDIENCE_WORDS,
        may_change=role_of_request() >= Access.MANAGER,
    )


@invitations.get("/chasers/gone")
@allow(Access.VIEWER)
def chasers_gone() -> ResponseReturnValue:
    """What went lately, what was left out and why."""
    now = utc_now()
    open_calls = {row.id for row, _ in to_call(now)}
    return render_template(
        "invitations/chasers/gone.html", rows=recent_chasers(now), open_calls=open_calls, rung_words=rung_words
    )


@invitations.get("/chasers/preview/<int:link_id>")
@allow(Access.VIEWER)
def chaser_preview(link_id: int) -> ResponseReturnValue:
    """The exact words of the mail to this address on a day (`on`), or of one sent now."""
    link, now = link_by_id(link_id) or abort(404), utc_now()
    step = Step.REMIND if request.args.get("step") == str(Step.REMIND) else Step.CHASE
    at, links = _planned(link, step, request.args.get("on", ""), now)
    mail = sample_mail(step, links, at)
    return render_template("invitations/chasers/preview.html", link=link, mail=mail, at=at, plain=_without_styles(mail))


@invitations.route(CHASE_PLACE, methods=["GET", "POST"])
@allow(Access.MANAGER)
def chase(engagement_id: int) -> ResponseReturnValue:
    """Write to the silent of one engagement now, or to one of them (`only`); shows first who that is and the words."""
    engagement, now = _engagement(engagement_id), utc_now()
    found = _chosen(candidates(now, engagement))
    silent = silent_of(found, now)
    mails = mails_of([(now, Step.CHASE, each) for each in silent])
    ceiling = ceiling_of(len(mails))
    if request.method == "POST":
        refused = asked_again(ceiling, request.form)
        if refused is None:
            return _chased(engagement, found, now)
        ceiling = refused
    return render_template(
        "invitations/chasers/now.html",
        engagement=engagement,
        when=when_words(engagement),
        silent=silent,
        mails=mails,
        sample=sample_mail(Step.CHASE, mails[0].links, now) if mails else None,
        audience_words=AUDIENCE_WORDS,
        ceiling=ceiling,
        nobody=NOBODY,
    ), 422 if ceiling.error else 200


@invitations.post("/invitations/<int:invitation_id>/leave-out")
@allow(Access.MANAGER)
def leave_chaser_out(invitation_id: int) -> ResponseReturnValue:
    """This one mail or call does not happen."""
    invitation, rung = invitation_by_id(invitation_id) or abort(404), request.form.get("rung", "")
    found = candidates_of([invitation])
    done = [leave_out(each, rung, by=_by(), holidays=bank_holidays(), now=utc_now()) for each in found]
    commit()
    words = f"Left out for {invitation.invitee_label}." if any(done) else "That had been sent or left out already."
    flash(words, "success" if any(done) else "info")
    return redirect(url_for("invitations.chasers_ahead"), code=303)


@invitations.post(f"{CHASE_PLACE}/leave-out")
@allow(Access.MANAGER)
def leave_all_out(engagement_id: int) -> ResponseReturnValue:
    """No more chasers and calls for whoever is invited to one engagement today."""
    engagement, now = _engagement(engagement_id), utc_now()
    number = leave_out_all(candidates(now, engagement), by=_by(), holidays=bank_holidays(), now=now)
    commit()
    flash(f"{count_words(number, 'chaser or call', 'chasers and calls')} left out.".capitalize(), "success")
    return redirect(f"/engagements/{engagement_id}#invitations", code=303)


@invitations.get("/settings/chasers")
@allow(Access.MANAGER)
def chaser_ladders() -> ResponseReturnValue:
    """The ladder of every kind."""
    return render_template("invitations/chasers/ladders.html", ladders=ladders(), shown_days=shown_days)


@invitations.route(f"/settings/chasers/{KINDS}", methods=["GET", "POST"])
@allow(Access.MANAGER)
def chaser_ladder(kind: str) -> ResponseReturnValue:
    """Change the ladder of one kind."""
    of, form = EngagementKind[kind.upper()], LadderForm()
    if request.method == "POST":
        ladder = form.read_ladder()
        if ladder is not None:
            save_ladder(of, ladder)
            commit()
            flash("Saved. It counts for everything that has not been sent yet.", "success")
            return redirect(url_for("invitations.chaser_ladders"), code=303)
    else:
        form.fill(ladders()[of])
    return render_template("invitations/chasers/ladder.html", form=form, kind=of), 422 if form.errors else 200


@invitations.app_template_global()
def chaser_line(engagement: Engagement) -> Markup:
    """On the engagement's panel: when the silent are next written to, and what the office may do about it."""
    found, now = candidates(utc_now(), engagement), utc_now()
    if not any(each.standing.is_silent and not each.standing.is_off for each in found):
        return Markup()
    html = render_template(
        "invitations/chasers/line.html",
        engagement=engagement,
        silent=len(silent_of(found, now)),
        next_on=next_chaser_on(found, now),
        may_change=role_of_request() >= Access.MANAGER,
    )
    return Markup(html)  # noqa: S704 - our own template, which escapes


def _chased(engagement: Engagement, found: list[Candidate], now: datetime) -> ResponseReturnValue:
    try:
        posted = chase_now(found, now=now)
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        commit()
        words = f"{count_words(posted, 'chaser')} on the way." if posted else "They were chased today already."
        flash(words, "success" if posted else "info")
    return redirect(f"/engagements/{engagement.id}#invitations", code=303)


def _chosen(found: list[Candidate]) -> list[Candidate]:
    """All of them, or the one that the address names."""
    only = request.args.get("only", "")
    return [each for each in found if not only or str(each.invitation.id) == only]


def _planned(link: InvitationLink, step: Step, on: str, now: datetime) -> tuple[datetime, tuple[InvitationLink, ...]]:
    """When and about what the mail is; 404 for a day on which none goes there."""
    if not on:
        return now, (link,)
    try:
        mail = planned_mail(link, step, date.fromisoformat(on), now)
    except ValueError:
        mail = None
    if mail is None:
        abort(404)
    return mail.at, mail.links


def _without_styles(mail: Mail) -> str:
    """The HTML part as our pages may show it: they allow no inline styles."""
    body = re.search(r"<body[^>]*>(.*)</body>", mail.html, re.DOTALL)
    return re.sub(r' style="[^"]*"', "", body.group(1) if body else "")


def _by() -> str:
    return clean_line(current_user.name or current_user.email)


def _engagement(engagement_id: int) -> Engagement:
    return engagement_of(engagement_id) or abort(404)
