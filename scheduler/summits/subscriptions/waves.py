"""Planned waves follow what becomes of their mails; save-the-dates follow the day."""

from typing import Any

from scheduler.core.clock import utc_now
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.told import register_count_to_tell, register_was_told
from scheduler.engagements.rules import EngagementChange
from scheduler.engagements.service import engagement_changed
from scheduler.invitations.models import Wave
from scheduler.invitations.service.signals import wave_undone
from scheduler.outbox.batches import register_undo
from scheduler.summits.notices.save_the_date import register_save_the_date_renderers
from scheduler.summits.queries.save_the_date import count_to_tell_again, was_saved
from scheduler.summits.service.save_the_date import tell_of_slip, undo_save_the_date
from scheduler.summits.service.waves import take_back_sending

register_save_the_date_renderers()
register_undo(undo_save_the_date)
register_count_to_tell(count_to_tell_again)
register_was_told(was_saved)


@wave_undone.connect
def let_it_be_sent_again(wave: Wave, **_: Any) -> None:
    """An undone wave is unsent."""
    take_back_sending(wave)


@engagement_changed.connect
def tell_whoever_kept_the_day(engagement: Engagement, *, change: EngagementChange, **_: Any) -> None:
    """Who has only a save-the-date has no invitation that would tell them."""
    tell_of_slip(engagement, change, now=utc_now())
