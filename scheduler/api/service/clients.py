"""Keys of other systems: granted, used, withdrawn. A key is handed back once and never stored, logged or audited."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import update

from scheduler.api.models import ApiClient
from scheduler.api.rules.keys import checked_grant
from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.tokens import Purpose, digest, random_token

SHOWN = 4


def add_client(name: str, scopes: Collection[str], expires_on: date | None, *, now: datetime) -> tuple[ApiClient, str]:
    """A system with a new key. Raises RuleBroken."""
    cleaned, granted = checked_grant(name, scopes, expires_on, local_day(now))
    key = random_token()
    client = ApiClient(
        name=cleaned,
        key_hash=digest(Purpose.API, key),
        key_ends=key[-SHOWN:],
        scopes=granted,
        created_at=now,
        created_by=current_actor().label,
        expires_on=expires_on,
    )
    db.session.add(client)
    db.session.flush()
    record("api.key_granted", "api_client", client.id, f"Gave “{cleaned}” a key", details={"after": granted})
    return client, key


def revoke_client(client: ApiClient, *, now: datetime) -> None:
    """Its key opens nothing from now on. Raises RuleBroken."""
    if client.revoked_at is not None:
        raise RuleBroken("This key is withdrawn already.")
    client.revoked_at = now
    db.session.flush()
    record("api.key_withdrawn", "api_client", client.id, f"Withdrew the key of “{client.name}”")


def note_use(client: ApiClient, *, now: datetime) -> None:
    """Remember the day, once a day; only where something is written anyway.

    By a statement of its own: two requests at once must not be two versions of the key.
    """
    today = local_day(now)
    if client.last_used_on != today:
        db.session.execute(update(ApiClient).where(ApiClient.id == client.id).values(last_used_on=today))
