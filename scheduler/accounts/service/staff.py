"""Let people in, change what they may do, and shut them out at once."""

import secrets
from datetime import datetime

from flask_security.utils import hash_password

from scheduler.accounts.models import StaffRole, StaffUser
from scheduler.accounts.queries import active_administrators, staff_by_address, stored_role
from scheduler.accounts.rules import ROLE_WORDS, AccountLetter, Role
from scheduler.accounts.service.letters import post_letter
from scheduler.accounts.service.sessions import end_sessions
from scheduler.audit.service import record
from scheduler.core.addresses import address_key, clean_address
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line

SUBJECT = "staff user"


def role_row(role: Role) -> StaffRole:
    """The role as flask-security stores it, made when it is first given."""
    found = stored_role(role)
    if found is None:
        found = StaffRole(name=role.value, description=ROLE_WORDS[role])
        db.session.add(found)
        db.session.flush()
    return found


def role_of(user: StaffUser) -> Role | None:
    """The one role that a user holds."""
    return Role(user.roles[0].name) if user.roles else None


def add_user(name: str, email: str, role: Role, *, now: datetime, password: str | None = None) -> StaffUser:
    """A new member of staff; without a password they get a mail with a link to set one. Raises RuleBroken."""
    address = address_key(clean_address(email))
    if staff_by_address(address) is not None:
        raise RuleBroken("Somebody with this e-mail address is on the list already.", "email")
    user = StaffUser(
        name=clean_line(name)[:200],
        email=address,
        password=hash_password(password) if password else None,
        fs_uniquifier=secrets.token_hex(32),
        create_datetime=now,
        roles=[role_row(role)],
    )
    db.session.add(user)
    db.session.flush()
    facts = {"after": {"e-mail": address, "role": role.value}}
    record("user added", SUBJECT, user.id, f"{user.name} was added as {ROLE_WORDS[role]}", details=facts)
    if password is None:
        post_letter(user, AccountLetter.WELCOME, now=now)
    return user


def change_role(user: StaffUser, role: Role) -> None:
    """Give a user another role, from their next request on. Raises RuleBroken for the last administrator."""
    before = role_of(user)
    if before is role:
        return
    if before is Role.ADMINISTRATOR:
        _refuse_last_administrator(user)
    user.roles = [role_row(role)]
    db.session.flush()
    facts = {"before": {"role": before and before.value}, "after": {"role": role.value}}
    record("role changed", SUBJECT, user.id, f"{user.name} became {ROLE_WORDS[role]}", details=facts)


def disable_user(user: StaffUser, *, now: datetime) -> None:
    """Shut a user out on every browser at once. Raises RuleBroken for the last administrator."""
    if not user.active:
        return
    if role_of(user) is Role.ADMINISTRATOR:
        _refuse_last_administrator(user)
    user.active = False
    record("user disabled", SUBJECT, user.id, f"{user.name} may no longer sign in")
    end_sessions(user, now=now, why="the account was disabled")


def enable_user(user: StaffUser) -> None:
    """Let a disabled user sign in again, with the password they had; no old session comes back."""
    if user.active:
        return
    user.active = True
    user.fs_uniquifier = secrets.token_hex(32)
    db.session.flush()
    record("user enabled", SUBJECT, user.id, f"{user.name} may sign in again")


def forget_second_step(user: StaffUser) -> None:
    """Ask for no code any more, for somebody who lost their phone and their recovery codes."""
    user.tf_primary_method = user.tf_totp_secret = None
    user.mf_recovery_codes = None
    db.session.flush()
    record("second step forgotten", SUBJECT, user.id, f"{user.name} is no longer asked for a code")


def _refuse_last_administrator(user: StaffUser) -> None:
    if [each.id for each in active_administrators(lock=True)] == [user.id]:
        raise RuleBroken("This is the last administrator. Make somebody else an administrator first.")
