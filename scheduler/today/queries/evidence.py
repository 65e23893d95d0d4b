"""What waits in the features that keep the evidence: invitations to us, briefs, records, boards, promises, requests."""

from datetime import datetime

from scheduler.briefs.queries.waiting import waiting as briefs
from scheduler.core.waiting import Waiting
from scheduler.incoming.queries.waiting import waiting as invitations_to_us
from scheduler.keeping.queries.waiting import waiting as requests
from scheduler.records.queries.waiting import waiting as records
from scheduler.reports.queries.waiting import waiting as papers
from scheduler.representation.queries.waiting import waiting as boards
from scheduler.undertakings.queries.waiting import waiting as undertakings

PRESSING = (invitations_to_us, papers, briefs, requests)
"""Somebody waits for it, or it is for these days."""
FOR_THE_RECORD = (undertakings, boards, records)
"""What the office owes its evidence."""


def pressing(now: datetime) -> list[Waiting]:
    """To be done soon; each feature bounds its own lines."""
    return [line for source in PRESSING for line in source(now)]


def for_the_record(now: datetime) -> list[Waiting]:
    """To be done when there is a quiet hour."""
    return [line for source in FOR_THE_RECORD for line in source(now)]
