"""A substitute's own page: they come in the place of whoever was invited, or they cannot; they send nobody else."""

from dataclasses import replace

from flask import abort, redirect, render_template
from flask.typing import ResponseReturnValue

from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.invitations.forms.in_place import IN_PLACE_WORDS, InPlaceForm
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.renderers import addressee_of
from scheduler.invitations.queries import link_by_token
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.queries.substitutes import own_answer
from scheduler.invitations.routes.answering import facts_of, state_page
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.routes.going_on import after_answer
from scheduler.invitations.routes.state_pages import NOT_NEEDED
from scheduler.invitations.routes.visits import notes_press
from scheduler.invitations.rules import Answer, Audience, Gate, PartStat, ReplySource, masked_address
from scheduler.invitations.service import AnswerClosed, EngagementMoved, record_reply

PATH = "/a/<token>/in-place"


@invitations.get(PATH)
@allow(Access.LINK)
def in_place(token: str) -> ResponseReturnValue:
    """Do you come in their place? Or the plain page that says why this cannot be answered here."""
    link = _link(token)
    if gate_of(link, utc_now()) is not Gate.OPEN:
        return _closed_page(link, token)
    form, said = InPlaceForm(), own_answer(link)
    form.sequence.data = str(link.invitation.engagement.sequence)
    if said is not PartStat.NEEDS_ACTION:
        form.answer.data = str(PartStat.DECLINED if said is PartStat.DECLINED else PartStat.DELEGATED)
    return _page(link, token, form)


@invitations.post(PATH)
@allow(Access.LINK)
@notes_press
def save_in_place(token: str) -> ResponseReturnValue:
    """Store it as the invitee's answer given in their place, then show the receipt."""
    link, form = _link(token), InPlaceForm()
    set_actor(Actor("link", f"{link.name}, for {link.invitation.invitee_label}", "link"))
    if gate_of(link, utc_now()) is not Gate.OPEN:
        return _closed_page(link, token), 409
    typed = form.read_answer()
    if typed is None:
        return _page(link, token, form), 422
    try:
        _record(link, typed, form)
    except EngagementMoved:
        form.sequence.raw_data = None
        form.sequence.data = str(link.invitation.engagement.sequence)
        return _page(link, token, form, has_moved=True), 409
    except AnswerClosed:
        return _closed_page(link, token), 409
    except RuleBroken as broken:
        form.message.errors = [*form.message.errors, broken.message]
        return _page(link, token, form), 422
    commit()
    return redirect(after_answer(link, token), code=303)


def _link(token: str) -> InvitationLink:
    link = link_by_token(token)
    return link if link is not None and link.audience is Audience.SUBSTITUTE else abort(404)


def _record(link: InvitationLink, typed: Answer, form: InPlaceForm) -> None:
    shown = str(form.sequence.data)
    if shown != str(link.invitation.engagement.sequence):
        raise EngagementMoved
    about = replace(typed, about_sequence=int(shown))
    record_reply(link.invitation, about, source=ReplySource.LINK, link=link, now=utc_now())


def _page(link: InvitationLink, token: str, form: InPlaceForm, *, has_moved: bool = False) -> str:
    return render_template(
        "invitations/answer/in_place.html",
        token=token,
        whom=addressee_of(link).whom,
        sent_to=masked_address(link.address),
        form=form,
        has_moved=has_moved,
        said=IN_PLACE_WORDS.get(_said(link), ""),
        **facts_of(link, utc_now()),
    )


def _said(link: InvitationLink) -> PartStat:
    said = own_answer(link)
    return PartStat.DELEGATED if said is PartStat.ACCEPTED else said


def _closed_page(link: InvitationLink, token: str) -> str:
    state = gate_of(link, utc_now())
    if state is not Gate.REPLACED:
        return state_page(link, token, state)
    return render_template(
        "invitations/answer/state.html", token=token, page=NOT_NEEDED, offers_new_link=False, answer=()
    )
