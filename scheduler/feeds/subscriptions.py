"""Hears what changes below and keeps the feeds in step, in the same transaction."""

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from scheduler.almanac.service.travel import travel_changed
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, EngagementSeries, Principal
from scheduler.engagements.rules import EngagementChange
from scheduler.engagements.service import diary_changed, engagement_changed, holds_changed
from scheduler.engagements.service.series import entry_formed
from scheduler.feeds.days import note_days, render_ahead, render_around, render_noted
from scheduler.feeds.fragments import keep_in_step
from scheduler.feeds.queries import engagements_concerned
from scheduler.invitations.models import Invitation
from scheduler.invitations.service.signals import entry_given
from scheduler.stakeholders.models import Place
from scheduler.stakeholders.service import partner_changed

HELD = "days_held"
"""Key in the session's info: the days whose holds this transaction changed, and whose they are."""


@engagement_changed.connect
def render_changed(engagement: Engagement, change: EngagementChange) -> None:
    """One engagement changed: one VEVENT a level is rendered, and the roads of its days."""
    now = utc_now()
    keep_in_step([engagement], now=now)
    render_around(engagement, change.before.when if change.before else None, now=now)


@entry_formed.connect
def render_series(series: EngagementSeries) -> None:
    """Each was rendered when it was planned, before it had its place in the series."""
    keep_in_step([each.engagement for each in series.occurrences], now=utc_now())


@entry_given.connect
def leave_out_invited(invitation: Invitation) -> None:
    """A calendar has the engagement as an invitation now: its partner's feed may leave it out."""
    keep_in_step([invitation.engagement], now=utc_now())


@holds_changed.connect
def render_held(engagement: Engagement) -> None:
    """Times were held or are free again: noted, and drawn once when the transaction ends.

    Whoever gets a date frees the same days of everybody else to whom it was offered.
    """
    note_days(db.session.info.setdefault(HELD, {}), engagement)


def _render_noted(session: Session) -> None:
    noted = session.info.pop(HELD, None)
    if noted:
        render_noted(noted, now=utc_now())


def _forget_noted(session: Session, transaction: SessionTransaction) -> None:
    if not transaction.nested:
        session.info.pop(HELD, None)


event.listen(db.session, "before_commit", _render_noted, insert=True)
event.listen(db.session, "after_soft_rollback", _forget_noted)


@diary_changed.connect
def render_own(principal: Principal) -> None:
    """Where the days of one of ours begin, or what is kept free, may have changed."""
    render_ahead([principal.id], now=utc_now())


@travel_changed.connect
def render_roads(town: object) -> None:  # noqa: ARG001 - the signal's signature
    """A road takes longer or shorter."""
    render_ahead(now=utc_now())


@partner_changed.connect
def render_concerned(partner: object) -> None:
    """A place or a partner got another name or address: what names it is rendered again."""
    now = utc_now()
    concerned = engagements_concerned(partner, local_day(now))
    if concerned:
        keep_in_step(concerned, now=now)
    if isinstance(partner, Place):
        render_ahead(now=now)
