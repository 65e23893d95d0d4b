"""“Why not this day?”: everything that speaks against it, in words."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from scheduler.almanac.rules.deadlines import Deadline
from scheduler.almanac.rules.marks import DayMark
from scheduler.almanac.rules.working_days import SATURDAY
from scheduler.core.values import dataclass

HEAVY = 6
"""From this weight on a reason counts as a strong one."""
OF_A_DEADLINE = 2
OF_THE_UNKNOWN = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that speaks against a day, a phrase without full stop. `weight` None: nothing is proposed there."""

    words: str
    weight: int | None = None
    layer_id: int | None = None

    @property
    def is_hard(self) -> bool:
        """Whether it forbids the day or only costs."""
        return self.weight is None

    @property
    def is_strong(self) -> bool:
        """Whether it forbids or costs much."""
        return self.weight is None or self.weight >= HEAVY


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of the days around: bank holidays by day and how far, the layers' marks, deadlines."""

    holidays: Mapping[date, str]
    known_until: date
    marks: Iterable[DayMark] = ()
    deadlines: Iterable[Deadline] = ()


def reasons_against(day: date, facts: Facts) -> list[Reason]:
    """Weekend, bank holiday, layers, papers due; and that nobody knows the bank holidays yet."""
    reasons = []
    if day.weekday() >= SATURDAY:
        reasons.append(Reason(words=f"{day:%A}"))
    if day in facts.holidays:
        reasons.append(Reason(words=f"Bank holiday: {facts.holidays[day]}"))
    reasons += [_of_mark(mark) for mark in facts.marks if mark.day == day]
    reasons += [_of_deadline(deadline) for deadline in facts.deadlines if deadline.due_on == day]
    if day > facts.known_until:
        words = f"Bank holidays are known until the end of {facts.known_until.year} only"
        reasons.append(Reason(words=words, weight=OF_THE_UNKNOWN))
    return reasons


def of_partners(marks: Iterable[DayMark], organisation_ids: Collection[int]) -> list[DayMark]:
    """The marks that count for a meeting with these partners; all of them when no partner is named."""
    return [mark for mark in marks if not organisation_ids or mark.concerns(organisation_ids)]


def _of_mark(mark: DayMark) -> Reason:
    return Reason(words=mark.sentence(), weight=mark.weight, layer_id=mark.layer_id)


def _of_deadline(deadline: Deadline) -> Reason:
    return Reason(words=deadline.sentence(), weight=OF_A_DEADLINE, layer_id=deadline.layer_id)
