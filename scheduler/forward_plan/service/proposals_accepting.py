"""What accepting makes of placements: engagements with a kept time, never mail; or a kept time that moves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm.attributes import flag_modified

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words, span_words
from scheduler.engagements.availability import ground
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import holds_of, principals_for_update
from scheduler.engagements.rules import MAY_BE_HELD, EngagementDraft, EngagementKind, EngagementStatus, HoldEnd
from scheduler.engagements.service import edit_engagement, place_holds, plan_engagement, release_hold
from scheduler.forward_plan.models import CommitmentRule, Placement, Proposal
from scheduler.forward_plan.queries.coverage import BoardRow
from scheduler.forward_plan.queries.known_meetings import KnownMeetings, known_meetings
from scheduler.forward_plan.rules.due_meetings import Period
from scheduler.forward_plan.rules.proposals import Asked
from scheduler.forward_plan.rules.vocabulary import PlacementState, ProposalState
from scheduler.forward_plan.service.proposals import require_decidable
from scheduler.forward_plan.service.proposals_problem import wanted_rows
from scheduler.forward_plan.service.proposals_results import stored_problem
from scheduler.forward_plan.service.proposals_slots import slot_at
from scheduler.ical.event import Timed
from scheduler.proposer.diary import sitting_of
from scheduler.proposer.obstacles import Position, position_of
from scheduler.proposer.problem import Slot
from scheduler.proposer.why_not import answer
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.queries import group_members


@dataclass(frozen=True, slots=True)
class Obstructed:
    """A placement that could not be accepted any more, and why."""

    placement: Placement
    words: str


@dataclass(frozen=True, slots=True)
class _Today:
    """How things stand while placements are accepted: the diaries, and the commitments with what is known of them."""

    position: Position
    rows: Mapping[int, BoardRow]
    known: Mapping[int, KnownMeetings]


def accept(placement: Placement, *, now: datetime) -> Engagement:
    """Keep the time free for it. Raises RuleBroken when it is decided already or the time is taken by now."""
    if placement.state is not PlacementState.PROPOSED:
        raise RuleBroken("It has been decided already.")
    failed = _accept([placement], now)
    if failed:
        raise RuleBroken(f"That time cannot be had any more: {failed[0].words}. Find dates again.")
    assert placement.engagement is not None
    return placement.engagement


def accept_all(proposal: Proposal, *, now: datetime) -> list[Obstructed]:
    """Keep every proposed time free that still can be had; returns those that cannot."""
    return _accept([each for each in proposal.placements if each.state is PlacementState.PROPOSED], now)


def _accept(placements: Sequence[Placement], now: datetime) -> list[Obstructed]:
    """Looked at again in today's diaries, with the principals locked: the plan may be older than they are."""
    if not placements:
        return []
    proposal = placements[0].proposal
    require_decidable(proposal)
    today = _today(proposal, placements, now)
    failed = []
    for placement in placements:
        against = _overtaken(today, placement) or _in_the_way(today, placement)
        if against:
            failed.append(Obstructed(placement, against))
        else:
            _carry_out(placement, today, now)
    flag_modified(proposal, "state")  # another version, whichever placement it was
    if not any(each.state is PlacementState.PROPOSED for each in proposal.placements):
        proposal.state = ProposalState.ACCEPTED
    db.session.flush()
    return failed


def _today(proposal: Proposal, placements: Sequence[Placement], now: datetime) -> _Today:
    """Everybody's diaries as they are now, without the kept times that these placements move."""
    ids = sorted({number for each in placements for number in each.principal_ids})
    principals_for_update(ids)
    problem, ours = stored_problem(proposal), {each.key: _slot(each).principals for each in placements}
    alone = [
        replace(demand, pinned=None, current=None, ours=(ours[demand.key],))
        for demand in problem.demands
        if demand.key in ours
    ]
    moving = [each.engagement_id for each in placements if each.engagement_id is not None]
    base = ground(proposal.from_on, proposal.until_on, ids, now=now, except_engagement_ids=moving)
    commitment_ids = tuple({each.commitment_id for each in placements if each.commitment_id is not None})
    period = Period(proposal.from_on, proposal.until_on)
    rows = wanted_rows(Asked(period=period, commitment_ids=commitment_ids), local_day(now))
    return _Today(
        position_of(replace(base, demands=tuple(alone), travel=problem.travel, place_titles=problem.place_titles)),
        {row.commitment.id: row for row in rows},
        known_meetings(rows, local_day(now), frozenset(moving)),
    )


def _overtaken(today: _Today, placement: Placement) -> str:
    """What happened to the meeting itself since the plan was made."""
    assert placement.starts_at is not None
    if placement.engagement is not None:
        times = [hold.starts_at for hold in holds_of(placement.engagement.id)]
        was = [placement.was_starts_at] if placement.was_starts_at else []
        is_same = times == was and placement.engagement.status in MAY_BE_HELD
        return "" if is_same else "it has been given another time meanwhile"
    known = today.known.get(placement.commitment_id or 0)
    if known is None:
        return "nobody is to be met under this pledge any more"
    on, demand = local_day(placement.starts_at), today.position.ground.demands[placement.key]
    near = [day for day in known.days if abs((day - on).days) < demand.min_gap]
    return f"a meeting on {day_words(near[0])} is in the diary already" if near else ""


def _in_the_way(today: _Today, placement: Placement) -> str:
    """What stands in the way of the time by now; else its people are taken then, for those that follow."""
    demand, slot = today.position.ground.demands[placement.key], _slot(placement)
    found = answer(today.position, demand, slot.day.toordinal(), slot.start)
    if not found.possible:
        return found.against[0] if found.against else "the time is taken"
    today.position.diary.put(sitting_of(demand, slot))
    return ""


def _carry_out(placement: Placement, today: _Today, now: datetime) -> None:
    when = _when(placement)
    engagement = placement.engagement
    if engagement is None:
        engagement = _new_engagement(placement, today.rows[placement.commitment_id or 0], now)
    else:
        _free(engagement, placement, now)
    place_holds(engagement, [when], expires_at=when.starts_at, now=now, reasons=[placement.reasons])
    placement.engagement, placement.state = engagement, PlacementState.ACCEPTED
    placement.key = f"engagement:{engagement.id}"
    db.session.flush()
    moved = "Moved" if placement.was_starts_at else "Accepted"
    summary = f"{moved}: {placement.title}, {span_words(when.starts_at, when.ends_at)}"
    record("proposal.accepted", "proposal", placement.proposal_id, summary)


def _new_engagement(placement: Placement, row: BoardRow, now: datetime) -> Engagement:
    """To be arranged, with the commitment's posts; the partner knows nothing of it yet."""
    rule = row.commitment.rule
    kind = _kind(rule)
    draft = EngagementDraft(
        kind=kind,
        title=f"{kind.capitalize()} with {row.name}",
        principal_ids=tuple(placement.principal_ids),
        post_ids=tuple(each.id for each in _posts(row, local_day(now))),
        status=EngagementStatus.TO_ARRANGE,
    )
    engagement = plan_engagement(draft, now=now)
    engagement.minutes = rule.minutes
    return engagement


def _free(engagement: Engagement, placement: Placement, now: datetime) -> None:
    """Its kept time is let go, and those who go now take part."""
    for hold in holds_of(engagement.id):
        release_hold(hold, HoldEnd.GIVEN_UP, now=now)
    if set(placement.principal_ids) != {each.id for each in engagement.principals}:
        draft = replace(draft_of(engagement), principal_ids=tuple(placement.principal_ids))
        edit_engagement(engagement, draft, now=now)


def _posts(row: BoardRow, on: date) -> list[Post]:
    """Whom it is about at the partner's: the group's posts there, else those senior enough to count."""
    group = row.commitment.rule.group
    if group is None:
        return list(row.seats)
    return [post for post in group_members(group, on) if post.home is row.home]


def _kind(rule: CommitmentRule) -> EngagementKind:
    """A meeting where that counts, else the first kind that does."""
    if not rule.kinds or EngagementKind.MEETING.value in rule.kinds:
        return EngagementKind.MEETING
    return EngagementKind(rule.kinds[0])


def _slot(placement: Placement) -> Slot:
    assert placement.starts_at is not None
    return slot_at(placement.starts_at, placement.principal_ids)


def _when(placement: Placement) -> Timed:
    assert placement.starts_at is not None
    assert placement.ends_at is not None
    return Timed(placement.starts_at, placement.ends_at)
