"""The sample summit's programme: one part with a workshop, one table, one release."""

from datetime import datetime

from scheduler.core.clock import to_local
from scheduler.summits.models import Attendee, Session, Summit
from scheduler.summits.queries.programme import all_tables
from scheduler.summits.rules.vocabulary import SessionKind
from scheduler.summits.service.programme import SessionDraft as Draft
from scheduler.summits.service.programme import WorkshopDraft, add_session, add_workshop
from scheduler.summits.service.releases import release_programme
from scheduler.summits.service.tables import set_tables


def load_programme(summit: Summit, guest: Attendee, *, now: datetime) -> dict[str, object]:
    """What the placeholders of the programme's addresses stand for; `guest` has a place."""
    session = _session(summit)
    workshop = add_workshop(session, WorkshopDraft(letter="A", title="Burglary", capacity=5))
    set_tables(summit, 1, 8)
    release_programme(summit, after=0, now=now)
    return {
        "part_id": session.id,
        "workshop_id": workshop.id,
        "table_id": all_tables(summit)[0].id,
        "guest_id": guest.id,
    }


def _session(summit: Summit) -> Session:
    starts_at = summit.engagement.starts_at
    assert starts_at is not None
    begins = to_local(starts_at)
    times = {"day": begins.date(), "starts": begins.time(), "ends": begins.replace(minute=50).time()}
    return add_session(summit, Draft(kind=SessionKind.WORKSHOPS, title="Workshops", **times))
