"""Pledges and what came of them, in few words."""

from datetime import UTC, date, datetime
from typing import Any

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.forward_plan.models import Commitment, CommitmentRule, Pledge
from scheduler.forward_plan.service.commitments import sync_commitments
from tests import factories
from tests.factories import NOW

TODAY = NOW.date()
LONG_AGO = date(2026, 3, 2)


def pledge(**changes: Any) -> Pledge:
    defaults = {
        "title": "Meet every council",
        "source": "Police and Crime Panel",
        "source_on": LONG_AGO,
        "created_at": NOW,
    }
    return _add(Pledge(**defaults | changes))


def rule(**changes: Any) -> CommitmentRule:
    """Meet a group, or one partner, every six months and every nine at least."""
    if not {"pledge", "pledge_id"} & changes.keys():
        changes["pledge"] = pledge()
    if not {"principals"} & changes.keys():
        changes["principals"] = [factories.principal()]
    defaults = {"ideal_interval": 6, "longest_interval": 9, "from_on": LONG_AGO}
    return _add(CommitmentRule(**defaults | changes))


def made(given: CommitmentRule, now: datetime = NOW) -> list[Commitment]:
    """The rule's commitments after a sync, in the order of their ids."""
    sync_commitments(now=now)
    db.session.expire(given, ["commitments"])
    return sorted(given.commitments, key=lambda each: each.id)


def met(on: date, posts: list[Any], principals: list[Any], **changes: Any) -> Engagement:
    """An engagement at ten in the morning, held unless said otherwise."""
    starts_at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
    defaults: dict[str, Any] = {
        "status": EngagementStatus.HELD,
        "kind": EngagementKind.VISIT,
        "starts_at": starts_at,
        "ends_at": starts_at.replace(hour=11),
        "created_at": datetime(2026, 1, 5, tzinfo=UTC),
    }
    return factories.engagement(posts=posts, principals=principals, **defaults | changes)


def _add(model: Any) -> Any:
    db.session.add(model)
    db.session.flush()
    return model
