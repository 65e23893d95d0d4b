"""The partner's own pages behind a link to dates: GET shows, a person's POST acts, a repeat is harmless."""

from dataclasses import replace

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.throttling import limiter
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import moment_words, span_words
from scheduler.engagements.calendar import when_words
from scheduler.ical.calendar import CONTENT_TYPE
from scheduler.invitations.forms.dates import ChoosingForm, choosing_form
from scheduler.invitations.models import OfferLink
from scheduler.invitations.notices.dates import dates_addressee, meeting_facts, preface_of
from scheduler.invitations.notices.facts import calendar_entry
from scheduler.invitations.queries.dates import date_gate_of, date_link_by_token, newer_link, taken_slots
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.routes.dates_reading import date_names, filled, read_chosen
from scheduler.invitations.routes.dates_states import DATE_STATES
from scheduler.invitations.rules import Answerer, Audience, ReplySource, masked_address
from scheduler.invitations.rules.dates import SAID_WORDS, DateGate
from scheduler.invitations.service.dates.choosing import DatesClosed, record_choices
from scheduler.invitations.service.dates.links import date_token_of, send_live_date_link

PER_LINK = "40 per 10 minutes"


def _this_link() -> str:
    """Tries are counted by link: a council's people share one address."""
    return f"dates {(request.view_args or {}).get('token', '')[:64].lower()}"


@invitations.get("/d/<token>")
@allow(Access.LINK)
def dates(token: str) -> ResponseReturnValue:
    """Which of these dates suit you? Or the plain page that says why there is nothing to choose."""
    link, now = _date_link(token), utc_now()
    state = date_gate_of(link, now)
    if state is not DateGate.OPEN:
        return _state_page(link, token, state)
    return _choosing_page(link, token, _shown_form(link))


@invitations.post("/d/<token>")
@allow(Access.LINK)
@limiter.limit(PER_LINK, key_func=_this_link)
def save_dates(token: str) -> ResponseReturnValue:
    """Store the choice; where somebody was faster, lead on to fresh dates. Errors come back beside their fields."""
    link, now = _date_link(token), utc_now()
    set_actor(Actor("link", link.partner.label, "link"))
    state = date_gate_of(link, now)
    if state is not DateGate.OPEN:
        return _state_page(link, token, state), 409
    form = _form(link)
    chosen = read_chosen(form, link.partner.offer.engagement, now)
    if chosen is None:
        return _choosing_page(link, token, form), 422
    try:
        upshot = record_choices(link.partner, chosen, source=ReplySource.LINK, link=link, now=now)
    except DatesClosed as closed:
        return _state_page(link, token, closed.state), 409
    except RuleBroken as broken:
        form.show(broken)
        return _choosing_page(link, token, form), 422
    fresh = newer_link(link) if upshot.fresh is not None else None
    commit()
    if fresh is not None:  # whoever chooses just now goes on at once; the mail with the new link comes too
        return redirect(url_for("invitations.dates", token=date_token_of(fresh)), code=303)
    return redirect(url_for("invitations.dates_receipt", token=token), code=303)


@invitations.get("/d/<token>/receipt")
@allow(Access.LINK)
def dates_receipt(token: str) -> ResponseReturnValue:
    """What is stored now, and how to change it."""
    link = _date_link(token)
    state = date_gate_of(link, utc_now())
    if state is not DateGate.OPEN:
        return _state_page(link, token, state)
    if link.partner.answered_at is None:
        return redirect(url_for("invitations.dates", token=token), code=303)
    return render_template("invitations/dates/receipt.html", token=token, **_facts(link))


@invitations.get("/d/<token>/calendar.ics")
@allow(Access.LINK)
def dates_calendar(token: str) -> ResponseReturnValue:
    """The entry of the agreed meeting for the partner's own calendar."""
    link = _date_link(token)
    state = date_gate_of(link, utc_now())
    if state is DateGate.OPEN:
        return redirect(url_for("invitations.dates", token=token), code=303)
    entry = calendar_entry(link.partner.offer.engagement) if state is DateGate.SETTLED else None
    if entry is None:
        return _state_page(link, token, state), 410
    headers = {"Content-Disposition": 'attachment; filename="engagement.ics"'}
    return Response(entry, content_type=CONTENT_TYPE, headers=headers)


@invitations.post("/d/<token>/new-link")
@allow(Access.LINK)
@limiter.limit(PER_LINK, key_func=_this_link)
def new_date_link(token: str) -> ResponseReturnValue:
    """A dead link asks for a live one: it goes to the stored address only, and the page says the same always."""
    link = _date_link(token)
    set_actor(Actor("link", link.partner.label, "link"))
    send_live_date_link(link, now=utc_now())
    commit()
    return redirect(url_for("invitations.new_date_link_sent", token=token), code=303)


@invitations.get("/d/<token>/new-link")
@allow(Access.LINK)
def new_date_link_sent(token: str) -> ResponseReturnValue:
    """What happens next, whoever asked."""
    _date_link(token)
    return render_template("invitations/answer/new_link.html")


@invitations.after_request
def keep_date_links_out_of_indexes(response: Response) -> Response:
    """Robots that find a link must not keep it."""
    if request.path.startswith("/d/"):
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _date_link(token: str) -> OfferLink:
    """The link behind a token; malformed and unknown ones are the same 404."""
    return date_link_by_token(token) or abort(404)


def _form(link: OfferLink) -> ChoosingForm:
    form = choosing_form(date_names(link.partner.offer))
    form.name_the_partner(link.partner.post.title)
    return form


def _shown_form(link: OfferLink) -> ChoosingForm:
    """Filled with the stored choice; nothing is chosen beforehand but who the link was sent to."""
    form = filled(_form(link), link.partner)
    form.who.data = str(Answerer.OFFICE if link.audience is Audience.PA else Answerer.INVITEE)
    return form


def _facts(link: OfferLink) -> dict[str, object]:
    offer, partner = link.partner.offer, link.partner
    facts = [*meeting_facts(offer.engagement), ("From the office", offer.message)]
    return {
        "whom": dates_addressee(link).whom,
        "facts": [(name, value) for name, value in facts if value],
        "until": moment_words(offer.answer_by_at),
        "partner": partner,
        "said_words": SAID_WORDS,
        "answered": moment_words(partner.answered_at) if partner.answered_at is not None else "",
    }


def _choosing_page(link: OfferLink, token: str, form: ChoosingForm) -> str:
    offer = link.partner.offer
    taken = [span_words(slot.hold.starts_at, slot.hold.ends_at) for slot in taken_slots(offer)]
    return render_template(
        "invitations/dates/choose.html",
        token=token,
        form=form,
        taken=taken,
        preface=preface_of(offer),
        sent_to=masked_address(link.address),
        **_facts(link),
    )


def _state_page(link: OfferLink, token: str, state: DateGate) -> str:
    """Why there is nothing to choose, what to do next, and the choice that was kept."""
    page, engagement = DATE_STATES[state], link.partner.offer.engagement
    if state is DateGate.SETTLED:
        page = replace(page, heading=f"{page.heading} {when_words(engagement)}")
    return render_template(
        "invitations/dates/state.html",
        token=token,
        page=page,
        is_settled=state is DateGate.SETTLED,
        offers_new_link=newer_link(link) is not None,
        **(_facts(link) if page.shows_engagement else {}),
    )
