"""Which engagements count for a commitment: held, of the right kind, with ours, and at the right level of theirs."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from scheduler.core.values import dataclass
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.forward_plan.rules.vocabulary import Ours

NOBODY = 9
"""In the place of a seniority band: the seat sent apologies."""


class Miss(StrEnum):
    """Why an engagement does not count."""

    KIND = "kind"
    OURS = "ours"
    LEVEL = "level"


MISS_WORDS: Mapping[Miss, str] = {
    Miss.KIND: "this kind of engagement does not count here",
    Miss.OURS: "somebody of ours is missing",
    Miss.LEVEL: "nobody of theirs is senior enough",
}


class Seat(NamedTuple):
    """A partner's post at an engagement, with the band of whoever really came for it."""

    post_id: int
    title: str
    band: int
    usual: int
    """The band of the post itself."""
    substitute: str = ""
    """The role of the one who came instead."""

    @property
    def words(self) -> str:
        """“Leader”, “Deputy Leader for the Leader”, “apologies from the Leader”."""
        if self.band == NOBODY:
            return f"apologies from {self.title}"
        return f"{self.substitute} for {self.title}" if self.substitute else self.title


class Meeting(NamedTuple):
    """An engagement as the rules see it, with its seats at one partner only; a tuple, because a board has thousands."""

    id: int
    title: str
    kind: EngagementKind
    status: EngagementStatus
    on: date | None
    starts_at: datetime | None
    created_on: date | None
    """Of one that is still to be dated: since when it stands in the list."""
    left_on: date | None
    """When it was postponed, cancelled or declined."""
    reason: str
    principal_ids: frozenset[int]
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a rule asks of an engagement."""

    ours: Ours
    principal_ids: frozenset[int]
    kinds: frozenset[str]
    lowest_band: int


def miss(meeting: Meeting, measure: Measure) -> Miss | None:
    """What keeps an engagement from counting, were it held; None when nothing does."""
    if not _is_kind(meeting.kind, measure.kinds):
        return Miss.KIND
    if not _has_ours(meeting.principal_ids, measure):
        return Miss.OURS
    if not any(seat.band <= measure.lowest_band for seat in meeting.seats):
        return Miss.LEVEL
    return None


def miss_as_planned(meeting: Meeting, measure: Measure) -> Miss | None:
    """As `miss`, but by the posts that were asked: whoever sent apologies may still send somebody."""
    lacks = miss(meeting, measure)
    asked = any(seat.usual <= measure.lowest_band for seat in meeting.seats)
    return None if lacks is Miss.LEVEL and asked else lacks


def _is_kind(kind: EngagementKind, kinds: frozenset[str]) -> bool:
    """No kinds named: every kind but a call."""
    return kind.value in kinds if kinds else kind is not EngagementKind.CALL


def _has_ours(present: frozenset[int], measure: Measure) -> bool:
    if measure.ours is Ours.ALL_OF:
        return measure.principal_ids <= present
    return bool(measure.principal_ids & present)
