"""Workshops: what attendees wish, and who sits in which."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.summits.models import Attendee, WorkshopWish
from scheduler.summits.queries.programme import workshops_of

MOST_WISHES = 9


def set_wishes(attendee: Attendee, wishes: Mapping[int, Sequence[int]]) -> None:
    """Replace all wishes of one attendee: by session, workshop ids with the dearest first. Raises RuleBroken."""
    known = {(each.session_id, each.id) for each in workshops_of(attendee.party.summit)}
    for session_id, chosen in wishes.items():
        if len(set(chosen)) != len(chosen):
            raise RuleBroken("The same workshop is chosen twice. Choose each one once.", "wishes")
        if any((session_id, workshop_id) not in known for workshop_id in chosen):
            raise RuleBroken("One of the workshops is no longer offered. Choose again from the list.", "wishes")
    db.session.execute(delete(WorkshopWish).where(WorkshopWish.attendee_id == attendee.id))
    for chosen in wishes.values():
        for rank, workshop_id in enumerate(chosen[:MOST_WISHES], start=1):
            db.session.add(WorkshopWish(attendee_id=attendee.id, workshop_id=workshop_id, rank=rank))
    db.session.flush()
