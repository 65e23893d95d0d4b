"""A request that is sent again because its answer was lost: its key is part of the UID of what it made at first."""

import hashlib
import json

from sqlalchemy import select

from scheduler.api.models import ApiClient
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Engagement
from scheduler.engagements.service.identity import uid_of

FIELD = "Idempotency-Key"
LONGEST = 255
BY_KEY, BY_CONTENT = 20, 15
"""Hexadecimal digits; with the hyphen between them a UID is as long as a random one."""


def uid_by_key(client: ApiClient, key: str, sent: object) -> str:
    """Who asked and by which key, then what was asked. Raises RuleBroken."""
    if not 1 <= len(key) <= LONGEST:
        unusable = f"Send 1 to {LONGEST} characters."
        raise RuleBroken(unusable, FIELD)
    content = json.dumps(sent, sort_keys=True)
    return uid_of(f"{_digest(f'{client.id}|{key}')[:BY_KEY]}-{_digest(content)[:BY_CONTENT]}")


def planned_before(client: ApiClient, uid: str) -> Engagement | None:
    """What the same request made before. Raises RuleBroken when the key came with another one."""
    one_at_a_time(client)
    found = db.session.scalar(select(Engagement).where(Engagement.uid.startswith(uid[: BY_KEY + 1])))
    if found is not None and found.uid != uid:
        raise RuleBroken("This key came with another request before. Send a new one.", FIELD)
    return found


def one_at_a_time(client: ApiClient) -> None:
    """What this key sends twice at the same moment comes one after the other."""
    db.session.execute(select(ApiClient.id).where(ApiClient.id == client.id).with_for_update())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
