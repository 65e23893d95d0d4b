"""Sign somebody in on one browser, and end it: at once, whatever the cookie says."""

from collections.abc import Sequence
from datetime import datetime

from scheduler.accounts.models import StaffSession, StaffUser
from scheduler.accounts.queries import open_sessions
from scheduler.accounts.rules import SESSION_LASTS
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest

AGENT_LENGTH = 200


def open_session(user: StaffUser, token: str, *, agent: str, how: str, now: datetime) -> StaffSession:
    """A row for one browser; only the digest of its token is kept."""
    opened = StaffSession(
        user=user,
        token_hash=digest(Purpose.STAFF_SESSION, token),
        created_at=now,
        expires_at=now + SESSION_LASTS,
        agent=agent[:AGENT_LENGTH],
    )
    db.session.add(opened)
    db.session.flush()
    record("signed in", "staff user", user.id, f"{user.name or user.email} signed in", details={"how": how})
    return opened


def end_session(ended: StaffSession, *, now: datetime) -> None:
    """Sign one browser out. Harmless when repeated."""
    if ended.revoked_at is None:
        ended.revoked_at = now
        db.session.flush()
        who = ended.user
        record("signed out", "staff user", who.id, f"{who.name or who.email} signed out on one browser")


def end_sessions(user: StaffUser, *, now: datetime, why: str, keep: StaffSession | None = None) -> int:
    """Sign a user out everywhere, but for `keep`; gives how many that were."""
    ended: Sequence[StaffSession] = [row for row in open_sessions(user, now) if row is not keep]
    for row in ended:
        row.revoked_at = now
    db.session.flush()
    if ended:
        record(
            "signed out",
            "staff user",
            user.id,
            f"{user.name or user.email} was signed out elsewhere: {why}",
            details={"sessions": len(ended)},
        )
    return len(ended)
