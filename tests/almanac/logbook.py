"""What the audit log says last."""

from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db


def last_entry() -> AuditEntry:
    """The newest entry; entries are written at commit."""
    db.session.commit()
    found = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert found is not None
    return found
