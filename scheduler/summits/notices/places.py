"""Mails about a place: kept for you, given to you, kept no longer. None when events have overtaken one."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from scheduler.accounts.queries import the_office
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.core.wording import moment_words
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.facts import Facts, engagement_facts
from scheduler.invitations.notices.letter import Addressee, Letter, render_letter
from scheduler.invitations.notices.renderers import addressee_of
from scheduler.invitations.queries import link_by_id
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.queries.seats import is_of_one_who_left
from scheduler.invitations.rules import Gate
from scheduler.invitations.service import answer_url
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer
from scheduler.summits.models import Party
from scheduler.summits.rules.places import GIVEN, LAPSED, OFFERED
from scheduler.summits.rules.vocabulary import PlaceState

STILL_WRITTEN = frozenset({Gate.OPEN, Gate.CLOSED})


class Occasion:
    """Whose place, who reads of it, and when."""

    def __init__(self, party: Party, link: InvitationLink, now: datetime) -> None:
        self.party, self.now = party, now
        self.title = party.summit.engagement.title
        self.to: Addressee = addressee_of(link)
        self.url = f"{answer_url(link)}/place"
        self.facts: Facts = (("Invitation for", self.to.whom), *_plan(party, now))


def _plan(party: Party, now: datetime) -> Facts:
    return tuple(fact for fact in engagement_facts(party.summit.engagement, now) if fact[0] != "Answer by")


def offered(occasion: Occasion) -> Letter | None:
    """A place has come free; None once its time is up."""
    until = occasion.party.offer_until_at
    if until is None or until <= occasion.now:
        return None
    return Letter(
        subject=f"A place is free for you: {occasion.title}",
        to=occasion.to,
        opening=(
            occasion.to.capacity,
            "A place has come free, and you are next on the waiting list.",
            f"We keep it for you until {moment_words(until)}. Please say by then whether you take it.",
        ),
        facts=occasion.facts,
        button=("Take the place, or let it go", occasion.url),
        closing=("After that it is offered to whoever waits after you.",),
    )


def given(occasion: Occasion) -> Letter:
    """You have a place."""
    return Letter(
        subject=f"You have a place: {occasion.title}",
        to=occasion.to,
        opening=(occasion.to.capacity, "You have a place. We look forward to seeing you."),
        facts=occasion.facts,
        button=("See your place", occasion.url),
        closing=("If you cannot come after all, please change the answer, so that somebody else can have the place.",),
    )


def lapsed(occasion: Occasion) -> Letter:
    """The offer has ended; there is a way back."""
    return Letter(
        subject=f"The place is no longer kept: {occasion.title}",
        to=occasion.to,
        opening=(
            occasion.to.capacity,
            "The place that was offered to you is no longer kept for you, and you are not on the waiting list now.",
            "If you would still like to come, you can go back onto the list.",
        ),
        facts=occasion.facts,
        button=("Go back onto the waiting list", occasion.url),
    )


LETTERS: dict[str, tuple[PlaceState, Callable[[Occasion], Letter | None]]] = {
    OFFERED: (PlaceState.OFFERED, offered),
    GIVEN: (PlaceState.CONFIRMED, given),
    LAPSED: (PlaceState.LAPSED, lapsed),
}
"""Kind of notice → the state that it tells of, and its words."""


def register_place_renderers() -> None:
    """Give the outbox every kind of mail about a place."""
    for kind, (state, letter_of) in LETTERS.items():
        register_renderer(kind, partial(_render, state=state, letter_of=letter_of))


def _render(notice: Notice, *, state: PlaceState, letter_of: Callable[[Occasion], Letter | None]) -> Mail | None:
    link, party = link_by_id(int(notice.payload["link_id"])), db.session.get(Party, int(notice.payload["party_id"]))
    now = utc_now()
    if link is None or party is None or not _is_current(party, notice, state) or not _may_be_written_to(link, now):
        return None
    letter = letter_of(Occasion(party, link, now))
    return render_letter(letter, the_office()) if letter is not None else None


def _is_current(party: Party, notice: Notice, state: PlaceState) -> bool:
    """Still so, and about the same offer."""
    return party.state is state and party.offers == notice.payload["offer"]


def _may_be_written_to(link: InvitationLink, now: datetime) -> bool:
    return gate_of(link, now) in STILL_WRITTEN and not is_of_one_who_left(link, local_day(now))
