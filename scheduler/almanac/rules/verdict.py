"""“Why not this day?”: everything that speaks against it, in words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.almanac.rules.marks import DayMark
from scheduler.almanac.rules.working_days import SATURDAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that speaks against a day. `weight` None: nothing is proposed there."""

    words: str
    weight: int | None = None
    layer_id: int | None = None

    @property
    def is_hard(self) -> bool:
        """Whether it forbids the day or only costs."""
        return self.weight is None


def reasons_against(
    day: date, holidays: Mapping[date, str], known_until: date, marks: Iterable[DayMark]
) -> list[Reason]:
    """Weekend, bank holiday, layers; and that nobody knows the bank holidays yet."""
    reasons = []
    if day.weekday() >= SATURDAY:
        reasons.append(Reason(words=f"It is a {day:%A}."))
    if day in holidays:
        reasons.append(Reason(words=f"Bank holiday: {holidays[day]}."))
    reasons += [_of_mark(mark) for mark in marks if mark.day == day]
    if day > known_until:
        reasons.append(Reason(words=f"Bank holidays are known until the end of {known_until.year} only.", weight=1))
    return reasons


def of_partners(marks: Iterable[DayMark], organisation_ids: Collection[int]) -> list[DayMark]:
    """The marks that count for a meeting with these partners; all of them when no partner is named."""
    return [mark for mark in marks if not organisation_ids or mark.concerns(organisation_ids)]


def _of_mark(mark: DayMark) -> Reason:
    return Reason(words=f"{mark.sentence()}.", weight=mark.weight, layer_id=mark.layer_id)
