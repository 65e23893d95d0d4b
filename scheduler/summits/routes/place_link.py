"""An invitee's place: how they stand, and the buttons that take it, let it go, leave the list or come back onto it."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Redirection

from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.numbers import small_number
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.facts import engagement_facts
from scheduler.invitations.notices.renderers import addressee_of
from scheduler.invitations.queries import link_by_token
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.rules import ANSWER_WORDS, Gate, ReplySource
from scheduler.invitations.service import AnswerClosed
from scheduler.invitations.service.visits import note_press
from scheduler.summits.models import Party
from scheduler.summits.queries import party_of
from scheduler.summits.queries.places import shown_state
from scheduler.summits.queries.waiting import position
from scheduler.summits.routes.blueprint import summits
from scheduler.summits.service.place_link import (
    MAY_PRESS,
    OfferGone,
    Press,
    come_back,
    leave_list,
    let_place_go,
    take_place,
)

PATH = "/a/<token>/place"


@summits.get(PATH)
@allow(Access.LINK)
def place(token: str) -> ResponseReturnValue:
    """How do I stand? Where nothing can be decided any more, the answer page says why."""
    link, party = _claim(token)
    if gate_of(link, utc_now()) not in MAY_PRESS:
        return _to_answer(token)
    return _page(link, party, token)


@summits.post(f"{PATH}/take")
@allow(Access.LINK)
def take_my_place(token: str) -> ResponseReturnValue:
    """Yes, I take the place that is kept for me."""
    return _press(token, take_place)


@summits.post(f"{PATH}/let-go")
@allow(Access.LINK)
def let_my_place_go(token: str) -> ResponseReturnValue:
    """No, somebody else may have it."""
    return _press(token, let_place_go)


@summits.post(f"{PATH}/leave")
@allow(Access.LINK)
def leave_the_list(token: str) -> ResponseReturnValue:
    """I wait no longer."""
    return _press(token, leave_list)


@summits.post(f"{PATH}/come-back")
@allow(Access.LINK)
def come_back_to_list(token: str) -> ResponseReturnValue:
    """The offer went by; I would still like to come."""
    return _press(token, come_back)


@summits.after_request
def keep_answers_out_of_indexes(response: Response) -> Response:
    """Robots that find a link must not keep it."""
    if request.path.startswith("/a/"):
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _press(token: str, act: Callable[..., None]) -> ResponseReturnValue:
    """One button: stored, then the page as it stands; a page that was overtaken says so and changes nothing."""
    link, party = _claim(token)
    set_actor(Actor("link", link.invitation.invitee_label, "link"))
    now = utc_now()
    note_press(link, ReplySource.LINK, now)
    try:
        act(party, Press(link, _offer_seen()), now=now)
    except AnswerClosed:
        return _to_answer(token)
    except OfferGone:
        return _page(link, party, token, is_overtaken=True), 409
    commit()
    return redirect(url_for("summits.place", token=token), code=303)


def _offer_seen() -> int:
    return request.form.get("offer", 0, type=small_number)


def _claim(token: str) -> tuple[InvitationLink, Party]:
    link = link_by_token(token) or abort(404)
    return link, party_of(link.invitation) or abort(404)


def _to_answer(token: str) -> Redirection:
    return redirect(url_for("invitations.answer", token=token), code=303)


def _page(link: InvitationLink, party: Party, token: str, *, is_overtaken: bool = False) -> str:
    now = utc_now()
    return render_template(
        "summits/place.html",
        token=token,
        party=party,
        state=shown_state(party, now),
        where=position(party),
        whom=addressee_of(link).whom,
        answer=ANSWER_WORDS[link.invitation.partstat],
        is_open=gate_of(link, now) is Gate.OPEN,
        is_overtaken=is_overtaken,
        facts=_facts(party, now),
    )


def _facts(party: Party, now: datetime) -> list[tuple[str, str]]:
    return [(name, value) for name, value in engagement_facts(party.summit.engagement, now) if value]
