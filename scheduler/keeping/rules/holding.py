"""What a hold covers. What we cannot tell of a record counts as covered: nothing goes by mistake."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from scheduler.core.values import dataclass

T = TypeVar("T")
Partner = tuple[str, int]
"""“organisation” or “body”, and its id."""


@dataclass(frozen=True, slots=True)
class Facets:
    """What a record is about; None: we cannot tell."""

    days: frozenset[date] | None = None
    engagements: frozenset[int] | None = None
    partners: frozenset[Partner] | None = None
    people: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """The parts that a hold names; it covers what all of them cover together, and no part covers everything."""

    from_on: date | None = None
    until_on: date | None = None
    partner: Partner | None = None
    engagement_id: int | None = None
    person_id: int | None = None

    def covers(self, facets: Facets) -> bool:
        """Whether a record must stay."""
        return (
            self._in_period(facets.days)
            and _among(self.partner, facets.partners)
            and _among(self.engagement_id, facets.engagements)
            and _among(self.person_id, facets.people)
        )

    def _in_period(self, days: Iterable[date] | None) -> bool:
        if days is None or (self.from_on is None and self.until_on is None):
            return True
        return any((self.from_on or day) <= day <= (self.until_on or day) for day in days)


def _among(named: T | None, known: frozenset[T] | None) -> bool:
    return named is None or known is None or named in known
