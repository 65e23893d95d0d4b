"""Another time: proposed by link, telephone or a calendar program; accepted or declined by the office, once.

Proposing is no answer: nothing moves and nobody is counted otherwise until the office decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.wording import span_words
from scheduler.engagements.calendar import draft_of, when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.service import edit_engagement
from scheduler.engagements.service.clashes import refuse_clashes
from scheduler.ical.event import Timed
from scheduler.invitations.models import CounterProposal, Invitation, InvitationLink, ProposedTime, Reply
from scheduler.invitations.queries import live_links
from scheduler.invitations.queries.another_time import (
    obstacles_now,
    proposed_when,
    proposed_whens,
    standing_state,
    stored_open,
    stored_open_of,
)
from scheduler.invitations.queries.doors import door_of
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.rules import SOURCE_WORDS, Answerer, Gate, ProposalState, ReplySource, gate
from scheduler.invitations.rules.another_time import PAST, PROPOSAL_WORDS, checked_message, checked_times, times_words
from scheduler.invitations.service.dates.closing import lock_for_dates
from scheduler.invitations.service.known_yes import store_yes
from scheduler.invitations.service.links import LinkMail, mail_link
from scheduler.invitations.service.replies import AnswerClosed, EngagementMoved
from scheduler.invitations.service.visits import note_press

PROPOSED = "another_time"
DECLINED = "another_time_declined"

OFFICE_MAY_RECORD = frozenset({Gate.OPEN, Gate.CLOSED, Gate.POSTPONED})
"""What the office was told counts after the deadline too, and for what has lost its day."""


class ProposalDecided(RuleBroken):
    """Somebody or something was faster: the proposal waits no more; `state` says why."""

    def __init__(self, state: ProposalState, decided_by: str) -> None:
        by = f" by {decided_by}" if decided_by else ""
        super().__init__(f"Nothing was done: this proposal does not wait any more. {PROPOSAL_WORDS[state]}{by}.")
        self.state = state


def propose(  # noqa: PLR0913  # each says one thing of how it came: a page, a call or a program's mail
    invitation: Invitation,
    times: Sequence[Timed],
    *,
    source: ReplySource,
    answered_by: Answerer,
    link: InvitationLink | None = None,
    from_address: str = "",
    message: str = "",
    recorded_by: str = "",
    about_sequence: int | None = None,
    now: datetime,
) -> CounterProposal:
    """The invitee's open proposal from now on; the same one again changes nothing, an earlier one is overtaken.

    `about_sequence`: SEQUENCE of the plan that whoever proposes had before them (None: whatever it is now). Raises
    RuleBroken naming the box, AnswerClosed, and EngagementMoved.
    """
    lock_row(invitation.engagement, shared=True)
    lock_row(invitation)
    engagement = invitation.engagement
    _check_open(invitation, source, link, recorded_by, now)
    note_press(link, source, now)
    if about_sequence not in {None, engagement.sequence}:
        raise EngagementMoved
    proposal = CounterProposal(
        invitation=invitation,
        at=now,
        source=source,
        answered_by=answered_by,
        link=link,
        from_address=clean_line(from_address)[:254] or None,
        recorded_by=clean_line(recorded_by)[:200],
        message=checked_message(message),
        sequence=engagement.sequence,
        state=ProposalState.OPEN,
        times=_times(engagement, checked_times(times, when_of(engagement), now), now),
    )
    (before,) = stored_open(invitation) or (None,)
    if before is not None and _facts(before) == _facts(proposal):
        return before
    _put(proposal, before, now)
    return proposal


def accept_proposal(
    time: ProposedTime,
    *,
    clash_reason: str = "",
    clashes_seen: frozenset[str] | None = None,
    decided_by: str,
    now: datetime,
) -> Engagement:
    """Move the engagement to one of the times: everybody told is told, and whoever proposed it is noted as coming.

    Raises ProposalDecided when somebody was faster, ClashFound as every move does, and RuleBroken.
    """
    proposal = time.proposal
    invitation = _locked(proposal, now)
    engagement, when = invitation.engagement, proposed_when(time)
    if when.starts_at <= now:
        raise RuleBroken(PAST)
    draft = replace(draft_of(engagement), when=when, clash_reason=clash_reason, clashes_seen=clashes_seen)
    refuse_clashes(draft, engagement.id)  # before anything is marked: its page is drawn again in this session
    _decide(proposal, ProposalState.ACCEPTED, decided_by, now)
    time.is_taken = True
    db.session.flush()  # or the move would overtake it
    edit_engagement(engagement, draft, now=now)
    reply = Reply(
        source=proposal.source,
        answered_by=proposal.answered_by,
        link_id=proposal.link_id,
        from_address=proposal.from_address,
        recorded_by=proposal.recorded_by or decided_by[:200],
    )
    store_yes(invitation, reply, "comes at the time that they proposed", now=now)
    _note(proposal, f"Accepted another time of {invitation.invitee_label}: {_words([when])}")
    return engagement


def decline_proposal(proposal: CounterProposal, words: str, *, decided_by: str, now: datetime) -> None:
    """The planned time stays: say so courteously to the invitee's addresses. Raises ProposalDecided and RuleBroken."""
    invitation = _locked(proposal, now)
    proposal.words = checked_message(words)
    if not proposal.words:
        raise RuleBroken("Enter a sentence or two for them.", "words")
    _decide(proposal, ProposalState.DECLINED, decided_by, now)
    db.session.flush()
    for link in live_links(invitation):
        mail_link(
            link, LinkMail(DECLINED, f"{DECLINED}:{proposal.id}:{link.id}", {"proposal_id": proposal.id}), now=now
        )
    _note(proposal, f"Declined another time of {invitation.invitee_label}: {_words(proposed_whens(proposal.times))}")


def overtake_proposals(invitation: Invitation, why: str, *, now: datetime) -> None:
    """The invitee answered, or the invitation is somebody else's: what was proposed before waits no more."""
    _overtake(stored_open(invitation), why, now)


def overtake_proposals_to(engagement: Engagement, why: str, *, now: datetime) -> None:
    """It moved or left the diary: proposals were about the plan before."""
    _overtake([each for each in stored_open_of(engagement) if each.sequence != engagement.sequence], why, now)


def _check_open(
    invitation: Invitation, source: ReplySource, link: InvitationLink | None, recorded_by: str, now: datetime
) -> None:
    state = gate(door_of(invitation, link), now)
    is_office = source is ReplySource.TELEPHONE or bool(recorded_by)
    if state is not Gate.OPEN and not (is_office and state in OFFICE_MAY_RECORD):
        raise AnswerClosed(state)


def _times(engagement: Engagement, whens: Iterable[Timed], now: datetime) -> list[ProposedTime]:
    return [
        ProposedTime(
            starts_at=when.starts_at,
            ends_at=when.ends_at,
            obstacles=[each.words for each in obstacles_now(engagement, when, now)],
        )
        for when in whens
    ]


def _facts(proposal: CounterProposal) -> tuple[object, ...]:
    """What makes two the same: a double click, a reload, a mail that came twice."""
    whens = sorted((each.starts_at, each.ends_at) for each in proposal.times)
    link_id = proposal.link.id if proposal.link else None
    return whens, proposal.message, proposal.answered_by, proposal.source, link_id, proposal.sequence


def _put(proposal: CounterProposal, before: CounterProposal | None, now: datetime) -> None:
    """Store it in the place of the one before, note it, and send word to the invitee's addresses."""
    if before is not None:
        _overtake([before], "they proposed other times", now)
    db.session.add(proposal)
    db.session.flush()
    by = f", noted by {proposal.recorded_by}" if proposal.recorded_by else ""
    whens = proposed_whens(proposal.times)
    label = proposal.invitation.invitee_label
    _note(proposal, f"{label}: proposed another time {SOURCE_WORDS[proposal.source]}{by}: {_words(whens)}")
    for link in live_links(proposal.invitation):
        if proposal.source is ReplySource.EMAIL and link is proposal.link:
            continue  # their calendar program shows what it sent
        payload = {"proposal_id": proposal.id}
        mail_link(link, LinkMail(PROPOSED, f"{PROPOSED}:{proposal.id}:{link.id}", payload), now=now)


def _locked(proposal: CounterProposal, now: datetime) -> Invitation:
    """Whoever decides waits for the others, then sees what they did. Raises ProposalDecided."""
    invitation = proposal.invitation
    lock_for_dates(invitation.engagement)
    lock_row(invitation)
    db.session.refresh(proposal)
    state = standing_state(proposal, now)
    if state is not ProposalState.OPEN:
        raise ProposalDecided(state, proposal.decided_by)
    return invitation


def _decide(proposal: CounterProposal, state: ProposalState, decided_by: str, now: datetime) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, now, clean_line(decided_by)[:200]


def _overtake(proposals: Iterable[CounterProposal], why: str, now: datetime) -> None:
    for proposal in proposals:
        _decide(proposal, ProposalState.OVERTAKEN, "", now)
        _note(proposal, f"{proposal.invitation.invitee_label}: the other times proposed are overtaken: {why}")
    db.session.flush()


def _words(whens: Sequence[Timed]) -> str:
    return span_words(whens[0].starts_at, whens[0].ends_at) if len(whens) == 1 else times_words(whens)


def _note(proposal: CounterProposal, words: str) -> None:
    details = {"proposal": proposal.id, "after": str(proposal.state)}
    record("invitation.another_time", "invitation", proposal.invitation_id, words, details=details)
