"""One of ours is away on a day: what becomes of each engagement, who is telephoned too, and what to say."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.ical.event import AllDay, Timed

CALLED_WITHIN = timedelta(hours=3)
"""A mail may be read too late for what begins sooner: those partners are telephoned as well."""


class Course(StrEnum):
    """What becomes of one engagement."""

    LEAVE = "leave"
    CANCEL = "cancel"
    IN_PLACE = "in place"
    POSTPONE = "postpone"
    MOVE = "move"


COURSE_WORDS = {
    Course.LEAVE: "Left as it is",
    Course.CANCEL: "Cancelled",
    Course.IN_PLACE: "Somebody else goes",
    Course.POSTPONE: "Postponed: to be arranged again",
    Course.MOVE: "Moved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the office means for one engagement, as its page had shown it (`version`)."""

    engagement_id: int
    version: int | None
    course: Course
    stand_in_id: int | None = None
    """With IN_PLACE; None: those of ours who are left go alone."""
    when: Timed | AllDay | None = None
    """With MOVE."""
    clash_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """Everything that one press sends. `words` are for partners; `private` stays in our diaries."""

    principal_id: int
    on: date
    words: str
    decisions: Sequence[Decision] = ()
    blocks_day: bool = False
    private: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who expects us, and how to reach them by telephone.

    `key` is “invitation:7”, or “post:3” for a partner who was never invited by mail; `numbers` are (whose, number).
    """

    key: str
    label: str
    name: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    note: str = ""
    has_declined: bool = False
    is_unreached: bool = False
    """No mail of ours arrives there: nobody tells them but a call."""


def is_called(contact: Contact, *, is_soon: bool) -> bool:
    """Whether somebody must be telephoned: whoever expects us soon, and whom no mail reaches."""
    return not contact.has_declined and (is_soon or contact.is_unreached)


def begins_soon(begins_at: datetime, now: datetime) -> bool:
    """Whether it begins within three hours, or has begun."""
    return begins_at <= now + CALLED_WITHIN


def sentence(words: str) -> str:
    """What somebody typed, with its full stop; empty stays empty."""
    line = clean_line(words)
    return line if not line or line.endswith((".", "!", "?")) else f"{line}."


def usual_words(title: str, *, is_today: bool) -> str:
    """What partners read unless the office writes something else."""
    return f"The {title} is ill today." if is_today else f"The {title} is away that day."


def what_to_say(course: Course, *, words: str, title: str, when: str, instead: str = "") -> str:
    """The call in words: why, what, and what becomes of it. `instead` is the new time, or who comes."""
    told = {
        Course.CANCEL: f"“{title}”, {when}, will not take place. We are sorry.",
        Course.POSTPONE: f"“{title}”, {when}, cannot take place then. We are sorry, and will write with a new date.",
        Course.MOVE: f"“{title}”, {when}, moves to {instead}.",
        Course.IN_PLACE: f"“{title}”, {when}, takes place as planned. {instead}",
        Course.LEAVE: "",
    }[course]
    return f"{sentence(words)} {told}".strip()
