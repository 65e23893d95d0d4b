"""Write down who came: one row a principal, a seat, or somebody else by role; rows are kept where they can be."""

from collections.abc import Sequence

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Engagement, Principal
from scheduler.records.models import Presence
from scheduler.records.queries.presence import presences_of
from scheduler.records.rules.drafts import PresenceDraft
from scheduler.stakeholders.models import Post

Key = tuple[object, ...]
FACTS = ("side", "role", "name", "came", "is_substitute", "band", "authority", "organisation_id", "body_id")


def write_presences(engagement: Engagement, people: Sequence[PresenceDraft]) -> None:
    """These are all. Raises RuleBroken for a seat or principal that is gone."""
    stored = {_key(each): each for each in presences_of([engagement.id])[engagement.id]}
    wanted = {_key(each): each for each in people}
    for key, presence in stored.items():
        if key not in wanted:
            db.session.delete(presence)
    db.session.flush()
    for key, draft in wanted.items():
        _write(stored.get(key) or _fresh(engagement, draft), draft)
    db.session.flush()


def _key(each: Presence | PresenceDraft) -> Key:
    if each.principal_id is not None:
        return "principal", each.principal_id
    if each.post_id is not None:
        return "post", each.post_id
    return each.side, each.role, each.organisation_id, each.body_id, each.name


def _fresh(engagement: Engagement, draft: PresenceDraft) -> Presence:
    if draft.principal_id is not None and db.session.get(Principal, draft.principal_id) is None:
        raise RuleBroken("One of ours is not in the list any more. Choose again.", "people")
    if draft.post_id is not None and db.session.get(Post, draft.post_id) is None:
        raise RuleBroken("One of their seats is not in the list any more. Choose again.", "people")
    presence = Presence(engagement_id=engagement.id, principal_id=draft.principal_id, post_id=draft.post_id)
    db.session.add(presence)
    return presence


def _write(presence: Presence, draft: PresenceDraft) -> None:
    for name in FACTS:
        setattr(presence, name, getattr(draft, name))
