"""Ticks on the call list: somebody rang and reached nobody."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.text import clean_line
from scheduler.core.wording import moment_words
from scheduler.invitations.models import Chaser
from scheduler.invitations.rules import ChaserState

NOTE_LENGTH = 500
CALLABLE = (ChaserState.TO_CALL, ChaserState.CALLED)


def note_call(chaser_ids: Collection[int], note: str, *, by: str, now: datetime) -> int:
    """Called, no answer; the newest note stands first, and the same press again adds nothing. Returns how many rows."""
    wanted = select(Chaser).where(Chaser.id.in_(chaser_ids), Chaser.state.in_(CALLABLE)).order_by(Chaser.id)
    rows = db.session.scalars(wanted.with_for_update()).all()
    words = clean_line(note)[:NOTE_LENGTH]
    line = f"{moment_words(now)}, {by}: {words or 'no answer'}"
    noted = [row for row in rows if row.note.split("\n", 1)[0] != line]
    for row in noted:
        row.state, row.done_at, row.done_by = ChaserState.CALLED, now, by
        row.note = "\n".join(part for part in (line, row.note) if part)
        invitation = row.invitation
        summary = f"Telephoned {invitation.invitee_label} about {invitation.engagement.title}: no answer"
        record("invitation.called", "invitation", invitation.id, summary, details={"note": words})
    db.session.flush()
    return len(noted)
