"""A small office with a pledge: some councils, two of ours, and the commitments that the pledge makes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import PrincipalKind
from scheduler.forward_plan.models import CommitmentRule, Pledge, Proposal
from scheduler.forward_plan.rules.due_meetings import Period
from scheduler.forward_plan.rules.proposals import Asked, ProposalDraft
from scheduler.forward_plan.service.commitments import sync_commitments
from scheduler.forward_plan.service.proposals import propose
from scheduler.stakeholders.models import Organisation
from tests import factories
from tests.factories import NOW

AUTUMN = Period(date(2026, 9, 14), date(2026, 12, 11))
TOWNS = (
    "Melton Mowbray",
    "Oakham",
    "Loughborough",
    "Hinckley",
    "Market Harborough",
    "Coalville",
    "Wigston",
    "Narborough",
)


@dataclass(frozen=True, slots=True)
class Office:
    """What was made."""

    commissioner: Principal
    chief: Principal
    councils: list[Organisation]
    pledge: Pledge
    rule: CommitmentRule


def office_with_pledge(number: int = 4, **rule: Any) -> Office:
    """`number` councils, to be met by both of ours every six months, the first time by the end of November 2026."""
    factories.office()
    commissioner = factories.principal()
    chief = factories.principal(title="Chief Constable", kind=PrincipalKind.CHIEF_CONSTABLE, position=1)
    councils = [council(town) for town in TOWNS[:number]]
    group = factories.post_group(name="All Leaders")
    pledge = Pledge(
        title="Meet every council", source="Police and Crime Panel", source_on=date(2026, 6, 1), created_at=NOW
    )
    defaults: dict[str, Any] = {
        "group": group,
        "ideal_interval": 6,
        "longest_interval": 9,
        "from_on": date(2026, 6, 1),
        "first_by_on": date(2026, 11, 30),
        "principals": [commissioner, chief],
    }
    made = CommitmentRule(pledge=pledge, **defaults | rule)
    db.session.add_all([pledge, made])
    db.session.flush()
    sync_commitments(now=NOW)
    db.session.commit()
    return Office(commissioner, chief, councils, pledge, made)


def council(town: str) -> Organisation:
    """A council in a town, with a Leader."""
    name = f"{town} Council"
    home = factories.organisation(name=name, place=factories.place(name=f"{town} offices", town=town))
    factories.post(organisation=home)
    return home


def draft(**changes: Any) -> ProposalDraft:
    """Everything that is due in the period; kept as the first plan has it."""
    return ProposalDraft(**{"title": "Autumn", "asked": Asked(period=AUTUMN), "seconds": 0} | changes)


def half_a_year(now: datetime) -> Proposal:
    """Everything that falls due from tomorrow on; it must not be nothing."""
    first = local_day(now) + timedelta(days=1)
    asked = Asked(period=Period(first, first + timedelta(days=380)))
    proposal = propose(draft(asked=asked), now=now)
    assert proposal.placements
    return proposal
