"""The checklist: whether each step is done, due or late, by the records and by what somebody ticked by hand."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from enum import StrEnum

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words
from scheduler.summits.rules.evidence import EVIDENCE, Evidence, Records
from scheduler.summits.rules.timeline import STEPS, Step, StepRule, working_days_from

SOON = 5
"""Working days within which a step is said to be due."""


class Standing(StrEnum):
    """How a step stands."""

    DONE = "done"
    NOT_NEEDED = "not needed"
    LATE = "late"
    DUE = "due"
    AHEAD = "ahead"
    UNDATED = "no date yet"


SETTLED = frozenset({Standing.DONE, Standing.NOT_NEEDED})


@dataclass(frozen=True, slots=True)
class Tick:
    """What somebody ticked by hand."""

    done_on: date
    is_needed: bool
    by_label: str
    note: str

    def words(self) -> str:
        """“Ticked by hand on 3 September 2026, Kit Barrowby: telephoned”."""
        what = "Ticked by hand" if self.is_needed else "Said not to be needed"
        by = f", {self.by_label}" if self.by_label else ""
        return f"{what} on {day_words(self.done_on)}{by}" + (f": {self.note}" if self.note else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStep:
    """One line of the checklist."""

    rule: StepRule
    standing: Standing
    due_on: date | None
    working_days: int | None
    """From today until it is due, below 0 when that was before; None without a day."""
    evidence: Evidence
    tick: Tick | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to think of it any more."""
        return self.standing in SETTLED

    @property
    def when_words(self) -> str:
        """“3 working days late”, “due today”, “in 6 working days”; empty for what is settled or has no day."""
        if self.is_settled or self.working_days is None:
            return ""
        if self.working_days < 0:
            return f"{count_words(-self.working_days, 'working day')} late"
        return f"in {count_words(self.working_days, 'working day')}" if self.working_days else "due today"


def checked_steps(
    records: Records,
    ticks: Mapping[str, Tick],
    due: Mapping[Step, date],
    holidays: AbstractSet[date],
) -> list[CheckedStep]:
    """Every step in order; `due` empty: the summit has no day yet. A tick by hand goes before the records."""
    return [_checked(rule, records, ticks.get(rule.step), due.get(rule.step), holidays) for rule in STEPS]


def _checked(
    rule: StepRule, records: Records, tick: Tick | None, due: date | None, holidays: AbstractSet[date]
) -> CheckedStep:
    evidence = EVIDENCE[rule.step](records)
    days = None if due is None else _distance(records.today, due, holidays)
    standing = _standing(evidence, tick, days)
    return CheckedStep(rule=rule, standing=standing, due_on=due, working_days=days, evidence=evidence, tick=tick)


def _distance(today: date, due: date, holidays: AbstractSet[date]) -> int:
    """In working days; a day that passed since, though only a weekend lies between, is one late."""
    days = working_days_from(today, due, holidays)
    return days or (-1 if due < today else 0)


def _standing(evidence: Evidence, tick: Tick | None, days: int | None) -> Standing:
    if tick is not None and not tick.is_needed:
        return Standing.NOT_NEEDED
    if tick is not None or evidence.is_done:
        return Standing.DONE
    if days is None:
        return Standing.UNDATED
    if days < 0:
        return Standing.LATE
    return Standing.DUE if days <= SOON else Standing.AHEAD


def settled_steps(steps: Iterable[CheckedStep]) -> frozenset[Step]:
    """Those that are done or not needed."""
    return frozenset(each.rule.step for each in steps if each.is_settled)


def next_step(steps: Iterable[CheckedStep]) -> CheckedStep | None:
    """What is due first of what is not late; None when nothing is left."""
    ahead = [each for each in steps if not each.is_settled and each.standing is not Standing.LATE]
    return min(ahead, key=lambda each: each.due_on or date.max, default=None)
