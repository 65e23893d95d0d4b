"""What staff decide about mail that waits: one POST each."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.inbox.forms.ways import InvitationForm, RememberForm, SubstituteForm
from scheduler.inbox.models import InboundAnswer
from scheduler.inbox.queries.entries import ways_of
from scheduler.inbox.queries.triage import answer_by_id, mail_by_id
from scheduler.inbox.routes.blueprint import inbox
from scheduler.inbox.routes.one_mail import form_for, mail_view
from scheduler.inbox.routes.words import DONE
from scheduler.inbox.rules.vocabulary import MailState
from scheduler.inbox.rules.ways import Owner, Way
from scheduler.inbox.service.inviting import incoming_of
from scheduler.inbox.service.settling import (
    accept_substitute,
    file_letter,
    give_up_parked,
    ignore,
    record_all_the_same,
    remember_and_record,
    take_as_invitation,
    try_again,
)

TRY_AGAIN = "try-again"


@inbox.post("/inbox/answers/<int:answer_id>/<any(remember, record, substitute, file, invite, ignore):way>")
@allow(Access.MANAGER)
def settle(answer_id: int, way: str) -> ResponseReturnValue:
    """One way out of triage for one thing that a mail says."""
    row = answer_by_id(answer_id) or abort(404)
    chosen, now = Way(way), utc_now()
    if chosen not in ways_of(row):
        flash("Somebody has dealt with this already.", "error")
        return _back(row.mail_id)
    form = form_for(chosen, row, now)
    try:
        is_done = _do(chosen, row, form, now)
    except RuleBroken as broken:
        db.session.rollback()  # part of it may be done
        if form is None:
            flash(broken.message, "error")
            return _back(answer_by_id(answer_id).mail_id)  # type: ignore[union-attr]  # nothing deletes it
        form.refuse(broken)
        is_done = False
    if not is_done:
        return mail_view(mail_by_id(row.mail_id) or abort(404), now, form)
    commit()
    flash(DONE[chosen], "success")
    return _on(row)


@inbox.post("/inbox/<int:mail_id>/<any('try-again', 'give-up'):way>")
@allow(Access.MANAGER)
def settle_parked(mail_id: int, way: str) -> ResponseReturnValue:
    """Read a parked mail once more, or give it up."""
    mail = mail_by_id(mail_id) or abort(404)
    try:
        if way == TRY_AGAIN:
            try_again(mail)
        else:
            give_up_parked(mail, by=_by())
    except RuleBroken as broken:
        flash(broken.message, "error")
        return _back(mail_id)
    commit()
    flash("The mail is read again within a minute." if way == TRY_AGAIN else "The mail is given up.", "success")
    return redirect(url_for("inbox.listing"), code=303)


def _do(way: Way, row: InboundAnswer, form: InvitationForm | None, now: datetime) -> bool:
    """False when the form lacks something, which it then says."""
    if way is Way.INVITE:
        take_as_invitation(row, by=_by(), now=now)
        return True
    if form is None:
        ignore(row, by=_by(), now=now)
        return True
    if not form.validate():
        return False
    return _DOING[way](row, form, now)


def _record(row: InboundAnswer, form: InvitationForm, now: datetime) -> bool:
    if (invitation := form.chosen) is not None:
        record_all_the_same(row, invitation, by=_by(), now=now)
    return not form.errors


def _remember(row: InboundAnswer, form: InvitationForm, now: datetime) -> bool:
    assert isinstance(form, RememberForm)
    if form.owner.data not in set(Owner):
        form.refuse(RuleBroken("Choose whose address it is.", "owner"))
    elif (invitation := form.chosen) is not None:
        remember_and_record(row, invitation, Owner(form.owner.data), by=_by(), now=now)
    return not form.errors


def _substitute(row: InboundAnswer, form: InvitationForm, now: datetime) -> bool:
    assert isinstance(form, SubstituteForm)
    invitation, stand_in = form.chosen, form.stand_in()
    if invitation is not None and stand_in is not None:
        accept_substitute(row, invitation, stand_in, by=_by(), now=now)
    return not form.errors


def _file(row: InboundAnswer, form: InvitationForm, now: datetime) -> bool:
    if (invitation := form.chosen) is not None:
        file_letter(row, invitation, by=_by(), now=now)
    return not form.errors


_DOING: dict[Way, Callable[[InboundAnswer, InvitationForm, datetime], bool]] = {
    Way.RECORD: _record,
    Way.REMEMBER: _remember,
    Way.SUBSTITUTE: _substitute,
    Way.FILE: _file,
}


def _by() -> str:
    return clean_line(current_user.name or current_user.email)


def _back(mail_id: int) -> ResponseReturnValue:
    return redirect(url_for("inbox.one", mail_id=mail_id), code=303)


def _on(row: InboundAnswer) -> ResponseReturnValue:
    """To the next mail while this one needs nothing more; a filed letter leads to where its answer is typed in."""
    way, incoming_id = (request.view_args or {}).get("way"), incoming_of(row)
    if way == Way.INVITE and incoming_id is not None:
        page = "incoming.one" if row.method else "incoming.change"
        return redirect(url_for(page, incoming_id=incoming_id), code=303)
    if row.mail.state is MailState.TRIAGE:
        return _back(row.mail_id)
    if way == Way.FILE and row.invitation_id is not None:
        return redirect(url_for("invitations.one", invitation_id=row.invitation_id), code=303)
    return redirect(url_for("inbox.listing"), code=303)
