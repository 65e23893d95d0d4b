"""Asks Notify what became of the notices that it took, and writes it beside them."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select

from scheduler.config import Settings
from scheduler.core.db import db
from scheduler.outbox.models import Notice
from scheduler.outbox.notify import Fate, Notify
from scheduler.outbox.rules import Channel, NoticeState
from scheduler.outbox.service import notice_failed
from scheduler.outbox.transport import DeliveryFailed

ASKED_FOR = timedelta(days=3)
"""Notify gives up after that at the latest."""

logger = logging.getLogger(__name__)


def ask_notify(settings: Settings, now: datetime) -> int:
    """Write down what is new; how many notices have a fate now. Asks nothing while none of ours is open."""
    since = db.session.scalar(select(Notice.sent_at).where(_is_open(now)).order_by(Notice.sent_at).limit(1))
    if since is None or settings.notify_api_key is None:
        return 0
    db.session.rollback()  # no lock while the network is asked
    try:
        fates = list(Notify(settings).fates(since - timedelta(minutes=5)))
    except DeliveryFailed as failure:
        logger.warning("Notify was asked for nothing: %s", failure.words)
        return 0
    return sum(_note(fate, now) for fate in fates)


def _is_open(now: datetime) -> ColumnElement[bool]:
    return and_(
        Notice.channel != Channel.MAIL,
        Notice.state == NoticeState.SENT,
        Notice.sent_at > now - ASKED_FOR,
        Notice.delivered_at.is_(None),
        Notice.bounced_at.is_(None),
    )


def _note(fate: Fate, now: datetime) -> bool:
    query = select(Notice).where(Notice.message_id == fate.message_id, _is_open(now)).with_for_update()
    notice = db.session.scalars(query).one_or_none()
    if notice is None:
        return False
    if fate.problem:
        notice.bounced_at, notice.bounce_reason = fate.at, fate.problem
        notice.last_error = fate.problem
        notice_failed.send(notice)
    else:
        notice.delivered_at = fate.at
    db.session.flush()
    return True
