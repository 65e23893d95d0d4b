"""Groups of posts: rules that keep themselves up to date."""

from datetime import datetime

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.stakeholders.models import PostGroup
from scheduler.stakeholders.rules.drafts import GroupDraft
from scheduler.stakeholders.rules.search import fold
from scheduler.stakeholders.service.records import Difference, check_version, fill, flush, log


def add_group(draft: GroupDraft, *, now: datetime) -> PostGroup:
    """A new rule, reviewed as of now: only posts made later are new to it. Raises RuleBroken."""
    group = PostGroup(reviewed_at=now, version=1)
    difference = _bring(group, draft)
    db.session.add(group)
    flush()
    log("added", group, f"Added the group {group.name}", difference)
    return group


def change_group(group: PostGroup, draft: GroupDraft, *, version: int) -> PostGroup:
    """Bring it to the draft. Raises RuleBroken, or VersionConflict when somebody was quicker."""
    check_version(group, version)
    difference = _bring(group, draft)
    if difference.after:
        group.version += 1
        flush()
        log("changed", group, f"Changed the group {group.name}", difference)
    return group


def review_group(group: PostGroup, *, now: datetime) -> None:
    """The office has seen who is in the group: nobody is new any more."""
    group.reviewed_at = now
    flush()
    log("reviewed", group, f"Reviewed the group {group.name}")


def _bring(group: PostGroup, draft: GroupDraft) -> Difference:
    with db.session.no_autoflush:
        for other in db.session.scalars(select(PostGroup)):
            if other is not group and fold(other.name) == fold(draft.name):
                raise RuleBroken(f"There is already a group called {other.name}.", "name")
        return fill(group, draft)
