"""What stands in the way of a time, and the reason with which the office goes on."""

from collections.abc import Collection, Sequence

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import clashes
from scheduler.engagements.rules import EngagementDraft
from scheduler.ical.event import Timed


class ClashFound(RuleBroken):
    """A principal is busy then, and nobody has said why to go on."""

    def __init__(self, found: Sequence[Engagement]) -> None:
        super().__init__("Somebody is already busy then. Choose another time, or say why to go on.", "clash_reason")
        self.found = found


def require_free(when: Timed, principal_ids: Collection[int], except_id: int, reason: str) -> bool:
    """Whether the office goes on over a clash; raises ClashFound when there is one and no reason."""
    found = clashes(when, principal_ids, except_id)
    if found and not clean_line(reason):
        raise ClashFound(found)
    return bool(found)


def refuse_clashes(draft: EngagementDraft, except_id: int | None) -> bool:
    """Whether there are clashes; raises ClashFound when there are some that nobody gave a reason for."""
    if draft.when is None:
        return False
    found = clashes(draft.when, draft.principal_ids, except_id)
    seen = {each.id for each in found} if draft.clashes_seen is None else draft.clashes_seen
    if found and (not clean_line(draft.clash_reason) or any(each.id not in seen for each in found)):
        raise ClashFound(found)
    return bool(found)
