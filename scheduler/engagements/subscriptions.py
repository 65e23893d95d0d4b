"""What engagements do when partners change; importing this wires it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for

from scheduler.core.clock import local_day, utc_now
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.queries.partners import at_old_seats, coming_with
from scheduler.engagements.service.partners import hand_over_engagements
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.stakeholders.rules.loose_ends import LooseEnd
from scheduler.stakeholders.service import (
    asked_for_loose_ends,
    asked_what_follows,
    partner_succeeded,
    succession_effected,
)


@partner_succeeded.connect
def hand_over_the_dated(_ended: object, *, posts: Mapping[Post, Post], on: date, **_: Any) -> None:
    """What has a day is with the successors from the day on, and is moved at once."""
    hand_over_engagements(posts, from_on=on, now=utc_now(), undated=False)


@succession_effected.connect
def hand_over_the_undated(_ended: object, *, posts: Mapping[Post, Post], on: date, **_: Any) -> None:
    """What still looks for its day goes on the day itself, with what was planned with the old posts meanwhile."""
    hand_over_engagements(posts, from_on=on, now=utc_now(), undated=True)


@asked_what_follows.connect
def tell_what_is_planned(from_days: Mapping[Post, date], *, is_succession: bool = False, **_: Any) -> str:
    """A succession takes engagements along; a new holder does not."""
    if not is_succession or not from_days:
        return ""
    count = len(coming_with([post.id for post in from_days], min(from_days.values()), undated=False))
    return f"{count_words(count, 'engagement')} will be with the successor" if count else ""


@asked_for_loose_ends.connect
def tell_of_old_seats(home: Organisation | Body, **_: Any) -> list[LooseEnd]:
    """Engagements at a seat that the partner has left by then."""
    found = at_old_seats(home, utc_now())
    if not found:
        return []
    old = list_words(sorted({each.place.name for each, _seat in found if each.place}))
    first = min(first_day_of(each) or local_day(utc_now()) for each, _seat in found)
    new = list_words(sorted({seat.name for _each, seat in found}))
    are = "is" if len(found) == 1 else "are"
    words = f"{count_words(len(found), 'engagement')} from {day_words(first)} on {are} still at {old}"
    kind = "organisations" if isinstance(home, Organisation) else "bodies"
    address = url_for("engagements.old_seats", kind=kind, home_id=home.id)
    return [LooseEnd(words, address, f"Move to {new}")]
