"""Take in a mail: it is stored before anybody reads it, and the same one twice, by whichever door, is one row."""

from datetime import datetime

from sqlalchemy import select

from scheduler.core.db import db, insert_into
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.keeping import KEPT_OF_LARGER, LARGEST_MAIL, content_hash
from scheduler.inbox.rules.vocabulary import MailDoor, MailState

JOB = "read mail"
"""What a door asks the worker for once it has committed; the minute's round finds the mail as well."""


def receive(raw: bytes, door: MailDoor, *, now: datetime, size: int | None = None) -> InboundMail:
    """Keep one mail as it came; flushes. Only the beginning of one that is larger than `LARGEST_MAIL` is kept.

    A door that has taken the beginning only says the whole `size`.
    """
    fingerprint = content_hash(raw)
    facts = {
        "received_at": now,
        "door": door,
        "content_hash": fingerprint,
        "raw": raw if len(raw) <= LARGEST_MAIL else raw[:KEPT_OF_LARGER],
        "size": size or len(raw),
        "state": MailState.WAITING,
    }
    # Two doors at once: the second one finds the first one's row, and neither transaction fails.
    statement = insert_into(InboundMail).values(facts).on_conflict_do_nothing(index_elements=["content_hash"])
    stored: InboundMail | None = db.session.scalar(statement.returning(InboundMail))
    return stored or db.session.scalars(select(InboundMail).where(InboundMail.content_hash == fingerprint)).one()
