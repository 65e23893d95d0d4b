"""Change how careful the office is with mail."""

from dataclasses import asdict

from scheduler.accounts.models import MailHabits, Office
from scheduler.accounts.queries import mail_habits
from scheduler.accounts.rules import LIMITS, Habits
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken


def change_habits(office: Office, habits: Habits) -> None:
    """From the next mail on; the log keeps what it was. Raises RuleBroken outside `LIMITS`."""
    before, after = asdict(mail_habits()), asdict(habits)
    for name, limit in LIMITS.items():
        if not limit.least <= after[name] <= limit.most:
            raise RuleBroken(f"Enter a number from {limit.least} to {limit.most}.", name)
    if before == after:
        return
    row = db.session.get(MailHabits, office.id) or MailHabits(office_id=office.id)
    for name, value in after.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    record("mail habits changed", "office", office.id, "Habits with mail changed", details=_differing(before, after))


def _differing(before: dict[str, int], after: dict[str, int]) -> dict[str, dict[str, int]]:
    names = [name for name in after if before[name] != after[name]]
    return {"before": {name: before[name] for name in names}, "after": {name: after[name] for name in names}}
