"""What stands in the way of a time, and the reason with which the office goes on."""

from collections.abc import Sequence

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.engagements.availability.obstacles import obstacles_in_way, organisations_of, town_at, wanted_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import posts_of
from scheduler.engagements.rules import EngagementDraft, PlaceKind
from scheduler.engagements.rules.obstacles import IMPOSSIBLE, Obstacle, ObstacleKind, Wanted
from scheduler.engagements.rules.spans import days_of_time
from scheduler.ical.event import Timed
from scheduler.stakeholders.models import Place, Post
from scheduler.stakeholders.queries import place_on


class ClashFound(RuleBroken):
    """Something stands in the way of a time, and nobody has said why to go on; `found` says what, in words."""

    def __init__(self, found: Sequence[Obstacle]) -> None:
        is_busy = any(each.kind is ObstacleKind.TAKEN for each in found)
        what = "Somebody is already busy then" if is_busy else "Something stands in the way"
        super().__init__(f"{what}. Choose another time, or say why to go on.", "clash_reason")
        self.found = found


def require_free(when: Timed, principal_ids: Sequence[int], engagement: Engagement, reason: str) -> bool:
    """Whether the office goes on although one of ours cannot be there; raises ClashFound without a reason.

    What is only held for others does not count: whoever confirms first has it.
    """
    found = obstacles_in_way(wanted_of(engagement, when), principal_ids, engagement.id)
    grave = [each for each in found if each.kind in IMPOSSIBLE]
    if grave and not clean_line(reason):
        raise ClashFound(grave)
    return bool(grave)


def refuse_clashes(draft: EngagementDraft, engagement_id: int | None) -> bool:
    """Whether a reason is kept; raises ClashFound when one is needed and nobody gave it for what is there now."""
    if draft.when is None:
        return False
    posts = posts_of(draft.post_ids)
    town = town_at(draft.place_kind, place_meant(draft, posts))
    wanted = Wanted(when=draft.when, town=town, organisation_ids=organisations_of(posts))
    found = obstacles_in_way(wanted, draft.principal_ids, engagement_id)
    grave = {each.key for each in found if each.needs_reason}
    seen = grave if draft.clashes_seen is None else draft.clashes_seen
    if grave and (not clean_line(draft.clash_reason) or not grave <= seen):
        raise ClashFound(found)
    return bool(grave)


def place_meant(draft: EngagementDraft, posts: Sequence[Post]) -> Place | None:
    """Where a draft's engagement is; "at the partner's" without more is where the first partner sits on that day."""
    if draft.place_kind is PlaceKind.ONLINE:
        return None
    place_id = draft.place_id
    if draft.place_kind is PlaceKind.PARTNER and place_id is None and not clean_line(draft.place_text):
        return _seat(posts, draft)
    return db.session.get(Place, place_id) if place_id else None


def _seat(posts: Sequence[Post], draft: EngagementDraft) -> Place | None:
    first_on = days_of_time(draft.when)[0] if draft.when is not None else None
    seats = (place_on(post.home, first_on) if first_on else post.home.place for post in posts)
    return next((seat for seat in seats if seat is not None), None)
