"""The programme follows the summit's date; seats follow places; its mails and its undo are known to the outbox."""

from typing import Any

from scheduler.core.clock import utc_now
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementChange, EngagementKind
from scheduler.engagements.service import engagement_changed
from scheduler.outbox.batches import register_undo
from scheduler.outbox.rendering import register_renderer
from scheduler.summits.models import Party
from scheduler.summits.notices.releases import write_programme_release
from scheduler.summits.queries import summit_of
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.programme import move_programme
from scheduler.summits.service.releases import KIND, move_release, undo_release
from scheduler.summits.service.signals import place_changed
from scheduler.summits.service.tables import leave_table
from scheduler.summits.service.workshops import free_seats

register_renderer(KIND, write_programme_release)
register_undo(undo_release)


@engagement_changed.connect
def follow_the_day(engagement: Engagement, *, change: EngagementChange, **_: Any) -> None:
    """Another day or another hour: every session moves along, and what was released of them."""
    summit = summit_of(engagement) if engagement.kind is EngagementKind.SUMMIT else None
    if summit is not None and change.before is not None:
        shift = move_programme(engagement, summit, change.before.when)
        move_release(summit, shift, now=utc_now())


@place_changed.connect
def free_seats_of_a_lost_place(party: Party, *, before: PlaceState, **_: Any) -> None:
    """Who no longer comes sits in no workshop and at no table."""
    if before is PlaceState.CONFIRMED:
        free_seats(party.attendees)
        leave_table(party)
