"""Fresh dates for partners whose date went to somebody faster: found, held and sent on the spot."""

from datetime import datetime, timedelta

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.availability import slots_for
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import HoldEnd
from scheduler.engagements.service import mark_to_arrange
from scheduler.ical.event import Timed
from scheduler.invitations.models import DateOffer
from scheduler.invitations.rules import OfferState
from scheduler.invitations.rules.dates import USUAL_DATES
from scheduler.invitations.service.dates.closing import close_offer
from scheduler.invitations.service.dates.offering import Asked, OfferedTime, offer_dates, usual_deadline

HORIZONS = (timedelta(weeks=6), timedelta(weeks=26))
"""How far ahead to look; the second only when the first holds nothing."""


def proposed_times(
    engagement: Engagement, *, answer_by_at: datetime, count: int = USUAL_DATES, now: datetime
) -> list[OfferedTime]:
    """Free times after the day to answer by, with their reasons; fewer, or none, where the diaries are full."""
    first_on = local_day(answer_by_at) + timedelta(days=1)
    for horizon in HORIZONS:
        found = slots_for(engagement, now=now, first_on=first_on, last_on=first_on + horizon, count=count)
        if len(found) >= count or horizon is HORIZONS[-1]:
            return [OfferedTime(Timed(each.starts_at, each.ends_at), each.reasons) for each in found]
    return []


def offer_fresh_dates(offer: DateOffer, *, now: datetime) -> DateOffer | None:
    """A new offer to the same partners in place of one whose dates are gone; None when our diaries hold no more."""
    engagement, answer_by_at = offer.engagement, usual_deadline(now)
    close_offer(offer, OfferState.TAKEN, HoldEnd.GIVEN_UP, now=now)
    times = proposed_times(engagement, answer_by_at=answer_by_at, now=now)
    if not times:
        mark_to_arrange(engagement, now=now)
        return None
    partners = [Asked(each.post, each.is_required) for each in offer.partners]
    fresh = offer_dates(engagement, times, partners, answer_by_at=answer_by_at, message=offer.message, now=now)
    fresh.follows_id = offer.id  # mails are rendered late: they will apologise
    db.session.flush()
    return fresh
