"""Whether what came is news about an invitation that we have, and what of it changed."""

from datetime import datetime

from scheduler.core.values import dataclass
from scheduler.ical.event import AllDay, Timed
from scheduler.incoming.rules.arrivals import Arrival, first_day
from scheduler.incoming.rules.likeness import are_alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What we hold of an invitation, as far as telling copies and changes apart needs it."""

    title: str
    host_names: tuple[str, ...] = ()
    when: Timed | AllDay | None
    place_text: str = ""
    online_url: str = ""
    uid: str = ""
    recurrence_id: str = ""
    sequence: int = 0
    stamped_at: datetime | None = None


def is_older(arrival: Arrival, known: Known) -> bool:
    """RFC 5546 2.1.5: a lower SEQUENCE, or the same one with an earlier DTSTAMP."""
    if arrival.sequence != known.sequence:
        return arrival.sequence < known.sequence
    if arrival.stamped_at is None or known.stamped_at is None:
        return False
    return arrival.stamped_at < known.stamped_at


def is_same_entry(arrival: Arrival, known: Known) -> bool:
    """Their calendar gave both the same identity."""
    return bool(arrival.uid) and (arrival.uid, arrival.recurrence_id) == (known.uid, known.recurrence_id)


def is_same_event(arrival: Arrival, known: Known) -> bool:
    """Of one host already: the same day, times that do not contradict each other, and titles alike."""
    day = first_day(arrival.when)
    if day is None or day != first_day(known.when):
        return False
    both_timed = isinstance(arrival.when, Timed) and isinstance(known.when, Timed)
    if both_timed and arrival.when.starts_at != known.when.starts_at:  # type: ignore[union-attr]  # both are Timed
        return False
    return are_alike(arrival.title, known.title, known.host_names)


def moves(arrival: Arrival, known: Known) -> bool:
    """Whether somebody who has decided must look again: another time or another place."""
    other_place = bool(arrival.place_text) and arrival.place_text != known.place_text
    other_room = bool(arrival.online_url) and arrival.online_url != known.online_url
    return (arrival.when is not None and arrival.when != known.when) or other_place or other_room


def alters(arrival: Arrival, known: Known) -> bool:
    """Whether more than a copy came: an end, or another time, place or SEQUENCE of the very entry."""
    is_same = is_same_entry(arrival, known)
    if is_same and is_older(arrival, known):
        return False
    return arrival.is_cancelled or (is_same and (moves(arrival, known) or arrival.sequence > known.sequence))
