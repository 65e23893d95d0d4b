"""One thing that came: what it says, by which way, and whose words it carries; the same whatever brought it."""

from collections.abc import Collection
from datetime import date, datetime

from scheduler.core.addresses import address_key
from scheduler.core.clock import local_day
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.ical.event import AllDay, Timed
from scheduler.ical.itip import Method
from scheduler.ical.replies import ItipEvent
from scheduler.incoming.rules.vocabulary import Way

TITLE_LENGTH = 200
PLACE_LENGTH = 300
WORDS_LENGTH = 4_000
NO_TITLE = "Invitation without a title"
REPEATS = "Their entry repeats: an answer is for all of its meetings, and only the first one is entered here."
CANCELLED = "CANCELLED"
YEARS = range(2000, 2101)
"""Years that a meeting may be in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """What brought a calendar's entry: a mail, a file, a subscribed calendar."""

    way: Way
    reference: str
    """Unique among what came this way; the entry's position is added."""
    came_to: str = ""
    sender_name: str = ""
    sender_address: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An invitation, a change or an end of one, as it came; addresses are `address_key`s."""

    way: Way
    reference: str
    title: str
    came_to: str = ""
    sender_name: str = ""
    sender_address: str = ""
    words: str = ""
    when: Timed | AllDay | None = None
    place_text: str = ""
    online_url: str = ""
    reply_by_on: date | None = None
    host_words: str = ""
    body_id: int | None = None
    """Whose calendar it stood in, or what the office chose."""
    organisation_id: int | None = None
    principal_id: int | None = None
    has_offer: bool = False
    offer_words: str = ""
    uid: str = ""
    recurrence_id: str = ""
    sequence: int = 0
    stamped_at: datetime | None = None
    organizer: str = ""
    attendees: tuple[str, ...] = ()
    is_cancelled: bool = False
    is_vouched: bool = False
    """A member of staff says that it is genuine."""
    is_proven: bool = False
    """Our own mail server says that its sender is who they say."""


def arrival_of(event: ItipEvent, carrier: Carrier, position: int = 0) -> Arrival:
    """What one VEVENT of somebody else's calendar comes to."""
    is_over = event.method == Method.CANCEL or event.status == CANCELLED
    return Arrival(
        way=carrier.way,
        reference=f"{carrier.reference}#{position}"[:300],
        title=clean_line(event.summary)[:TITLE_LENGTH] or NO_TITLE,
        came_to=carrier.came_to,
        sender_name=carrier.sender_name,
        sender_address=carrier.sender_address,
        words=_words(event, carrier),
        when=_plausible(event.when),
        place_text=clean_line(event.location)[:PLACE_LENGTH],
        online_url=event.online_url,
        uid=event.uid,
        recurrence_id=event.recurs_at.isoformat() if event.recurs_at else "",
        sequence=event.sequence or 0,
        stamped_at=event.stamped_at,
        organizer=event.organizer,
        attendees=tuple(address_key(each.address) for each in event.attendees if each.address),
        is_cancelled=is_over,
    )


def attendee_of(arrival: Arrival, ours: Collection[str]) -> str:
    """As whom their calendar knows us: where it came to, else one of our own addresses; empty: it lists none."""
    if arrival.came_to in arrival.attendees:
        return arrival.came_to
    return next((each for each in arrival.attendees if each in ours), "")


def answers_to(arrival: Arrival, ours: Collection[str]) -> str:
    """Who gets the answer: who wrote, unless somebody passed it on; then who convenes it."""
    convenes = "" if arrival.organizer in ours else arrival.organizer
    wrote = "" if arrival.sender_address in ours else arrival.sender_address
    if convenes and wrote and domain_of(convenes) != domain_of(wrote):
        return convenes
    return wrote or convenes


def first_day(when: Timed | AllDay | None) -> date | None:
    """The local day on which it begins."""
    if when is None:
        return None
    return when.first_on if isinstance(when, AllDay) else local_day(when.starts_at)


def domain_of(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2]


def _plausible(when: Timed | AllDay | None) -> Timed | AllDay | None:
    """Nobody invites us to the year 9999; what counts days from there would break."""
    if when is None:
        return None
    begins, ends = (when.first_on, when.last_on) if isinstance(when, AllDay) else (when.starts_at, when.ends_at)
    return when if begins.year in YEARS and ends.year in YEARS else None


def _words(event: ItipEvent, carrier: Carrier) -> str:
    """Their own text of the entry, else the letter that brought it; and that it repeats."""
    said = event.description or event.comment or carrier.words
    return clean_text("\n\n".join(part for part in (said, REPEATS if event.repeats else "") if part))[:WORDS_LENGTH]
