"""Name the office: once at the start, and again whenever it changes."""

from dataclasses import asdict
from datetime import time

from scheduler.accounts.models import Office
from scheduler.accounts.queries import find_office
from scheduler.audit.service import record
from scheduler.core.addresses import clean_address
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass

SUBJECT = "office"
ADDRESSES = ("email", "privacy_contact", "security_contact")


@dataclass(frozen=True, slots=True)
class OfficeDraft:
    """What an office says about itself; hours are wall time."""

    name: str
    email: str
    telephone: str
    short_name: str = ""
    address: str = ""
    opens_at: time = time(8)
    closes_at: time = time(18)
    quiet_out_of_hours: bool = True
    privacy_contact: str = ""
    security_contact: str = ""


def init_office(draft: OfficeDraft) -> Office:
    """Make the office's row, or give back the one that is there, unchanged: starting twice is harmless."""
    found = find_office()
    if found is not None:
        return found
    office = Office(id=1, **_cleaned(draft))
    db.session.add(office)
    db.session.flush()
    record("office set up", SUBJECT, office.id, f"{office.name} was set up")
    return office


def edit_office(office: Office, draft: OfficeDraft) -> None:
    """Change what the office says about itself; the log keeps what it said before. Raises RuleBroken."""
    values = _cleaned(draft)
    changed = {name: value for name, value in values.items() if getattr(office, name) != value}
    if not changed:
        return
    before = {name: str(getattr(office, name)) for name in changed}
    for name, value in changed.items():
        setattr(office, name, value)
    db.session.flush()
    after = {name: str(value) for name, value in changed.items()}
    details = {"before": before, "after": after}
    record("office changed", SUBJECT, office.id, "The office's settings were changed", details=details)


def _cleaned(draft: OfficeDraft) -> dict[str, object]:
    if draft.closes_at <= draft.opens_at:
        raise RuleBroken("The office must close later than it opens.", "closes_at")
    values: dict[str, object] = asdict(draft)
    for name in ("name", "short_name", "telephone"):
        values[name] = clean_line(str(values[name]))
    values["address"] = clean_text(draft.address)
    for name in ADDRESSES:
        values[name] = _clean_optional(str(values[name]), name)
    return values


def _clean_optional(address: str, field: str) -> str:
    if not address.strip():
        return ""
    try:
        return clean_address(address)
    except RuleBroken as error:
        raise RuleBroken(error.message, field) from error
