"""Dates on offer for the tests: a visit without a day, three free mornings, and partners who choose."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.ical.event import Timed
from scheduler.invitations.models import DateOffer, OfferLink, OfferPartner
from scheduler.invitations.queries.dates import live_offer_of, newest_offer_of
from scheduler.invitations.rules import Audience, Choice, ReplySource
from scheduler.invitations.rules.dates import Chosen
from scheduler.invitations.service.dates.choosing import Upshot, record_choices
from scheduler.invitations.service.dates.links import date_token_of
from scheduler.invitations.service.dates.offering import Asked, OfferedTime, offer_dates
from scheduler.stakeholders.models import Post
from tests.factories import NOW

HOUR = timedelta(hours=1)
MORNINGS = tuple(Timed(at, at + HOUR) for at in (datetime(2026, 10, day, 9, 0, tzinfo=UTC) for day in (6, 7, 8)))
"""Tuesday, Wednesday and Thursday, 10am to 11am."""
ANSWER_BY = datetime(2026, 9, 14, 16, 0, tzinfo=UTC)
YES, MAYBE, NO = Choice.YES, Choice.IF_NEED_BE, Choice.NO


@dataclass
class Trial:
    """An engagement that looks for a date, with the posts that are asked."""

    engagement: Engagement
    leader: Post
    stranger: Post
    times: tuple[Timed, ...] = field(default=MORNINGS)

    def offer(self, *asked: Asked, **changes: object) -> DateOffer:
        """Put the mornings on offer, by default to the leader alone."""
        facts: dict[str, object] = {"answer_by_at": ANSWER_BY, "message": "", "now": NOW} | changes
        times = [each if isinstance(each, OfferedTime) else OfferedTime(each, ("All are free",)) for each in self.times]
        offer = offer_dates(self.engagement, times, asked or (Asked(self.leader),), **facts)
        db.session.commit()
        return offer

    @property
    def live(self) -> DateOffer | None:
        """What is on offer now."""
        return live_offer_of(self.engagement)

    @property
    def newest(self) -> DateOffer:
        """The last offer, whatever became of it."""
        newest = newest_offer_of(self.engagement)
        assert newest is not None
        return newest

    def partner(self, post: Post | None = None) -> OfferPartner:
        """Who was asked in the newest offer."""
        return next(each for each in self.newest.partners if each.post_id == (post or self.leader).id)

    def link(self, post: Post | None = None, audience: Audience = Audience.PRINCIPAL) -> OfferLink:
        """Their live link."""
        return next(each for each in self.partner(post).links if each.audience is audience and each.revoked_at is None)

    def path(self, post: Post | None = None, audience: Audience = Audience.PRINCIPAL) -> str:
        """The address of the page on which they choose."""
        return f"/d/{date_token_of(self.link(post, audience))}"

    def choose(self, *said: Choice, post: Post | None = None, **changes: object) -> Upshot:
        """Say so to the dates in order, by link."""
        partner = self.partner(post)
        chosen = Chosen(dict(zip([slot.id for slot in partner.offer.slots], said, strict=True)), **changes)
        upshot = record_choices(partner, chosen, source=ReplySource.LINK, link=self.link(post), now=NOW)
        db.session.commit()
        return upshot
