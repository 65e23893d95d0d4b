"""Who has answered: the panel on an engagement's page, a page for each invitation, and the exports."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.engagements.calendar import when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.invitations.forms import ADDRESSED, AUDIENCE_WORDS, AddressForm, RecordForm
from scheduler.invitations.models import Invitation
from scheduler.invitations.notices.facts import answer_facts, polite_name
from scheduler.invitations.notices.renderers import answer_of
from scheduler.invitations.queries import invitation_by_id, link_by_id, live_links
from scheduler.invitations.queries.another_time import open_by_invitation
from scheduler.invitations.queries.claims import claims_of
from scheduler.invitations.queries.delivery import address_of, calls_of, journey_of, postings_of
from scheduler.invitations.queries.doors import is_over
from scheduler.invitations.queries.tracking import (
    FILTER_WORDS,
    HEADINGS,
    STATE_WORDS,
    TO_ASK,
    asked_again,
    export_rows,
    row_of,
    rows_of,
    shown_rows,
    tally,
)
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.rules import AUTHORITY_WORDS, BAND_WORDS, SOURCE_WORDS, Audience, ReplySource
from scheduler.invitations.rules.delivery import standing
from scheduler.invitations.service import give_address, record_reply, send_again, withdraw_invitation
from scheduler.invitations.spreadsheets import as_csv, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLACE = "/invitations/<int:invitation_id>"
CALL_LIST = "call-list"
"""Where the page of an answer came from, and goes back to."""


@invitations.app_template_global()
def invitation_panel(engagement: Engagement) -> Markup:
    """The tracking panel, for the engagement's page; `?answer=` filters it."""
    now = utc_now()
    rows = rows_of(engagement, local_day(now))
    wanted = request.args.get("answer", "")
    html = render_template(
        "invitations/panel.html",
        engagement=engagement,
        rows=shown_rows(rows, wanted),
        any_rows=bool(rows),
        counts=tally(rows),
        asked=asked_again(engagement, rows),
        to_ask=TO_ASK,
        standing_by=claims_of(engagement),
        proposed_by=open_by_invitation(engagement, now),
        state_words=STATE_WORDS,
        filter_words=FILTER_WORDS,
        band_words=BAND_WORDS,
        authority_words=AUTHORITY_WORDS,
        audience_words=AUDIENCE_WORDS,
        wanted=wanted,
        may_change=role_of_request() >= Access.MANAGER,
        may_invite=engagement.status not in OFF_THE_DIARY and not is_over(engagement, now),
    )
    return Markup(html)  # noqa: S704 - our own template, which escapes


@invitations.get("/engagements/<int:engagement_id>/invitations.<any(csv, xlsx):form>")
@allow(Access.VIEWER)
def export(engagement_id: int, form: str) -> ResponseReturnValue:
    """The panel as a spreadsheet, filtered as the page is."""
    engagement = engagement_of(engagement_id) or abort(404)
    wanted = request.args.get("answer", "")
    cells = export_rows(shown_rows(rows_of(engagement, local_day(utc_now())), wanted))
    if form == "csv":
        content, kind = as_csv(HEADINGS, cells), "text/csv; charset=utf-8"
    else:
        content, kind = as_xlsx("Invitations", HEADINGS, cells), XLSX
    headers = {"Content-Disposition": f'attachment; filename="invitations-{engagement_id}.{form}"'}
    return Response(content, content_type=kind, headers=headers)


@invitations.get(PLACE)
@allow(Access.VIEWER)
def one(invitation_id: int) -> ResponseReturnValue:
    """One invitation: the answer, its history, its addresses, and what can be done."""
    invitation, now = _invitation(invitation_id), utc_now()
    engagement = invitation.engagement
    postings = postings_of(engagement)
    return render_template(
        "invitations/invitation.html",
        invitation=invitation,
        engagement=engagement,
        when=when_words(engagement),
        row=row_of(invitation, postings, local_day(now)),
        history=[(reply, answer_facts(answer_of(reply))) for reply in invitation.replies],
        addresses=[
            (link, standing(address_of(link), postings.get(link.id, ())), journey_of(link, postings, now))
            for link in live_links(invitation)
        ],
        calls=calls_of(invitation),
        audience_words=AUDIENCE_WORDS,
        source_words=SOURCE_WORDS,
        state_words=STATE_WORDS,
        may_change=role_of_request() >= Access.MANAGER,
    )


@invitations.post("/invitations/links/<int:link_id>/send-again")
@allow(Access.MANAGER)
def resend(link_id: int) -> ResponseReturnValue:
    """The same mail once more to one address."""
    link = link_by_id(link_id) or abort(404)
    try:
        send_again(link, now=utc_now())
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        commit()
        flash("The invitation is on its way again.", "success")
    return _back(link.invitation)


@invitations.post(f"{PLACE}/withdraw")
@allow(Access.MANAGER)
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """Take one invitation back."""
    invitation = _invitation(invitation_id)
    try:
        withdraw_invitation(invitation, now=utc_now())
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        commit()
        flash("The invitation is withdrawn. Whoever had been told is told now.", "success")
    return _back(invitation)


@invitations.route(f"{PLACE}/answer", methods=["GET", "POST"])
@allow(Access.MANAGER)
def record_answer(invitation_id: int) -> ResponseReturnValue:
    """Type in what the office was told by telephone."""
    invitation = _invitation(invitation_id)
    form = _record_form(invitation)
    typed = form.read_answer() if request.method == "POST" else None
    if typed is not None:
        by = clean_line(current_user.name or current_user.email)
        try:
            record_reply(invitation, typed, source=ReplySource.TELEPHONE, recorded_by=by, now=utc_now())
        except RuleBroken as broken:
            if broken.field not in form:
                flash(broken.message, "error")
                return _back(invitation)
            form.refuse(broken)
            return render_template("invitations/record.html", form=form, invitation=invitation), 422
        commit()
        flash("The answer is recorded. The invitee’s addresses are told of it.", "success")
        if request.args.get("back") == CALL_LIST:
            return redirect(url_for("invitations.call_list"), code=303)
        return _back(invitation)
    status = 422 if form.errors else 200
    return render_template("invitations/record.html", form=form, invitation=invitation), status


@invitations.route(f"{PLACE}/address", methods=["GET", "POST"])
@allow(Access.MANAGER)
def change_address(invitation_id: int) -> ResponseReturnValue:
    """Find another address after a bounce: the old link dies, the new address is invited."""
    invitation = _invitation(invitation_id)
    form = AddressForm()
    if form.validate_on_submit() and form.audience.data in ADDRESSED:
        try:
            audience = Audience(form.audience.data)
            give_address(invitation, audience, form.name.data or "", form.address.data or "", now=utc_now())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            commit()
            flash("The new address is invited. The link in the earlier mail no longer works.", "success")
            return _back(invitation)
    elif request.method == "GET":
        form.audience.data = request.args.get("audience", str(Audience.PRINCIPAL))
        is_office = form.audience.data == str(Audience.PA)
        form.name.data = "" if is_office else polite_name(invitation.person)
    status = 422 if form.errors else 200
    return render_template("invitations/address.html", form=form, invitation=invitation), status


def _record_form(invitation: Invitation) -> RecordForm:
    form = RecordForm()
    post = invitation.post
    form.name_the_invitee(post.title if post else invitation.invitee_label, is_person=post is None)
    return form


def _invitation(invitation_id: int) -> Invitation:
    return invitation_by_id(invitation_id) or abort(404)


def _back(invitation: Invitation) -> ResponseReturnValue:
    return redirect(url_for("invitations.one", invitation_id=invitation.id), code=303)
