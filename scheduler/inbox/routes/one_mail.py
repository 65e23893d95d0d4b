"""The page of one mail, with a form for each way out."""

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access
from scheduler.core.clock import local_day
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words
from scheduler.inbox.forms.ways import FORMS, InvitationForm, RememberForm, SubstituteForm
from scheduler.inbox.models import InboundAnswer, InboundMail
from scheduler.inbox.queries.alike import alike, stand_for_all
from scheduler.inbox.queries.choices import invitations_to_choose, likely_invitation
from scheduler.inbox.queries.contacts import address_books
from scheduler.inbox.queries.entries import (
    OUTCOME_SHAPES,
    entries_of,
    facts_of,
    meeting_of,
    reason_of,
    said_in,
    ways_of,
)
from scheduler.inbox.routes.words import button
from scheduler.inbox.rules.keeping import RAW_KEPT
from scheduler.inbox.rules.vocabulary import MailState
from scheduler.inbox.rules.ways import Way
from scheduler.inbox.service.inviting import incoming_of
from scheduler.invitations.models import Invitation


@dataclass(frozen=True, slots=True)
class WayOut:
    """One button, with what must be said before it is pressed; `form` is None when that is nothing."""

    way: Way
    words: str
    form: InvitationForm | None


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the mail says."""

    row: InboundAnswer
    shape: str
    reason: str
    meeting: str
    facts: list[tuple[str, str]]
    ways: list[WayOut]
    incoming_id: int | None = None
    """The invitation to us that it has become."""


def mail_view(mail: InboundMail, now: datetime, refused: InvitationForm | None = None) -> ResponseReturnValue:
    """The page; `refused` is a form that was sent and shows what is wrong with it."""
    may_change = role_of_request() >= Access.MANAGER
    page = render_template(
        "inbox/mail.html",
        mail=mail,
        entry=entries_of([mail], now)[0],
        said=[_said(row, now, refused, may_change=may_change) for row in stand_for_all(mail.answers)],
        refused=refused,
        may_change=may_change,
        is_parked=mail.state is MailState.PARKED,
        kept_until=day_words(local_day(mail.received_at + RAW_KEPT)),
    )
    return page, 422 if refused is not None else 200


def form_for(way: Way, row: InboundAnswer, now: datetime) -> InvitationForm | None:
    """The form of a way out, filled with what the mail says; None for a bare button."""
    if way not in FORMS:
        return None
    form = FORMS[way](prefix=f"{way}{row.id}-")
    choices = invitations_to_choose(row, now)
    likely = likely_invitation(row, choices)
    form.offer(choices, likely)
    if isinstance(form, RememberForm):
        form.name_owners(likely)
    if isinstance(form, SubstituteForm):
        form.name_them(said_in(row), is_known=_is_known(likely, row))
    return form


def _said(row: InboundAnswer, now: datetime, refused: InvitationForm | None, *, may_change: bool) -> Said:
    ways = [_way_out(way, row, now, refused) for way in ways_of(row)] if may_change else []
    shape = OUTCOME_SHAPES.get(row.outcome, "waiting")
    others = [meeting_of(each, now) for each in alike(row)[1:]]
    facts = [*facts_of(row), *[("Just so for", "; ".join(others)) for _ in others[:1]]]
    return Said(row, shape, reason_of(row), meeting_of(row, now), facts, ways, incoming_of(row))


def _way_out(way: Way, row: InboundAnswer, now: datetime, refused: InvitationForm | None) -> WayOut:
    is_refused = refused is not None and refused.invitation.name.startswith(f"{way}{row.id}-")
    return WayOut(way, button(way, row.doubt), refused if is_refused else form_for(way, row, now))


def _is_known(invitation: Invitation | None, row: InboundAnswer) -> bool:
    """Whether the answer is for an address of the invitation itself: then it says nothing of who comes instead."""
    books = address_books([invitation]) if invitation is not None else []
    return any(row.attendee in book.addresses for book in books)
