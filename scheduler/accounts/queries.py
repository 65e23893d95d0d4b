"""Named reads of the office and its staff."""

from scheduler.accounts.models import Office
from scheduler.core.db import db


def the_office() -> Office:
    """The one office; `scheduler init` made it."""
    office = db.session.get(Office, 1)
    assert office is not None
    return office
