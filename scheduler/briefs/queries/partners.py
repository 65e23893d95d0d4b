"""With whom engagements are, and which earlier ones were with the same."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select, union

from scheduler.briefs.rules.facts import PastMeeting, Told
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement, EngagementPost
from scheduler.engagements.rules import OVER, EngagementStatus, Handling
from scheduler.records.models import EngagementRecord, Presence
from scheduler.records.rules.people import Came
from scheduler.stakeholders.models import Post

ORGANISATION, BODY = "organisation", "body"
Home = tuple[str, int]
MANY = 8
"""With more partners than these a brief would tell of nobody in particular."""
LAST = 3


@dataclass(frozen=True, slots=True)
class Earlier:
    """An engagement that took place, or should have."""

    engagement_id: int
    title: str
    on: date
    status: EngagementStatus
    is_sensitive: bool
    homes: frozenset[Home]


def homes_of(room: Iterable[Came]) -> frozenset[Home]:
    """The organisations and bodies of whoever is in the room."""
    found = {(ORGANISATION, each.organisation_id) for each in room if each.organisation_id is not None}
    found |= {(BODY, each.body_id) for each in room if each.body_id is not None}
    return frozenset(found)


def earlier_with(homes: Collection[Home], before: date) -> list[Earlier]:
    """Everything that was in the diary with any of them before a day, the newest first; two statements."""
    if not homes:
        return []
    with_them: Mapping[int, set[Home]] = _with_them(homes)
    query = select(
        Engagement.id,
        Engagement.title,
        Engagement.starts_at,
        Engagement.starts_on,
        Engagement.status,
        Engagement.handling,
    ).where(Engagement.id.in_(with_them), Engagement.status.in_((EngagementStatus.AGREED, *OVER)))
    found = [
        Earlier(number, title, on, status, handling is Handling.OFFICIAL_SENSITIVE, frozenset(with_them[number]))
        for number, title, at, starts_on, status, handling in db.session.execute(query)
        if (on := local_day(at) if at is not None else starts_on) is not None and on < before
    ]
    return sorted(found, key=lambda each: (each.on, each.engagement_id), reverse=True)


def told_of(
    earlier: Sequence[Earlier], records: Mapping[int, EngagementRecord], today: date
) -> tuple[PastMeeting, ...]:
    """The last ones as a brief tells them; what is still to come today or later is not past."""
    past = [each for each in earlier if each.status in OVER or each.on < today][:LAST]
    return tuple(_told(each, records.get(each.engagement_id)) for each in past)


def _told(earlier: Earlier, record: EngagementRecord | None) -> PastMeeting:
    outcome = record.outcome if record else ""
    told = Told.WRITTEN if outcome else Told.UNWRITTEN
    return PastMeeting(
        engagement_id=earlier.engagement_id,
        title=earlier.title,
        on=earlier.on,
        told=told if earlier.status in OVER else Told.UNMARKED,
        outcome=outcome,
        agreed=record.agreed if record else "",
        is_sensitive=earlier.is_sensitive,
    )


def _with_them(homes: Collection[Home]) -> Mapping[int, set[Home]]:
    """By engagement: which of these homes had a seat there, or sent somebody."""
    seated = select(EngagementPost.engagement_id, Post.organisation_id, Post.body_id).join(
        Post, Post.id == EngagementPost.post_id
    )
    came = select(Presence.engagement_id, Presence.organisation_id, Presence.body_id)
    rows = union(_at(seated, Post, homes), _at(came, Presence, homes))
    found: dict[int, set[Home]] = defaultdict(set)
    for engagement_id, organisation_id, body_id in db.session.execute(rows):
        home = (ORGANISATION, organisation_id) if organisation_id is not None else (BODY, body_id)
        found[engagement_id].add(home)
    return found


def _at(
    query: Select[*tuple[Any, ...]], table: type[Post] | type[Presence], homes: Collection[Home]
) -> Select[*tuple[Any, ...]]:
    organisations = [number for kind, number in homes if kind == ORGANISATION]
    bodies = [number for kind, number in homes if kind == BODY]
    return query.where(or_(table.organisation_id.in_(organisations), table.body_id.in_(bodies)))
