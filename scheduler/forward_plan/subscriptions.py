"""What the forward plan does when partners or engagements change; importing this wires it.

The work is done once, just before the transaction commits: an import of hundreds of partners is one change to us.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.core.rounds import Each, register_round
from scheduler.engagements.models import Engagement
from scheduler.engagements.service import engagement_changed
from scheduler.forward_plan.notices.releases import write_release
from scheduler.forward_plan.queries.changes import commitments_about
from scheduler.forward_plan.rules.board import BoardFilter
from scheduler.forward_plan.service.commitments import sync_commitments
from scheduler.forward_plan.service.coverage import note_coverage, run_day
from scheduler.forward_plan.service.releases import KIND as PLAN_RELEASE
from scheduler.outbox.rendering import register_renderer
from scheduler.stakeholders.models import Body, Organisation, Post, PostGroup
from scheduler.stakeholders.service import partner_changed, partner_succeeded

PARTNERS = "forward_plan_partners_changed"
ENGAGEMENTS = "forward_plan_engagements_changed"

register_round("coverage", Each.DAY, run_day)
register_renderer(PLAN_RELEASE, write_release)


@partner_changed.connect
def remember_partner(changed: object, **_: Any) -> None:
    """Groups name posts by role and home, so these four may change who is promised a meeting."""
    if isinstance(changed, Organisation | Body | Post | PostGroup):
        db.session.info[PARTNERS] = True


@partner_succeeded.connect
def remember_succession(_ended: object, **_: Any) -> None:
    """Its commitments go to the successor, today or on the day."""
    db.session.info[PARTNERS] = True


@engagement_changed.connect
def remember_engagement(engagement: Engagement, **_: Any) -> None:
    """Its partners may stand elsewhere on the board now."""
    db.session.info.setdefault(ENGAGEMENTS, set()).add(engagement.id)


def _catch_up(session: Session) -> None:
    if session.in_nested_transaction():
        return
    has_new_partners = session.info.pop(PARTNERS, False)
    engagement_ids = session.info.pop(ENGAGEMENTS, frozenset())
    if has_new_partners:
        session.flush()
        sync_commitments(now=utc_now())
    if engagement_ids:
        session.flush()
        if about := commitments_about(engagement_ids):
            note_coverage(BoardFilter(commitment_ids=about), now=utc_now())


def _forget(session: Session, transaction: SessionTransaction) -> None:
    if not transaction.nested:
        session.info.pop(PARTNERS, None)
        session.info.pop(ENGAGEMENTS, None)


# Before the audit's own handler, which chains what this one records.
event.listen(db.session, "before_commit", _catch_up, insert=True)
event.listen(db.session, "after_soft_rollback", _forget)
