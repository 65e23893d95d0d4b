"""What an invitee, their office or their substitute tells beside the answer: one page, one Save, all of it optional."""

from datetime import datetime

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.rules import ROLE_WORDS
from scheduler.accounts.service.staff import role_of
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import list_words
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.facts import answer_by_words
from scheduler.invitations.notices.renderers import addressee_of
from scheduler.invitations.queries import link_by_token
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.rules import Audience, Gate
from scheduler.summits.forms.details import DetailsFields, details_form
from scheduler.summits.models import Attendee, Party
from scheduler.summits.queries import party_of
from scheduler.summits.queries.details import seat_holder, told_by
from scheduler.summits.queries.needs import day_of_deletion, readers
from scheduler.summits.queries.places import your_words
from scheduler.summits.routes.blueprint import summits
from scheduler.summits.service.details import SomebodyElseComes, save_details

PATH = "/a/<token>/details"
NOBODY_YET = "whoever in our office arranges the day"


@summits.get(PATH)
@allow(Access.LINK)
def details(token: str) -> ResponseReturnValue:
    """The page as it is stored; without a place to tell of, the answer comes first."""
    link, now = _link(token), utc_now()
    attendee = _attendee(link)
    if not _is_open(link, now):
        return _closed(token)
    if attendee is None:
        return redirect(url_for("invitations.receipt", token=token), code=303)
    return _page(link, token, attendee, details_form(told_by(attendee), is_sent=False), now)


@summits.post(PATH)
@allow(Access.LINK)
def save_told_details(token: str) -> ResponseReturnValue:
    """Store all of it, or show the page again with what was typed."""
    link, now = _link(token), utc_now()
    set_actor(Actor("link", link.invitation.invitee_label, "link"))
    attendee = _attendee(link)
    if not _is_open(link, now):
        return _closed(token)
    if attendee is None:
        return redirect(url_for("invitations.receipt", token=token), code=303)
    form = details_form(told_by(attendee), is_sent=True)
    try:
        is_saved = store(form, attendee, now)
    except SomebodyElseComes:
        db.session.rollback()
        return _page(link, token, attendee, details_form(told_by(attendee), is_sent=False), now, is_other=True), 409
    if not is_saved:
        return _page(link, token, attendee, form, now), 422
    commit()
    return redirect(url_for("summits.details_receipt", token=token), code=303)


@summits.get(f"{PATH}/receipt")
@allow(Access.LINK)
def details_receipt(token: str) -> ResponseReturnValue:
    """What is stored now; of needs only that there are some."""
    link, now = _link(token), utc_now()
    attendee = _attendee(link)
    if not _is_open(link, now):
        return _closed(token)
    if attendee is None:
        return redirect(url_for("invitations.receipt", token=token), code=303)
    return render_template(
        "summits/details_receipt.html",
        token=token,
        link=link,
        told=told_by(attendee),
        **page_words(attendee.party, now),
    )


@summits.after_request
def keep_answering_links_out_of_indexes(response: Response) -> Response:
    """Robots that find a link must not keep it."""
    if request.path.startswith("/a/"):
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def store(form: DetailsFields, attendee: Attendee, now: datetime) -> bool:
    """False with each error beside its field, and nothing stored. Raises SomebodyElseComes."""
    told = form.read_details()
    if told is None:
        return False
    try:
        save_details(attendee, told, about=str(form.about.data), now=now)
    except RuleBroken as broken:
        db.session.rollback()
        form.refuse(broken)
        return False
    return True


def page_words(party: Party, now: datetime) -> dict[str, object]:
    """What the page says besides the form: who sees needs, until when, and how the party stands."""
    return {
        "place": your_words(party, now) if party.invitation_id is not None else "",
        "seen_by": seen_by_words(),
        "deleted_on": day_of_deletion(party.summit, now),
        "summit": party.summit,
    }


def seen_by_words() -> str:
    """Roles, not names, of whoever may read needs: “Administrator and Office manager”."""
    roles = {role_of(user) for user in readers()}
    return list_words([words for role, words in ROLE_WORDS.items() if role in roles]) or NOBODY_YET


def _link(token: str) -> InvitationLink:
    """A link to a summit; any other is the same 404."""
    link = link_by_token(token)
    is_summit = link is not None and link.invitation.engagement.kind is EngagementKind.SUMMIT
    return link if link is not None and is_summit else abort(404)


def _attendee(link: InvitationLink) -> Attendee | None:
    return seat_holder(party_of(link.invitation))


def _is_open(link: InvitationLink, now: datetime) -> bool:
    """As long as the answer can change; whose place came free later may tell until the day."""
    state, party = gate_of(link, now), party_of(link.invitation)
    return state is Gate.OPEN or (state is Gate.CLOSED and party is not None and party.offers > 0)


def _closed(token: str) -> ResponseReturnValue:
    """The invitation's own page says why, and what to do next."""
    return redirect(url_for("invitations.answer", token=token), code=303)


def _page(
    link: InvitationLink, token: str, attendee: Attendee, form: DetailsFields, now: datetime, *, is_other: bool = False
) -> str:
    return render_template(
        "summits/details.html",
        token=token,
        link=link,
        form=form,
        told=told_by(attendee),
        is_other=is_other,
        is_own=link.audience is not Audience.PA,
        whom=addressee_of(link).whom,
        until=answer_by_words(link.invitation.engagement, now),
        **page_words(attendee.party, now),
    )
