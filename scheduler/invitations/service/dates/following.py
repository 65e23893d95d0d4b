"""Dates on offer follow the post, as invitations do: who takes it is asked afresh, and who left loses the link."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.addresses import address_key
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.invitations.models import DateOffer, OfferPartner
from scheduler.invitations.queries import Recipient
from scheduler.invitations.queries.coming import invitee_of
from scheduler.invitations.queries.dates import live_date_links
from scheduler.invitations.rules import Audience
from scheduler.invitations.rules.dates import LIVE
from scheduler.invitations.service.dates.closing import lock_for_dates
from scheduler.invitations.service.dates.links import mail_dates, open_date_links
from scheduler.stakeholders.models import Post


def follow_dates(post_ids: Collection[int] | None = None, *, now: datetime) -> int:
    """Ask whoever holds these posts today in place of who was asked; returns how many partners changed.

    Without ids every live offer is looked at, and only addresses count: a day's round mails nobody for a new title.
    """
    asked = _asked(post_ids)
    return sum(_follow(partner, now, names_count=post_ids is not None) for partner in asked)


def hand_over_dates(posts: Mapping[Post, Post], *, from_on: date, now: datetime) -> int:
    """Once the day has come, the posts that take over choose; returns how many partners changed."""
    if from_on > local_day(now):
        return 0
    heirs = {post.id: heir for post, heir in posts.items()}
    moving = _asked(heirs)
    for partner in moving:
        _hand_over(partner, heirs[partner.post_id], now)
    return len(moving)


def _asked(post_ids: Collection[int] | None) -> list[OfferPartner]:
    query = select(OfferPartner).join(OfferPartner.offer).where(DateOffer.state.in_(LIVE))
    if post_ids is not None:
        query = query.where(OfferPartner.post_id.in_(post_ids))
    return list(db.session.scalars(query.order_by(DateOffer.engagement_id, OfferPartner.id)))


def _hand_over(partner: OfferPartner, heir: Post, now: datetime) -> None:
    lock_for_dates(partner.offer.engagement)
    if any(other.post_id == heir.id for other in partner.offer.partners):
        _revoke(partner, now)
        partner.is_required = False  # the heir decides, and is asked already
    else:
        partner.post, partner.label = heir, heir.full_title
        db.session.flush()
        _follow(partner, now, names_count=True)
    db.session.flush()


def _follow(partner: OfferPartner, now: datetime, *, names_count: bool) -> bool:
    lock_for_dates(partner.offer.engagement)
    recipients = invitee_of(partner.post, local_day(now)).recipients
    principal = next((each for each in recipients if each.audience is Audience.PRINCIPAL), None)
    if not _is_another(partner, principal, names_count=names_count):
        return False
    _revoke(partner, now)
    partner.answered_at = partner.source = partner.answered_by = None
    partner.message, partner.recorded_by = "", ""
    partner.choices.clear()
    for link in open_date_links(partner, recipients):
        mail_dates(link, now=now)
    who = "asked whoever holds it now" if recipients else "nobody holds it"
    record("dates.followed", "date_offer", partner.offer_id, f"Dates for {partner.label} follow the post: {who}")
    db.session.flush()
    return True


def _is_another(partner: OfferPartner, principal: Recipient | None, *, names_count: bool) -> bool:
    """Whether the principal's link is somebody else's, or there is none although somebody holds the post."""
    asked = [link for link in live_date_links(partner) if link.audience is Audience.PRINCIPAL]
    if principal is None or not asked:
        return bool(asked) or principal is not None
    same_address = address_key(asked[0].address) == address_key(principal.address)
    return not same_address or (names_count and asked[0].name != principal.name)


def _revoke(partner: OfferPartner, now: datetime) -> None:
    for link in live_date_links(partner):
        link.revoked_at = now
    db.session.flush()
