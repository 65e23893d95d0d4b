"""An invitation to us that waits, and a calendar of a body, for the sample office."""

from datetime import datetime, timedelta

from scheduler.core.db import db
from scheduler.ical.event import Timed
from scheduler.incoming.models import BodyCalendar, IncomingInvitation
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.incoming.service.noting import InvitationDraft, note_invitation
from scheduler.stakeholders.models import Body


def load_incoming(body: Body, now: datetime) -> dict[str, object]:
    """Values for the placeholders of its addresses."""
    starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    draft = InvitationDraft(
        title="Autumn meeting",
        when=Timed(starts_at, starts_at + timedelta(hours=1)),
        body_id=body.id,
        sender_address="kit@example.org",
    )
    taken = note_invitation(draft, once="sample", now=now)
    assert isinstance(taken.invitation, IncomingInvitation)
    assert taken.invitation.decision is Decision.WAITING
    calendar = BodyCalendar(body=body, address="https://calendar.example.org/board.ics")
    db.session.add(calendar)
    db.session.flush()
    return {"incoming_id": taken.invitation.id, "calendar_id": calendar.id}
