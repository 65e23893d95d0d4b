"""What waits in the features that keep the evidence: invitations to us, briefs, records, boards, promises, requests."""

from datetime import datetime

from scheduler.briefs.queries.waiting import waiting as briefs
from scheduler.core.waiting import Waiting
from scheduler.incoming.queries.waiting import waiting as invitations_to_us
from scheduler.keeping.queries.waiting import waiting as requests
from scheduler.records.queries.waiting import waiting as records
from scheduler.representation.queries.waiting import waiting as boards
from scheduler.undertakings.queries.waiting import waiting as undertakings

SOURCES = (invitations_to_us, briefs, requests, undertakings, boards, records)
"""In the order of the page: what others wait for first, what only the office owes itself last."""


def also_waiting(now: datetime) -> list[Waiting]:
    """All of it; each feature bounds its own lines."""
    return [line for source in SOURCES for line in source(now)]
