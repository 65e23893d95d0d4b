"""What invitations do when an engagement changes or a mail has left; importing this wires it."""

from typing import Any

from scheduler.core.clock import utc_now
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementChange
from scheduler.engagements.service import engagement_changed
from scheduler.invitations.notices.renderers import register_renderers
from scheduler.invitations.notices.samples import register_sample_renderer
from scheduler.invitations.service import note_failed, note_sent, tell_of_change
from scheduler.outbox.models import Notice
from scheduler.outbox.service import notice_failed, notice_sent

register_renderers()
register_sample_renderer()


@engagement_changed.connect
def tell_those_who_know(engagement: Engagement, *, change: EngagementChange, **_: Any) -> None:
    """Partners who were told of the engagement are told of its change."""
    tell_of_change(engagement, change, now=utc_now())


@notice_sent.connect
def note_what_was_told(notice: Notice, **_: Any) -> None:
    """A link knows when its address was told."""
    note_sent(notice, now=utc_now())


@notice_failed.connect
def note_what_failed(notice: Notice, **_: Any) -> None:
    """A link knows that its address does not work."""
    note_failed(notice, now=utc_now())
