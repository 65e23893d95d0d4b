"""Who may read access and dietary needs; an administrator gives the right and takes it."""

from datetime import datetime

from scheduler.accounts.models import StaffUser
from scheduler.accounts.service.staff import SUBJECT
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.summits.models import NeedsRight


def give_right(user: StaffUser, *, by: str, now: datetime) -> None:
    """Let one member of staff read needs; a second time changes nothing. Raises RuleBroken."""
    if not user.active:
        raise RuleBroken(f"{user.name} cannot sign in. Let them sign in first.")
    if db.session.get(NeedsRight, user.id) is not None:
        return
    db.session.add(NeedsRight(staff_id=user.id, given_at=now, given_by=by))
    record("summit.needs_right_given", SUBJECT, user.id, f"{user.name} may read access and dietary needs")
    db.session.flush()


def take_right(user: StaffUser) -> None:
    """From now on they get a plain refusal; harmless when they had no right."""
    right = db.session.get(NeedsRight, user.id)
    if right is None:
        return
    db.session.delete(right)
    record("summit.needs_right_taken", SUBJECT, user.id, f"{user.name} may no longer read access and dietary needs")
    db.session.flush()
