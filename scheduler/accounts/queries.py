"""Named reads of the office, its staff and their sessions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scheduler.accounts.models import MailHabits, Office, StaffRole, StaffSession, StaffUser
from scheduler.accounts.rules import Habits, Role
from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest


def the_office() -> Office:
    """The one office; `scheduler init` made it."""
    office = find_office()
    assert office is not None
    return office


def find_office() -> Office | None:
    """The office, or None before `scheduler init`."""
    return db.session.get(Office, 1)


def mail_habits() -> Habits:
    """How careful the office is with mail; the defaults until an administrator says otherwise."""
    row = db.session.get(MailHabits, 1)
    return Habits(row.undo_seconds, row.ceiling, row.late_hours) if row else Habits()


def live_session(token: str, now: datetime) -> StaffSession | None:
    """The session of a cookie's token, its active user and roles at hand; None when it ended. One statement."""
    query = (
        select(StaffSession)
        .join(StaffSession.user)
        .options(contains_eager(StaffSession.user).options(joinedload(StaffUser.roles)))
        .where(StaffSession.token_hash == digest(Purpose.STAFF_SESSION, token))
        .where(StaffSession.revoked_at.is_(None), StaffSession.expires_at > now, StaffUser.active)
    )
    return db.session.scalars(query).unique().one_or_none()


def open_sessions(user: StaffUser, now: datetime) -> Sequence[StaffSession]:
    """Where a user is signed in now, latest first."""
    query = (
        select(StaffSession)
        .where(StaffSession.user_id == user.id, StaffSession.revoked_at.is_(None), StaffSession.expires_at > now)
        .order_by(StaffSession.created_at.desc(), StaffSession.id.desc())
    )
    return db.session.scalars(query).all()


def find_own_session(user: StaffUser, session_id: int) -> StaffSession | None:
    """A session by its number, if it is this user's."""
    query = select(StaffSession).where(StaffSession.id == session_id, StaffSession.user_id == user.id)
    return db.session.scalars(query).one_or_none()


def all_staff() -> Sequence[StaffUser]:
    """Every user with their roles: active ones first, then by name."""
    query = (
        select(StaffUser)
        .options(selectinload(StaffUser.roles))
        .order_by(StaffUser.active.desc(), func.lower(StaffUser.name), StaffUser.id)
    )
    return db.session.scalars(query).all()


def find_staff(user_id: int) -> StaffUser | None:
    """A user by number."""
    return db.session.get(StaffUser, user_id)


def staff_by_address(address: str) -> StaffUser | None:
    """The user whose mailbox this is, whatever the case and spaces."""
    query = select(StaffUser).where(func.lower(StaffUser.email) == address_key(address))
    return db.session.scalars(query).one_or_none()


def active_administrators(*, lock: bool = False) -> Sequence[StaffUser]:
    """Those who may let others in; locked when the caller is about to make one fewer."""
    query = (
        select(StaffUser)
        .join(StaffUser.roles)
        .where(StaffRole.name == Role.ADMINISTRATOR.value, StaffUser.active)
        .order_by(StaffUser.id)
    )
    return db.session.scalars(query.with_for_update(of=StaffUser) if lock else query).all()


def stored_role(role: Role) -> StaffRole | None:
    """The row of a role, once somebody has held it."""
    return db.session.scalars(select(StaffRole).where(StaffRole.name == role.value)).one_or_none()
