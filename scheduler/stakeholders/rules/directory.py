"""What the partners' pages may be asked to list."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Generic, TypeVar

from scheduler.core.values import dataclass

PER_PAGE = 50

Row = TypeVar("Row")


class Show(StrEnum):
    """Which of the four lists; the value stands in the address."""

    ORGANISATIONS = "organisations"
    BODIES = "bodies"
    POSTS = "posts"
    PEOPLE = "people"


class State(StrEnum):
    """Ended things stay findable, but only for those who ask."""

    LIVE = "live"
    VACANT = "vacant"
    ENDED = "ended"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody searches for; empty parts ask nothing."""

    text: str = ""
    kind: str = ""
    area_id: int | None = None
    state: State = State.LIVE
    page: int = 1


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """One page of a list; pages count from 1."""

    rows: Sequence[Row]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PER_PAGE))
