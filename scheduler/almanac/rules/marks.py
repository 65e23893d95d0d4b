"""What the almanac's layers say of single days; entries are taken apart into days here."""

from collections.abc import Collection, Iterable
from datetime import date, time, timedelta

from scheduler.almanac.rules.vocabulary import LayerKind
from scheduler.core.values import dataclass
from scheduler.core.wording import time_range_words

NOBODY_IN_PARTICULAR: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMark:
    """A layer's word on one day: on the whole of it, or between two times of the local clock.

    `weight` None forbids the day, a number from 1 to 10 is its price. `organisation_ids` empty concerns everybody.
    """

    day: date
    starts: time | None
    ends: time | None
    layer_id: int
    layer_name: str
    kind: LayerKind
    words: str
    weight: int | None
    organisation_ids: frozenset[int] = NOBODY_IN_PARTICULAR

    @property
    def is_hard(self) -> bool:
        """Whether nothing may be proposed there."""
        return self.weight is None

    def concerns(self, organisation_ids: Collection[int]) -> bool:
        """Whether it counts for a meeting with these partners."""
        return not self.organisation_ids or not self.organisation_ids.isdisjoint(organisation_ids)

    def sentence(self) -> str:
        """“School holidays, county: half-term”, with the times where it is not the whole day."""
        words = f"{self.layer_name}: {self.words}" if self.words else self.layer_name
        if self.starts is None or self.ends is None:
            return words
        return f"{words}, {time_range_words(self.starts, self.ends)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFacts:
    """The part of a layer that its marks repeat."""

    id: int
    name: str
    kind: LayerKind
    weight: int | None
    organisation_ids: frozenset[int] = NOBODY_IN_PARTICULAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """An entry of a layer: its days, both included, and the hours on each of them."""

    first_on: date
    last_on: date
    starts: time | None = None
    ends: time | None = None
    words: str = ""


def marks_of(layer: LayerFacts, periods: Iterable[Period], first_on: date, last_on: date) -> list[DayMark]:
    """A mark for every day of the periods that lies between two days, both included."""
    return [
        DayMark(
            day=day,
            starts=period.starts,
            ends=period.ends,
            layer_id=layer.id,
            layer_name=layer.name,
            kind=layer.kind,
            words=period.words,
            weight=layer.weight,
            organisation_ids=layer.organisation_ids,
        )
        for period in periods
        for day in days_between(max(period.first_on, first_on), min(period.last_on, last_on))
    ]


def days_between(first_on: date, last_on: date) -> list[date]:
    """Every day from the first to the last; none when they are the wrong way round."""
    return [first_on + timedelta(days=number) for number in range((last_on - first_on).days + 1)]
