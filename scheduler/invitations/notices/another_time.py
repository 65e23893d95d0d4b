"""Mails about another time: what was proposed, and that we cannot make it (DECLINECOUNTER for a calendar program)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from scheduler.accounts.queries import the_office
from scheduler.core.clock import local_day, utc_now
from scheduler.core.wording import span_words
from scheduler.engagements.queries.series import entry_place
from scheduler.ical import itip
from scheduler.invitations.models import CounterProposal, InvitationLink
from scheduler.invitations.notices.facts import Facts
from scheduler.invitations.notices.letter import CalendarPart, Letter, render_letter
from scheduler.invitations.notices.letters import Occasion
from scheduler.invitations.notices.renderers import addressee_of
from scheduler.invitations.queries import link_by_id
from scheduler.invitations.queries.another_time import proposal_by_id, standing_state
from scheduler.invitations.queries.seats import is_of_one_who_left
from scheduler.invitations.rules import Answerer, ProposalState, ReplySource
from scheduler.invitations.service.another_time import DECLINED, PROPOSED
from scheduler.invitations.service.links import answer_url
from scheduler.invitations.service.reply_addresses import known_organizer
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer

LetterOf = Callable[[Occasion, CounterProposal, InvitationLink], Letter]


def register_another_time_renderers() -> None:
    """Give the outbox both kinds of mail."""
    proposed = partial(_render, state=ProposalState.OPEN, letter_of=proposed_letter)
    register_renderer(PROPOSED, proposed)
    register_renderer(DECLINED, partial(_render, state=ProposalState.DECLINED, letter_of=declined_letter))


def proposed_letter(occasion: Occasion, proposal: CounterProposal, link: InvitationLink) -> Letter:
    """To the address that proposed, or to the invitee's other one: nothing has moved yet."""
    is_receipt = proposal.link_id == link.id
    said = "Thank you. We have your proposal of another time." if is_receipt else _who(proposal)
    return Letter(
        subject=f"Another time proposed: {occasion.engagement.title}",
        to=occasion.to,
        opening=(
            occasion.to.capacity,
            said,
            "We are checking whether we can make it, and will write to you. Until then it stays as planned.",
        ),
        facts=(*_proposed(proposal), ("Message", proposal.message), *occasion.facts),
        button=("See or change it", f"{occasion.url}/another-time"),
        closing=("This is not an answer to the invitation: you can still answer for the time planned.",),
    )


def declined_letter(occasion: Occasion, proposal: CounterProposal, _link: InvitationLink) -> Letter:
    """The office's own words, then how it stands."""
    return Letter(
        subject=f"Your proposal of another time: {occasion.engagement.title}",
        to=occasion.to,
        opening=(occasion.to.capacity, *proposal.words.split("\n\n")),
        facts=(*_proposed(proposal), *occasion.facts),
        button=("See the invitation and your answer", occasion.url),
        closing=("You can propose other times on the same page.",),
    )


def _who(proposal: CounterProposal) -> str:
    if proposal.source is ReplySource.TELEPHONE:
        return "The office noted this proposal of another time after a telephone call."
    who = "The invitee’s office has" if proposal.answered_by is Answerer.OFFICE else "The invitee has"
    return f"{who} proposed another time for this invitation."


def _proposed(proposal: CounterProposal) -> Facts:
    return tuple(("Proposed", span_words(each.starts_at, each.ends_at)) for each in proposal.times)


def _render(notice: Notice, *, state: ProposalState, letter_of: LetterOf) -> Mail | None:
    """None once events have overtaken it: decided, answered, moved, withdrawn, or the post in other hands."""
    link, now = link_by_id(int(notice.payload["link_id"])), utc_now()
    proposal = proposal_by_id(int(notice.payload["proposal_id"]))
    if link is None or proposal is None or not _is_news(link, proposal, state, now):
        return None
    occasion = Occasion(link.invitation.engagement, addressee_of(link), answer_url(link), now)
    part = _decline(link, proposal) if _expects_decline(link, proposal) else None
    return render_letter(letter_of(occasion, proposal, link), the_office(), part)


def _is_news(link: InvitationLink, proposal: CounterProposal, state: ProposalState, now: datetime) -> bool:
    is_gone = link.revoked_at is not None or is_of_one_who_left(link, local_day(now))
    if is_gone or link.invitation.withdrawn_at is not None:
        return False
    is_about_this_plan = proposal.sequence == link.invitation.engagement.sequence
    return is_about_this_plan and standing_state(proposal, now) is state


def _expects_decline(link: InvitationLink, proposal: CounterProposal) -> bool:
    """Their calendar program sent a COUNTER, or at least holds our REQUEST: it drops the proposal by itself then."""
    if proposal.state is not ProposalState.DECLINED or proposal.link_id != link.id:
        return False
    return proposal.source is ReplySource.EMAIL or link.organizer is not None


def _decline(link: InvitationLink, proposal: CounterProposal) -> CalendarPart:
    organizer, decided_at = known_organizer(link), proposal.decided_at
    assert decided_at is not None
    engagement = link.invitation.engagement
    place = entry_place(engagement)
    content = itip.decline_counter(
        uid=place.uid if place else engagement.uid,
        stamped_at=decided_at.replace(microsecond=0),
        organizer=organizer,
        words=proposal.words,
        recurs_at=place.recurs_at if place else None,
    )
    return CalendarPart(content, itip.Method.DECLINECOUNTER, organizer.address)
