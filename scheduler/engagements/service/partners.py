"""What follows for engagements when partners move, merge or split."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from scheduler.core.clock import local_day
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.partners import at_old_seats, coming_with
from scheduler.engagements.rules import ChangeKind
from scheduler.engagements.service.engagements import edit_engagement
from scheduler.engagements.service.revisions import as_it_was, note, revise
from scheduler.stakeholders.models import Body, Organisation, Place, Post


def move_to_new_seats(home: Organisation | Body, *, now: datetime) -> list[Engagement]:
    """Every engagement at an old seat goes where the partner sits on its day; whoever was told is told."""
    moving = at_old_seats(home, now)
    for engagement, seat in moving:
        move_to_seat(engagement, seat, now=now)
    return [engagement for engagement, _seat in moving]


def move_to_seat(engagement: Engagement, seat: Place, *, now: datetime) -> None:
    """To another building: the room in the old one is forgotten. That the road is longer now stops nobody."""
    reason = engagement.clash_reason or f"The partner has moved to {seat.name}."
    draft = replace(draft_of(engagement), place_id=seat.id, place_text="", clash_reason=reason)
    edit_engagement(engagement, draft, now=now)


def hand_over_engagements(posts: Mapping[Post, Post], *, from_on: date, now: datetime, undated: bool) -> int:
    """What begins on or after a day is with the posts that take over; returns how many engagements.

    What is not over yet of an earlier `from_on` counts from today: the past stays with whom it was.
    """
    heirs = {post.id: heir for post, heir in posts.items()}
    moving = coming_with(heirs, max(from_on, local_day(now)), undated=undated)
    for engagement in moving:
        _hand_over(engagement, heirs, now)
    return len(moving)


def _hand_over(engagement: Engagement, heirs: Mapping[int, Post], now: datetime) -> None:
    before = as_it_was(engagement)
    engagement.posts = list(dict.fromkeys(heirs.get(post.id, post) for post in engagement.posts))
    revise(engagement, before, now)
    note(engagement, ChangeKind.EDITED, before)
