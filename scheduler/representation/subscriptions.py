"""What happens to our seats when a meeting is held or its record changes; importing this wires it.

The work is done once, just before the transaction commits: a record writes who came and that it was held in one go.
"""

from typing import Any

from flask import url_for
from sqlalchemy import event
from sqlalchemy.orm import Mapper, Session, SessionTransaction, object_session

from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OVER, ChangeKind, EngagementChange, EngagementStatus
from scheduler.engagements.service import engagement_changed
from scheduler.records.models import Presence
from scheduler.representation.notices import register_report_renderers
from scheduler.representation.queries.seats import seat_words, seats_of_body
from scheduler.representation.queries.sittings import sittings_at
from scheduler.representation.service.sittings import follow_meeting
from scheduler.stakeholders.models import Body, Organisation
from scheduler.stakeholders.rules.loose_ends import LooseEnd
from scheduler.stakeholders.service import asked_for_loose_ends

MEETINGS = "representation_meetings"
CORRECTED = frozenset({ChangeKind.EDITED, ChangeKind.MOVED})

register_report_renderers()


@engagement_changed.connect
def remember_meeting(engagement: Engagement, *, change: EngagementChange, **_: Any) -> None:
    """One that is over now; or one that was marked so by mistake and is back in the diary."""
    may_be_back = engagement.status is EngagementStatus.AGREED and change.kind in CORRECTED
    if engagement.status in OVER or (may_be_back and sittings_at(engagement)):
        _remember(db.session.info, engagement.id)


@asked_for_loose_ends.connect
def tell_of_seats_left(home: Organisation | Body, **_: Any) -> list[LooseEnd]:
    """Seats of ours on a body that has ended, or will, and that nobody has ended."""
    if not isinstance(home, Body) or home.ended_on is None:
        return []
    left = [each for each in seats_of_body(home, home.ended_on) if each.until_on is None]
    return [
        LooseEnd(
            f"{seat_words(each)} has a seat on it without an end",
            url_for("representation.end", representation_id=each.id),
            "End it",
        )
        for each in left
    ]


def remember_presence(_mapper: Mapper[Presence], _connection: Any, presence: Presence) -> None:
    """Who came is corrected, maybe long after it was held."""
    session = object_session(presence)
    if session is not None:
        _remember(session.info, presence.engagement_id)


def _remember(info: dict[Any, Any], engagement_id: int) -> None:
    info.setdefault(MEETINGS, set()).add(engagement_id)


def _catch_up(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    engagement_ids = session.info.pop(MEETINGS, frozenset())
    for engagement_id in sorted(engagement_ids):
        engagement = session.get(Engagement, engagement_id)
        if engagement is not None:
            follow_meeting(engagement, now=utc_now())
    session.info.pop(MEETINGS, None)


def _forget(session: Session, transaction: SessionTransaction) -> None:
    if not transaction.nested:
        session.info.pop(MEETINGS, None)


for _happening in ("after_insert", "after_update", "after_delete"):
    event.listen(Presence, _happening, remember_presence)
# Before the audit's own handler, which chains what this one records.
event.listen(db.session, "before_commit", _catch_up, insert=True)
event.listen(db.session, "after_soft_rollback", _forget)
