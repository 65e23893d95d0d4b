"""Drafts of seats as the office types them."""

from dataclasses import fields
from datetime import date
from typing import Any

from scheduler.engagements.models import Principal
from scheduler.representation.models import Representation
from scheduler.representation.rules.seats import SeatDraft
from scheduler.representation.rules.vocabulary import Capacity
from scheduler.stakeholders.models import Body


def seat_draft(body: Body, principal: Principal | None = None, **changes: Any) -> SeatDraft:
    """A member since January 2026."""
    facts: dict[str, Any] = {"capacity": Capacity.MEMBER, "from_on": date(2026, 1, 1)}
    number = principal.id if principal is not None else None
    return SeatDraft(body_id=body.id, principal_id=number, **facts | changes)


def as_draft(seat: Representation, **changes: Any) -> SeatDraft:
    """The seat as it stands, but for the changes."""
    facts = {each.name: getattr(seat, each.name) for each in fields(SeatDraft)}
    return SeatDraft(**facts | changes)
