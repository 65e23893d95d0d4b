"""What the board is asked for."""

from datetime import date

from scheduler.core.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """Which commitments are wanted; None asks nothing. `commitment_ids` is for pages and rounds about few of them."""

    pledge_id: int | None = None
    principal_id: int | None = None
    area_id: int | None = None
    commitment_ids: frozenset[int] | None = None


EVERYTHING = BoardFilter()


@dataclass(frozen=True, slots=True)
class Met:
    """The last meeting that counts: when, who of ours, who of theirs and how senior."""

    engagement_id: int
    on: date
    ours: str
    theirs: str
    level: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes next: words, reason, the engagement to open; `wants_dates`: none is offered yet, and ours to do."""

    words: str
    why: str = ""
    engagement_id: int | None = None
    on: date | None = None
    wants_dates: bool = False
