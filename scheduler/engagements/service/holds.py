"""Times kept free for an engagement until it has an agreed one: placed, released, expired, ended by what is agreed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest

from blinker import Signal

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.wording import count_words, day_words, list_words, span_words
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement, Hold
from scheduler.engagements.queries import holds_due, holds_of, overlapping_holds, principals_for_update
from scheduler.engagements.rules import (
    OFF_THE_DIARY,
    OVER,
    EngagementStatus,
    HoldEnd,
    check_may_be_held,
)
from scheduler.engagements.service.clashes import require_free
from scheduler.engagements.service.identity import fresh_uid
from scheduler.ical.event import Timed

holds_changed = Signal()
"""Sender: the Engagement whose holds were placed or ended, flushed. Its status and time may be as they were."""


def place_holds(
    engagement: Engagement,
    times: Sequence[Timed],
    *,
    expires_at: datetime,
    now: datetime,
    reasons: Sequence[Sequence[str]] = (),
    clash_reason: str = "",
) -> list[Hold]:
    """Keep these times free for its principals, `reasons` in words for each; one held already is kept for longer.

    Another engagement's hold on the same time does not stand in the way: whoever confirms first has it. Raises
    RuleBroken, and ClashFound where a principal cannot be there and nobody says why to go on.
    """
    check_may_be_held(engagement.status, times, expires_at=expires_at, now=now)
    ids = [each.id for each in principals_for_update([each.id for each in engagement.principals])]
    for when in times:
        require_free(when, ids, engagement, clash_reason)
    held = {Timed(hold.starts_at, hold.ends_at): hold for hold in holds_of(engagement.id)}
    placed = [
        _place(engagement, when, held.get(when), why or (), expires_at, now)
        for when, why in zip_longest(times, reasons[: len(times)])
    ]
    db.session.flush()
    words = list_words([span_words(each.starts_at, each.ends_at) for each in placed])
    _tell(engagement, "placed", f"Held until {day_words(local_day(expires_at))}: {words}")
    return placed


def release_hold(hold: Hold, end: HoldEnd, *, now: datetime) -> None:
    """The time is free again; harmless for a hold that has ended already."""
    if _end([(hold, end)], now):
        _tell(hold.engagement, "ended", f"{span_words(hold.starts_at, hold.ends_at)}: {end}")


def end_holds(holds: Iterable[Hold], end: HoldEnd, *, now: datetime) -> int:
    """Free these times at once: calendars are drawn anew once an engagement, not once a hold."""
    return _end_all([(hold, end) for hold in holds], now)


def release_holds(engagement: Engagement, end: HoldEnd, *, now: datetime) -> int:
    """Free all times held for an engagement; returns how many there were."""
    return end_holds(holds_of(engagement.id), end, now=now)


def expire_holds(now: datetime) -> int:
    """Free what nobody chose in time; returns how many."""
    # Their principals first, as in every change of a diary; then again, since somebody may have chosen meanwhile.
    principals_for_update({each.id for hold in holds_due(now) for each in hold.engagement.principals})
    return _end_all([(hold, HoldEnd.EXPIRED) for hold in holds_due(now)], now)


def settle_holds(engagement: Engagement, *, now: datetime) -> None:
    """End the holds that its status makes needless: its own, and those of others on the time that it takes."""
    if engagement.status in OFF_THE_DIARY | OVER:
        release_holds(engagement, HoldEnd.GIVEN_UP, now=now)
    when = when_of(engagement)
    if engagement.status is not EngagementStatus.AGREED or when is None:
        return
    own = [
        (hold, HoldEnd.CHOSEN if when == Timed(hold.starts_at, hold.ends_at) else HoldEnd.LOST)
        for hold in holds_of(engagement.id)
    ]
    taken = overlapping_holds(when, [each.id for each in engagement.principals], engagement.id)
    _end_all([*own, *((hold, HoldEnd.TAKEN) for hold in taken)], now)


def _place(
    engagement: Engagement, when: Timed, hold: Hold | None, reasons: Iterable[str], expires_at: datetime, now: datetime
) -> Hold:
    if hold is not None:
        hold.expires_at = max(hold.expires_at, expires_at)
        return hold
    hold = Hold(
        uid=fresh_uid(),
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        created_at=now.replace(microsecond=0),
        expires_at=expires_at,
        reasons=list(reasons),
    )
    engagement.holds.append(hold)
    return hold


def _end_all(ends: Sequence[tuple[Hold, HoldEnd]], now: datetime) -> int:
    """One entry in the log and one signal for each engagement concerned, in order of their ids."""
    ended = _end(ends, now)
    concerned = {hold.engagement_id: hold.engagement for hold, _ in ended}
    for engagement_id, engagement in sorted(concerned.items()):
        its = [(hold, end) for hold, end in ended if hold.engagement_id == engagement_id]
        words = "; ".join(f"{span_words(hold.starts_at, hold.ends_at)}: {end}" for hold, end in its)
        _tell(engagement, "ended", f"{count_words(len(its), 'held time')} free again: {words}")
    return len(ended)


def _end(ends: Sequence[tuple[Hold, HoldEnd]], now: datetime) -> list[tuple[Hold, HoldEnd]]:
    ended = [(hold, end) for hold, end in ends if hold.released_at is None]
    for hold, end in ended:
        hold.released_at, hold.end = now.replace(microsecond=0), end
    db.session.flush()
    return ended


def _tell(engagement: Engagement, what: str, words: str) -> None:
    record(f"hold.{what}", "engagement", engagement.id, f"{engagement.title}: {words}")
    holds_changed.send(engagement)
