"""One proposed plan for the sample office: the first plan only, so that the sample loads fast."""

from datetime import datetime, timedelta

from scheduler.core.clock import local_day
from scheduler.forward_plan.models import Proposal
from scheduler.forward_plan.rules.due_meetings import Period
from scheduler.forward_plan.rules.proposals import Asked, ProposalDraft
from scheduler.forward_plan.service.proposals import propose

HALF_A_YEAR = timedelta(weeks=26)


def load_proposal(now: datetime) -> Proposal:
    """The half-year from the Monday after next, everything that falls due, ready to be decided."""
    today = local_day(now)
    monday = today + timedelta(days=14 - today.weekday())
    asked = Asked(period=Period(monday, monday + HALF_A_YEAR - timedelta(days=3)))
    return propose(ProposalDraft(title="The next half-year", asked=asked, seconds=0), now=now)
