"""A partner's own programme behind their link: a page, and a calendar to download or to subscribe to."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.current import absolute_url
from scheduler.core.numbers import small_number
from scheduler.engagements.calendar import place_words, when_words
from scheduler.ical.calendar import CONTENT_TYPE
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.renderers import addressee_of
from scheduler.invitations.queries import link_by_token
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.rules import Gate
from scheduler.summits.programme_calendar import empty_feed, programme_feed
from scheduler.summits.queries.programme_link import own_programme
from scheduler.summits.queries.summits import party_of, summit_of
from scheduler.summits.routes.blueprint import summits

READABLE = frozenset({Gate.OPEN, Gate.CLOSED, Gate.OVER})
"""The programme is worth reading after the deadline, and after the day."""


@summits.get("/a/<token>/programme")
@allow(Access.LINK)
def own_page(token: str) -> ResponseReturnValue:
    """Their day as last released, with their workshops and table; where there is none the answer page says why."""
    link = _link(token)
    if gate_of(link, utc_now()) not in READABLE:
        return redirect(url_for("invitations.answer", token=token), code=303)
    engagement = link.invitation.engagement
    feed, summit = absolute_url(f"/a/{token}/programme.ics"), summit_of(engagement)
    return render_template(
        "summits/programme/own.html",
        token=token,
        whom=addressee_of(link).whom,
        engagement=engagement,
        when=when_words(engagement),
        place=place_words(engagement),
        access_facts=summit.access_facts if summit is not None else "",
        own=own_programme(link.invitation),
        feed=feed,
        subscription=feed.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1),
    )


@summits.get("/a/<token>/programme.ics")
@allow(Access.LINK)
def own_calendar(token: str) -> ResponseReturnValue:
    """The same for a calendar program; `who` is one of the party, by default whoever has the invited seat.

    While the summit is off the entries go away.
    """
    link = _link(token)
    gate, engagement = gate_of(link, utc_now()), link.invitation.engagement
    if gate is Gate.REPLACED:
        abort(410)
    if gate not in READABLE:
        return _calendar(empty_feed(engagement))
    own = own_programme(link.invitation)
    who = request.args.get("who", type=small_number)
    seat = own.seat(who) if own is not None else None
    if "who" in request.args and (who is None or seat is None):
        abort(404)
    has_programme = own is not None and own.has_place
    body = programme_feed(engagement, own.sessions, seat.line if seat else None) if has_programme and own else None
    return _calendar(body or empty_feed(engagement))


def _calendar(body: bytes) -> Response:
    """Asked again it answers 304 until the next release."""
    response = Response(body, content_type=CONTENT_TYPE)
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    if "download" in request.args:
        response.headers["Content-Disposition"] = 'attachment; filename="programme.ics"'
    response.make_conditional(request)
    return response


def _link(token: str) -> InvitationLink:
    """The link behind a token, of a summit; malformed and unknown ones are the same 404."""
    link = link_by_token(token) or abort(404)
    return link if party_of(link.invitation) is not None else abort(404)
