"""Builders of seats and of the meetings of bodies."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.representation.models import Alternate, Representation
from scheduler.representation.rules.vocabulary import Capacity
from scheduler.stakeholders.models import Body, Post
from scheduler.stakeholders.rules import RoleKind
from tests import factories


def seat(**changes: Any) -> Representation:
    """The Chief Executive as a member of a partnership since January 2026; no rhythm is known."""
    defaults: dict[str, Any] = {"capacity": Capacity.MEMBER, "from_on": date(2026, 1, 1)}
    if "body" not in changes:
        defaults["body"] = factories.body()
    if not {"principal", "role"} & changes.keys():
        defaults["principal"] = factories.principal(title="Chief Executive", email="chief@example.org")
    made = Representation(**defaults | changes)
    db.session.add(made)
    db.session.flush()
    return made


def alternate(of: Representation, **changes: Any) -> Alternate:
    """The next in order."""
    made = Alternate(representation=of, position=len(of.alternates) + 1, **changes)
    db.session.add(made)
    db.session.flush()
    return made


def chair_of(body: Body) -> Post:
    """Its post, as the partner has it."""
    found = db.session.query(Post).filter_by(body_id=body.id).first()
    return found or factories.post(title="Chair", role_kind=RoleKind.CHAIR, band=2, body=body)


def meeting(body: Body, on: date, **changes: Any) -> Engagement:
    """A board meeting of the body at 10am."""
    starts_at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
    facts: dict[str, Any] = {
        "title": f"{body.name} board",
        "kind": EngagementKind.BOARD,
        "status": EngagementStatus.AGREED,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "posts": [chair_of(body)],
    }
    return factories.engagement(**facts | changes)
