"""The invitee's own pages behind a link: GET shows, a person's POST acts, a repeat is harmless."""

from collections.abc import Hashable
from datetime import datetime

from flask import Response, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from scheduler.accounts.throttling import limits_nobody
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.engagements.rules import EngagementKind
from scheduler.ical.calendar import CONTENT_TYPE
from scheduler.invitations.forms import AnswerForm
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.notices.facts import (
    Facts,
    answer_by_words,
    calendar_entry,
    engagement_facts,
    full_name,
)
from scheduler.invitations.notices.letter import Addressee
from scheduler.invitations.notices.renderers import addressee_of, answer_of, answer_shown
from scheduler.invitations.queries import link_by_token, link_to_answer, standing_reply
from scheduler.invitations.queries.another_time import proposal_facts
from scheduler.invitations.queries.claims import asking_facts, details_page, has_claims, place_page, standing_facts
from scheduler.invitations.queries.doors import closes_at, gate_of
from scheduler.invitations.queries.sources import Sources, sources_of
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.routes.going_on import after_answer
from scheduler.invitations.routes.kept_pages import SLOTS, KeptPage, KeptPages, OwnWords, cut
from scheduler.invitations.routes.state_pages import STATE_PAGES
from scheduler.invitations.routes.visits import notes_press
from scheduler.invitations.rules import (
    ANSWER_WORDS,
    PRESELECTION,
    Answer,
    Answerer,
    Audience,
    Gate,
    PartStat,
    ReplySource,
    is_about_earlier_time,
    masked_address,
)
from scheduler.invitations.service import AnswerClosed, EngagementMoved, record_reply, send_new_link
from scheduler.stakeholders.models import Person, Post

HAS_ENTRY = frozenset({Gate.OPEN, Gate.CLOSED, Gate.OVER, Gate.CANCELLED, Gate.POSTPONED})
PAGES = KeptPages()


@invitations.get("/a/sample")
@allow(Access.PUBLIC)
def sample() -> ResponseReturnValue:
    """Where the link of a sample mail leads."""
    return render_template("invitations/answer/sample.html")


@invitations.get("/a/<token>")
@limits_nobody
@allow(Access.LINK)
def answer(token: str) -> ResponseReturnValue:
    """Will you come? Or the plain page that says why this cannot be answered here."""
    now, sources = utc_now(), sources_of(token) or abort(404)
    if sources.of(InvitationLink, "audience") == str(Audience.SUBSTITUTE):
        return redirect(url_for("invitations.in_place", token=token))
    own, (key, basis) = _own_words(sources, token), _shared_by(sources, token)
    if has_claims(sources.kind):  # what others answer changes how many places are left
        return _own_page(_link(token), own, now)
    page = PAGES.find_or_draw(key, basis, now, lambda: _page_to_keep(_link(token), own, basis, now))
    return page if isinstance(page, str) else page.filled(own, generate_csrf())


@invitations.post("/a/<token>")
@allow(Access.LINK)
@notes_press
def save_answer(token: str) -> ResponseReturnValue:
    """Store the answer, then show the receipt; the page comes back with errors, or with the new time (409)."""
    form = AnswerForm()
    typed = form.read_answer()  # the first look into the database makes every other writer wait for the rest of this
    link, now = _own_link(token), utc_now()
    set_actor(Actor("link", link.invitation.invitee_label, "link"))
    own = _link_words(link, token)
    form.name_the_invitee(own.seat, is_person=link.invitation.post is None)
    if gate_of(link, now) is not Gate.OPEN:
        return state_page(link, token, gate_of(link, now)), 409
    if _has_moved(form, link):
        return _moved_page(link, own, form, now)
    if typed is None:
        return _answer_page(link, own, form, now), 422
    try:
        _record(link, typed, form, now)
    except (RuleBroken, EngagementMoved) as refusal:
        return _refused_page(refusal, link, own, form)
    goes_on = after_answer(link, token)
    commit()  # and not a word of the database after it: the next writer waits for this one to end
    return redirect(goes_on, code=303)


@invitations.get("/a/<token>/receipt")
@allow(Access.LINK)
def receipt(token: str) -> ResponseReturnValue:
    """What is stored now, how to change it, and the calendar entry."""
    link, now = _link(token), utc_now()
    reply = standing_reply(link.invitation)
    state = gate_of(link, now)
    if state is not Gate.OPEN:
        return state_page(link, token, state)
    said = (*answer_shown(link, reply), *standing_facts(link.invitation, now)) if reply is not None else ()
    if reply is None or not said:
        return redirect(url_for("invitations.answer", token=token), code=303)
    return render_template(
        "invitations/answer/receipt.html",
        token=token,
        whom=addressee_of(link).whom,
        answer=[(name, value) for name, value in said if value],
        place_page=place_page(link.invitation),
        details_page=details_page(link.invitation),
        recalls=reply if reply.substitution and link.audience is not Audience.SUBSTITUTE else None,
        offers_entry=reply.partstat is not PartStat.DECLINED,
        **facts_of(link, now),
    )


@invitations.get("/a/<token>/calendar.ics")
@allow(Access.LINK)
def calendar(token: str) -> ResponseReturnValue:
    """The entry for the invitee's own calendar."""
    link = _link(token)
    state = gate_of(link, utc_now())
    entry = calendar_entry(link.invitation.engagement) if state in HAS_ENTRY else None
    if entry is None:
        return state_page(link, token, state), 410
    headers = {"Content-Disposition": 'attachment; filename="engagement.ics"'}
    return Response(entry, content_type=CONTENT_TYPE, headers=headers)


@invitations.post("/a/<token>/new-link")
@allow(Access.LINK)
def new_link(token: str) -> ResponseReturnValue:
    """A dead link asks for a live one: it goes to the stored address only, and the page says the same always."""
    link = _link(token)
    set_actor(Actor("link", link.invitation.invitee_label, "link"))
    try:
        send_new_link(link, now=utc_now())
    except RuleBroken:
        pass  # one is waiting to be sent already; saying so would tell a stranger
    else:
        commit()
    return redirect(url_for("invitations.new_link_sent", token=token), code=303)


@invitations.get("/a/<token>/new-link")
@allow(Access.LINK)
def new_link_sent(token: str) -> ResponseReturnValue:
    """What happens next, whoever asked."""
    _link(token)
    return render_template("invitations/answer/new_link.html")


@invitations.after_request
def keep_links_out_of_indexes(response: Response) -> Response:
    """Robots that find a link must not keep it."""
    if request.path.startswith("/a/"):
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _link(token: str) -> InvitationLink:
    """The link behind a token; malformed and unknown ones are the same 404."""
    return link_by_token(token) or abort(404)


def _own_link(token: str) -> InvitationLink:
    """To answer by; a substitute's is none, who has one answers on a page of their own."""
    link = link_to_answer(token)
    return link if link is not None and link.audience is not Audience.SUBSTITUTE else abort(404)


def _refused_page(
    refusal: RuleBroken | EngagementMoved, link: InvitationLink, own: OwnWords, form: AnswerForm
) -> ResponseReturnValue:
    now = utc_now()
    if isinstance(refusal, EngagementMoved):
        return _moved_page(link, own, form, now)
    if isinstance(refusal, AnswerClosed):
        return state_page(link, own.token, refusal.state), 409
    form.refuse(refusal)
    return _answer_page(link, own, form, now), 422


def _has_moved(form: AnswerForm, link: InvitationLink) -> bool:
    return str(form.sequence.data) != str(link.invitation.engagement.sequence)


def _record(link: InvitationLink, typed: Answer, form: AnswerForm, now: datetime) -> None:
    about = Answer(typed.partstat, typed.answered_by, typed.message, typed.substitute, int(form.sequence.data))
    record_reply(link.invitation, about, source=ReplySource.LINK, link=link, now=now)


def _link_words(link: InvitationLink, token: str) -> OwnWords:
    invitation = link.invitation
    seat = invitation.post.title if invitation.post is not None else invitation.invitee_label
    return OwnWords(token, addressee_of(link).whom, seat, masked_address(link.address))


def _own_words(sources: Sources, token: str) -> OwnWords:
    """The same from bare values: most pages need no more of the link than these."""
    label, title = sources.of(Invitation, "invitee_label"), sources.of(Post, "title")
    name = full_name(sources.of(Person, "honorific"), sources.of(Person, "name"))
    whom = Addressee(label, name, Audience(sources.of(InvitationLink, "audience")), name).whom
    return OwnWords(token, whom, title or label, masked_address(sources.of(InvitationLink, "address")))


def _shared_by(sources: Sources, token: str) -> tuple[Hashable, object]:
    """Whose pages say the same but for their own words, and the values that all of it was made from."""
    wish = request.args.get("answer", "").lower()
    if not sources.is_fresh:
        return (wish, token), sources
    audience, seat = sources.of(InvitationLink, "audience"), sources.of(Invitation, "post_id")
    return (wish, audience, seat is None, sources.of(Invitation, "engagement_id")), sources.shared


def _own_page(link: InvitationLink, own: OwnWords, now: datetime) -> str:
    """Drawn for one visitor."""
    state = gate_of(link, now)
    is_open = state is Gate.OPEN
    return _answer_page(link, own, _shown_form(link, own), now) if is_open else state_page(link, own.token, state)


def _page_to_keep(link: InvitationLink, own: OwnWords, basis: object, now: datetime) -> KeptPage | str:
    """Drawn for all that it may be shown to, unless there is something to say to this visitor only."""
    if gate_of(link, now) is not Gate.OPEN or "_flashes" in session:
        return _own_page(link, own, now)
    return cut(_answer_page(link, SLOTS, _shown_form(link, SLOTS), now), generate_csrf(), basis, closes_at(link))


def _shown_form(link: InvitationLink, own: OwnWords) -> AnswerForm:
    """Filled with the stored answer, or preselected with what the link wishes; never submitted by that."""
    form, invitation = AnswerForm(), link.invitation
    form.name_the_invitee(own.seat, is_person=invitation.post is None)
    form.sequence.data = str(invitation.engagement.sequence)
    form.who.data = str(Answerer.OFFICE if link.audience is Audience.PA else Answerer.INVITEE)
    reply = standing_reply(invitation)
    if reply is not None:
        form.fill(answer_of(reply))
    wish = PRESELECTION.get(request.args.get("answer", "").lower())
    if wish is not None:
        form.answer.data = str(wish)
    return form


def _moved_page(link: InvitationLink, own: OwnWords, form: AnswerForm, now: datetime) -> ResponseReturnValue:
    """The new time above the same form; what was typed is still there."""
    form.sequence.raw_data = None
    form.sequence.data = str(link.invitation.engagement.sequence)
    return _answer_page(link, own, form, now, has_moved=True), 409


def facts_of(link: InvitationLink, now: datetime, more: Facts = ()) -> dict[str, object]:
    """The engagement, and until when its invitee may answer, for a page."""
    engagement = link.invitation.engagement
    return {
        "facts": [(name, value) for name, value in (*engagement_facts(engagement, now), *more) if value],
        "until": answer_by_words(engagement, now),
    }


def _answer_page(
    link: InvitationLink, own: OwnWords, form: AnswerForm, now: datetime, *, has_moved: bool = False
) -> str:
    invitation = link.invitation
    return render_template(
        "invitations/answer/form.html",
        token=own.token,
        whom=own.whom,
        sent_to=own.sent_to,
        form=form,
        has_moved=has_moved,
        stored=standing_reply(invitation),
        may_propose=invitation.engagement.kind is not EngagementKind.SUMMIT,  # a day for a hundred is not moved for one
        **proposal_facts(invitation, now),
        answer_words=ANSWER_WORDS,
        is_stale=is_about_earlier_time(
            invitation.partstat, invitation.answered_sequence, invitation.engagement.sequence
        ),
        **facts_of(link, now, (*asking_facts(invitation), *standing_facts(invitation, now))),
    )


def state_page(link: InvitationLink, token: str, state: Gate) -> str:
    """Why there is nothing to answer, what to do next, and the answer that stands."""
    page = STATE_PAGES[state]
    reply = standing_reply(link.invitation) if page.shows_engagement else None
    return render_template(
        "invitations/answer/state.html",
        token=token,
        page=page,
        offers_new_link=state is Gate.REPLACED,
        offers_entry=state is Gate.CLOSED,
        answer=answer_shown(link, reply) if reply else (),
        **({"whom": addressee_of(link).whom} | facts_of(link, utc_now()) if page.shows_engagement else {}),
    )
