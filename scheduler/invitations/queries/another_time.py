"""Other times that partners proposed: those that wait for the office, and what stands in the way of each now."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import is_working_day
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.availability import obstacles_in_way
from scheduler.engagements.availability.obstacles import wanted_of
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, OVER, EngagementStatus
from scheduler.engagements.rules.obstacles import Obstacle, ObstacleKind
from scheduler.ical.event import Timed
from scheduler.invitations.models import CounterProposal, Invitation, ProposedTime
from scheduler.invitations.queries.doors import over_at
from scheduler.invitations.rules import ProposalState
from scheduler.invitations.rules.another_time import Standing, state_now

MOOT = (OFF_THE_DIARY | OVER) - {EngagementStatus.POSTPONED}
"""Nothing can be moved any more; a postponed one looks for a day, and somebody may propose one."""
ROWS = 100


def proposal_by_id(proposal_id: int) -> CounterProposal | None:
    """One proposal."""
    return db.session.get(CounterProposal, proposal_id)


def proposed_time_by_id(time_id: int) -> ProposedTime | None:
    """One of its times."""
    return db.session.get(ProposedTime, time_id)


def open_proposals(now: datetime) -> list[CounterProposal]:
    """Those that wait for the office, the oldest first."""
    found = db.session.scalars(_with_everything().where(CounterProposal.state == ProposalState.OPEN).limit(ROWS))
    return [each for each in found if standing_state(each, now) is ProposalState.OPEN]


def open_proposals_of(engagement: Engagement, now: datetime) -> list[CounterProposal]:
    """The same for one engagement."""
    query = _with_everything().where(
        CounterProposal.state == ProposalState.OPEN, Invitation.engagement_id == engagement.id
    )
    return [each for each in db.session.scalars(query) if standing_state(each, now) is ProposalState.OPEN]


def open_by_invitation(engagement: Engagement, now: datetime) -> dict[int, CounterProposal]:
    """The same by the id of the invitation, for the panel's rows."""
    return {each.invitation_id: each for each in open_proposals_of(engagement, now)}


def proposals_of(invitation: Invitation) -> Sequence[CounterProposal]:
    """All that one invitee ever proposed, newest first."""
    query = select(CounterProposal).where(CounterProposal.invitation_id == invitation.id)
    newest_first = query.order_by(CounterProposal.id.desc()).options(selectinload(CounterProposal.times))
    return db.session.scalars(newest_first).all()


def newest_proposal(invitation: Invitation) -> CounterProposal | None:
    """The last one, whatever became of it."""
    return db.session.scalar(_newest(), {"invitation_id": invitation.id})


@cache
def _newest() -> Select[CounterProposal]:
    theirs = CounterProposal.invitation_id == bindparam("invitation_id")
    return select(CounterProposal).where(theirs).order_by(CounterProposal.id.desc()).limit(1)


def stored_open(invitation: Invitation) -> Sequence[CounterProposal]:
    """Rows in the state open, whether or not something has overtaken them unnoticed."""
    return db.session.scalars(_stored_open(), {"invitation_id": invitation.id}).all()


@cache
def _stored_open() -> Select[CounterProposal]:
    """Written once: asked at every answer, and most have none."""
    theirs = (CounterProposal.state == ProposalState.OPEN, CounterProposal.invitation_id == bindparam("invitation_id"))
    return select(CounterProposal).where(*theirs).order_by(CounterProposal.id)


def stored_open_of(engagement: Engagement) -> Sequence[CounterProposal]:
    """The same of all who are invited to one engagement."""
    theirs = select(Invitation.id).where(Invitation.engagement_id == engagement.id)
    query = select(CounterProposal).where(
        CounterProposal.state == ProposalState.OPEN, CounterProposal.invitation_id.in_(theirs)
    )
    return db.session.scalars(query.order_by(CounterProposal.id)).all()


def is_as_proposed(invitation: Invitation) -> bool:
    """Whether the present plan is the time that this invitee proposed."""
    proposal = newest_proposal(invitation)
    if proposal is None or proposal.state is not ProposalState.ACCEPTED:
        return False
    engagement = invitation.engagement
    return any(
        each.is_taken and (each.starts_at, each.ends_at) == (engagement.starts_at, engagement.ends_at)
        for each in proposal.times
    )


def standing_state(proposal: CounterProposal, now: datetime) -> ProposalState:
    """What it is worth at `now`."""
    invitation = proposal.invitation
    engagement = invitation.engagement
    return state_now(
        Standing(
            state=proposal.state,
            is_withdrawn=invitation.withdrawn_at is not None,
            sequence=proposal.sequence,
            present_sequence=engagement.sequence,
            is_over=engagement.status in MOOT or _is_past(engagement, now),
        )
    )


def proposed_when(time: ProposedTime) -> Timed:
    """It as a value."""
    return Timed(time.starts_at, time.ends_at)


def proposed_whens(times: Iterable[ProposedTime]) -> list[Timed]:
    """All of them as values."""
    return [proposed_when(each) for each in times]


def obstacles_now(engagement: Engagement, when: Timed, now: datetime) -> list[Obstacle]:
    """In words for the office, from the diaries as they are at this moment."""
    ids = [each.id for each in engagement.principals]
    past = [Obstacle(kind=ObstacleKind.PAST, key="past", words="That time is past")] if when.starts_at <= now else []
    return [*past, *obstacles_in_way(wanted_of(engagement, when), ids, engagement.id)]


def shown_proposal(proposal: CounterProposal, now: datetime) -> ProposalState | None:
    """What its invitee is told of it; None once it is history: overtaken, or decided about an earlier plan."""
    state = standing_state(proposal, now)
    planned = when_of(proposal.invitation.engagement)
    if state is ProposalState.ACCEPTED:
        return state if planned in [proposed_when(each) for each in proposal.times if each.is_taken] else None
    is_about_this_plan = proposal.sequence == proposal.invitation.engagement.sequence
    return state if state is not ProposalState.OVERTAKEN and is_about_this_plan else None


def proposal_facts(invitation: Invitation, now: datetime) -> dict[str, object]:
    """The newest proposal and its state as the invitee's pages show them; both None when there is nothing to show."""
    proposal = newest_proposal(invitation)
    state = shown_proposal(proposal, now) if proposal is not None else None
    return {"proposal": proposal if state is not None else None, "proposal_state": state}


def is_difficult(engagement: Engagement, when: Timed, now: datetime) -> bool:
    """Whether a partner hears that a time may be difficult; a day that only costs, such as school holidays, is not."""
    day = local_day(when.starts_at)
    if not is_working_day(day, bank_holidays()):
        return True
    found = obstacles_now(engagement, when, now)
    return any(each.needs_reason or each.kind is ObstacleKind.HOURS for each in found)


def _is_past(engagement: Engagement, now: datetime) -> bool:
    ended = over_at(engagement)
    return ended is not None and ended <= now and engagement.status is not EngagementStatus.POSTPONED


def _with_everything() -> Select[CounterProposal]:
    return (
        select(CounterProposal)
        .join(CounterProposal.invitation)
        .join(Invitation.engagement)
        .options(
            contains_eager(CounterProposal.invitation).contains_eager(Invitation.engagement),
            joinedload(CounterProposal.link),
            selectinload(CounterProposal.times),
        )
        .order_by(CounterProposal.at, CounterProposal.id)
    )
