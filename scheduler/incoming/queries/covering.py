"""Who of ours comes into question for an invitation, and what their diaries say against it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.wording import day_words
from scheduler.engagements.availability.obstacles import obstacles_in_way
from scheduler.engagements.models import Principal
from scheduler.engagements.queries.principals import live_principals
from scheduler.engagements.rules.obstacles import IMPOSSIBLE, ObstacleKind, Wanted
from scheduler.forward_plan.models import Commitment, CommitmentRule
from scheduler.forward_plan.rules.vocabulary import Ours
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import day_of, when_of
from scheduler.incoming.rules.cover import Candidate, Claim, Proposal, propose_cover
from scheduler.representation.queries.seats import seat_words, seats_of_body

GRAVE = IMPOSSIBLE | {ObstacleKind.HELD}


def proposal_for(invitation: IncomingInvitation, *, now: datetime) -> Proposal:
    """Who should go, and everybody who may be chosen."""
    return propose_cover(candidates_for(invitation, now=now))


def candidates_for(invitation: IncomingInvitation, *, now: datetime) -> list[Candidate]:
    """Everybody in office, with the strongest claim of each; others by role where the register names them."""
    on = day_of(invitation) or local_day(now)
    ours = live_principals(on)
    in_the_way = _in_the_way(invitation, ours)
    live = {each.id for each in ours}
    found = [
        *_asked(invitation),
        *_of_register(invitation, on),
        *_of_pledges(invitation, on),
        *(
            Candidate(role=each.title, claim=Claim.ANYBODY, position=i, principal_id=each.id)
            for i, each in enumerate(ours)
        ),
    ]
    return [_with_diary(each, in_the_way) for each in found if each.principal_id is None or each.principal_id in live]


def _asked(invitation: IncomingInvitation) -> Iterator[Candidate]:
    if invitation.principal is not None:
        yield Candidate(role=invitation.principal.title, claim=Claim.ASKED, principal_id=invitation.principal.id)


def _of_register(invitation: IncomingInvitation, on: date) -> Iterator[Candidate]:
    """Who represents us on the body, then the alternates as the register orders them."""
    seats = seats_of_body(invitation.body_id, on) if invitation.body_id is not None else ()
    for seat in seats:
        yield Candidate(
            role=seat_words(seat),
            claim=Claim.REPRESENTATIVE,
            principal_id=seat.principal_id,
            authority=seat.authority,
        )
        for each in seat.alternates:
            yield Candidate(
                role=seat_words(each),
                claim=Claim.ALTERNATE,
                position=each.position,
                principal_id=each.principal_id,
                authority=each.authority,
            )


def _of_pledges(invitation: IncomingInvitation, on: date) -> Iterator[Candidate]:
    """“The Commissioner or the Chief Executive attends”: each of them may go."""
    for rule in _any_of_rules(invitation, on):
        source = f"{rule.pledge.source}, {day_words(rule.pledge.source_on)}"
        for position, each in enumerate(rule.principals):
            yield Candidate(role=each.title, claim=Claim.ANY_OF, position=position, principal_id=each.id, source=source)


def _any_of_rules(invitation: IncomingInvitation, on: date) -> Sequence[CommitmentRule]:
    if invitation.body_id is None and invitation.organisation_id is None:
        return ()
    home = (
        Commitment.body_id == invitation.body_id
        if invitation.body_id is not None
        else Commitment.organisation_id == invitation.organisation_id
    )
    query = (
        select(CommitmentRule)
        .join(CommitmentRule.commitments)
        .where(home, CommitmentRule.ours == Ours.ANY_OF)
        .where(or_(Commitment.ended_on.is_(None), Commitment.ended_on >= on))
        .options(joinedload(CommitmentRule.pledge), selectinload(CommitmentRule.principals))
        .order_by(CommitmentRule.id)
    )
    return db.session.scalars(query).unique().all()


def _in_the_way(invitation: IncomingInvitation, ours: Sequence[Principal]) -> dict[int, tuple[str, ...]]:
    """Engagements, holds, roads and leave; of office hours and school holidays the accepting page speaks."""
    when = when_of(invitation)
    if when is None:
        return {}
    place = (
        invitation.body.place if invitation.body else invitation.organisation.place if invitation.organisation else None
    )
    is_online = bool(invitation.online_url) and not invitation.place_text
    wanted = Wanted(when=when, town="" if is_online or place is None or invitation.place_text else place.town)
    return {
        each.id: tuple(
            found.words
            for found in obstacles_in_way(wanted, [each.id], invitation.engagement_id)
            if found.kind in GRAVE
        )
        for each in ours
    }


def _with_diary(candidate: Candidate, in_the_way: dict[int, tuple[str, ...]]) -> Candidate:
    found = in_the_way.get(candidate.principal_id or 0, ())
    return replace(candidate, in_the_way=found) if found else candidate
