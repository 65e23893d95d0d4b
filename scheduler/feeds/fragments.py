"""Keeps every engagement's rendered entries in step, and raises the revision of each feed that shows it."""

import logging
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select

from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.engagements.calendar import calendar_event, when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.series import EntryPlace, entry_places
from scheduler.engagements.rules import Detail, EngagementKind, Handling, next_revision
from scheduler.engagements.series_calendar import render_at
from scheduler.feeds.models import FeedEntry, FeedFragment
from scheduler.feeds.queries import feeds_to_stamp
from scheduler.feeds.rules import OFFICE, Scope, ScopeKey, shown_days
from scheduler.ical.event import AllDay, Timed
from scheduler.invitations.queries.entries import seats_with_an_entry

K = TypeVar("K")
V = TypeVar("V")
Stored = dict[int, dict[K, V]]
"""What is kept, by engagement."""

logger = logging.getLogger(__name__)


def keep_in_step(engagements: Sequence[Engagement], *, now: datetime) -> int:
    """Render these, list them where they belong now, stamp the feeds concerned; how many could not be rendered."""
    entries, fragments = _stored([engagement.id for engagement in engagements])
    invited = seats_with_an_entry([engagement.id for engagement in engagements])
    places = entry_places([engagement.id for engagement in engagements])
    touched: set[ScopeKey] = set()
    failed = 0
    for engagement in engagements:
        listed = entries.get(engagement.id, {})
        wanted = scopes_of(engagement, invited.get(engagement.id, frozenset()))
        moved = _list(engagement, listed, wanted)
        differs, whole = _render(engagement, fragments.get(engagement.id, {}), places.get(engagement.id))
        touched |= listed.keys() | wanted if moved or differs else listed.keys() ^ wanted
        failed += not whole
    db.session.flush()
    stamp(touched, now)
    return failed


def scopes_of(engagement: Engagement, invited: AbstractSet[int] = frozenset()) -> set[ScopeKey]:
    """Whose feeds hold it: OFFICIAL-SENSITIVE stays in the office's, an undated one is in none.

    `invited` are the posts whose own calendars hold it as an invitation.
    """
    if when_of(engagement) is None:
        return set()
    if engagement.handling is Handling.OFFICIAL_SENSITIVE:
        return {OFFICE}
    scopes = {OFFICE} | {(Scope.PRINCIPAL, principal.id) for principal in engagement.principals}
    for post in engagement.posts:
        scopes.add((Scope.POST, post.id))
        if post.id not in invited:
            scopes.add((Scope.POST_REST, post.id))
        home = Scope.ORGANISATION if post.organisation_id is not None else Scope.BODY
        scopes.add((home, post.home.id))
    if engagement.kind is EngagementKind.SUMMIT:
        scopes.add((Scope.ENGAGEMENT, engagement.id))
    return scopes


def _stored(keys: Sequence[int]) -> tuple[Stored[ScopeKey, FeedEntry], Stored[Detail, FeedFragment]]:
    """What is kept of these engagements, in two statements however many they are."""
    entries: Stored[ScopeKey, FeedEntry] = {}
    for entry in db.session.scalars(select(FeedEntry).where(FeedEntry.engagement_id.in_(keys))):
        entries.setdefault(entry.engagement_id, {})[entry.scope, entry.scope_id] = entry
    fragments: Stored[Detail, FeedFragment] = {}
    for fragment in db.session.scalars(select(FeedFragment).where(FeedFragment.engagement_id.in_(keys))):
        fragments.setdefault(fragment.engagement_id, {})[fragment.detail] = fragment
    return entries, fragments


def _list(engagement: Engagement, listed: Mapping[ScopeKey, FeedEntry], wanted: AbstractSet[ScopeKey]) -> bool:
    """Enter it in the scopes that hold it, strike it from others; whether its place in the order or its days moved."""
    for key in listed.keys() - wanted:
        db.session.delete(listed[key])
    when = when_of(engagement)
    if when is None:
        return False
    present = [listed.get(key) or _new_entry(engagement, key) for key in sorted(wanted)]
    for entry in present:
        _place(entry, engagement, when)
    moved = any(db.session.is_modified(entry) for entry in present)
    db.session.add_all(present)
    return moved


def _new_entry(engagement: Engagement, key: ScopeKey) -> FeedEntry:
    scope, scope_id = key
    return FeedEntry(engagement_id=engagement.id, scope=scope, scope_id=scope_id)


def _place(entry: FeedEntry, engagement: Engagement, when: Timed | AllDay) -> None:
    """Where it stands in the order, and on which days feeds show it."""
    first, last = _days(when)
    cancelled = local_day(engagement.cancelled_at) if engagement.cancelled_at else None
    entry.uid = engagement.uid
    entry.starts_at = when.starts_at if isinstance(when, Timed) else start_of_day(when.first_on)
    entry.shown_from_on, entry.shown_until_on = shown_days(first, last, cancelled)


def _days(when: Timed | AllDay) -> tuple[date, date]:
    if isinstance(when, AllDay):
        return when.first_on, when.last_on
    return local_day(when.starts_at), local_day(when.ends_at)


def _render(
    engagement: Engagement, stored: Mapping[Detail, FeedFragment], place: EntryPlace | None
) -> tuple[bool, bool]:
    """Keep each level's VEVENT; whether any byte differs, and whether all could be rendered."""
    levels = _levels(engagement)
    # What became OFFICIAL-SENSITIVE must not stay at a level that others see, whatever fails below.
    for surplus in stored.keys() - levels:
        db.session.delete(stored[surplus])
    differs, whole = bool(stored.keys() - levels), True
    for level in sorted(levels):
        ics = _vevent(engagement, level, place)
        fragment = stored.get(level) or FeedFragment(engagement_id=engagement.id, detail=level, ics=b"")
        whole = whole and ics is not None
        if ics is not None and ics != fragment.ics:
            fragment.ics, differs = ics, True
            db.session.add(fragment)
    return differs, whole


def _levels(engagement: Engagement) -> frozenset[Detail]:
    if when_of(engagement) is None:
        return frozenset()
    return frozenset({Detail.FULL}) if engagement.handling is Handling.OFFICIAL_SENSITIVE else frozenset(Detail)


def _vevent(engagement: Engagement, detail: Detail, place: EntryPlace | None) -> bytes | None:
    """The VEVENT, or None when it cannot be rendered: the change must stand, the feeds keep the last good one."""
    try:
        return render_at(calendar_event(engagement, detail), place)
    except Exception:  # whatever a renderer stumbles over concerns this entry only
        logger.exception("engagement %s cannot be rendered for feeds (%s)", engagement.id, detail)
        return None


def stamp(scopes: Collection[ScopeKey], now: datetime) -> None:
    """Raise the revision of these scopes' feeds, locked in one order so that two changes never wait crosswise."""
    for feed in feeds_to_stamp(scopes) if scopes else ():
        feed.revision += 1
        # Last-Modified counts in seconds: two changes within one must still differ.
        feed.revised_at = next_revision(feed.revised_at, now)
    db.session.flush()
