"""Many engagements, evenly over three years around today, and the entries that feeds hold of them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from bench.rows import add, link
from scheduler.core.clock import from_local, local_day
from scheduler.core.db import commit
from scheduler.engagements.models import Engagement, EngagementPost, EngagementPrincipal, Principal
from scheduler.engagements.rules import EngagementKind, EngagementStatus, PlaceKind, PrincipalKind
from scheduler.feeds.fragments import keep_in_step
from scheduler.feeds.queries import engagements_in_batches


class Span(NamedTuple):
    """Over which days around today the engagements are spread."""

    days_back: int
    days_ahead: int


THREE_YEARS = Span(340, 700)
"""Well inside what feeds show, so that a feed's size is known."""
PURPOSES = (
    "Review how the partnership's money was spent, and agree what it should do next year.",
    "Hear what residents said about the night-time economy; walk the market place, then meet the wardens.",
    "Settle who brings which figures to the summit: burglary, domestic abuse, anti-social behaviour.",
)
FEW = 50
"""How many engagements the deputy attends, however many there are."""


def load_engagements(
    count: int, posts: Sequence[int], places: Sequence[int], *, now: datetime, span: Span = THREE_YEARS
) -> None:
    """The commissioner attends all, the deputy FEW of them. Commits nothing."""
    commissioner, deputy = add(
        Principal,
        [
            {"title": "Commissioner", "kind": PrincipalKind.COMMISSIONER, "position": 1},
            {"title": "Deputy Commissioner", "kind": PrincipalKind.DEPUTY, "position": 2},
        ],
    )
    keys = add(
        Engagement, [_engagement(number, _day(number, count, span, now), places, now) for number in range(count)]
    )
    link(EngagementPrincipal, [{"engagement_id": key, "principal_id": commissioner} for key in keys])
    link(EngagementPrincipal, [{"engagement_id": key, "principal_id": deputy} for key in keys[:: count // FEW][:FEW]])
    link(
        EngagementPost,
        [
            {"engagement_id": key, "post_id": posts[(number * 4 + seat) % len(posts)]}
            for number, key in enumerate(keys)
            for seat in (0, 1)
        ],
    )


def render_entries(now: datetime) -> None:
    """What the feeds hold of every engagement. Commits."""
    for batch in engagements_in_batches():
        keep_in_step(batch, now=now)
        commit()


def _day(number: int, count: int, span: Span, now: datetime) -> date:
    return local_day(now) + timedelta(days=number * sum(span) // count - span.days_back)


def _engagement(number: int, day: date, places: Sequence[int], now: datetime) -> dict[str, Any]:
    """All rows have the same columns: one INSERT."""
    starts_at = from_local(day, time(8 + number % 9))
    whole = now.replace(microsecond=0)
    return {
        "uid": f"engagement-{number}@example.org",
        "created_at": whole,
        "revised_at": whole,
        "kind": EngagementKind.MEETING if number % 3 else EngagementKind.VISIT,
        "status": EngagementStatus.AGREED if starts_at > now else EngagementStatus.HELD,
        "title": f"Quarterly meeting {number} on safer streets and neighbourhood policing",
        "purpose": PURPOSES[number % len(PURPOSES)],
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "place_kind": PlaceKind.PARTNER,
        "place_id": places[number % len(places)],
        "place_text": f"Committee room {number % 5 + 1}",
    }
