"""A seat of ours with somebody who stands in, a meeting that was held, and two lines that are owed."""

from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import EngagementStatus
from scheduler.representation.queries.reports_back import reports_of
from scheduler.representation.rules.seats import AlternateDraft, SeatDraft
from scheduler.representation.rules.vocabulary import Capacity
from scheduler.representation.service.owing import report_token
from scheduler.representation.service.seats import add_alternate, add_seat
from scheduler.representation.service.sittings import follow_meeting
from scheduler.stakeholders.models import Body
from tests.representation.seats import meeting


@dataclass(frozen=True, slots=True)
class RepresentationSample:
    """What its addresses are filled with, and the secret of the link."""

    values: dict[str, object]
    token: str


def load_representation(body: Body, principal: Principal) -> RepresentationSample:
    """On a body that the sample has, held the day before yesterday."""
    now = utc_now()
    today: date = local_day(now)
    seat = add_seat(
        SeatDraft(
            body_id=body.id,
            principal_id=principal.id,
            capacity=Capacity.INVITED,
            from_on=today - timedelta(days=30),
            review_on=today,
            address="sat.there@example.org",
            every=1,
        ),
        now=now,
    )
    alternate = add_alternate(seat, AlternateDraft(role="Head of Policy"))
    held = meeting(body, today - timedelta(days=2), principals=[principal], status=EngagementStatus.HELD)
    follow_meeting(held, now=now)
    (report,) = reports_of(held)
    values = {
        "representation_id": seat.id,
        "alternate_id": alternate.id,
        "held_id": held.id,
        "report_back_id": report.id,
    }
    return RepresentationSample(values, report_token(report))
