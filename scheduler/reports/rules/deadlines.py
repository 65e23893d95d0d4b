"""When a paper must be ready: counted back from the meeting in working days."""

from collections.abc import Set as AbstractSet
from datetime import date

from scheduler.almanac.rules import add_working_days
from scheduler.core.values import dataclass

CLEAR_DAYS = 5
"""Working days between dispatch and meeting, neither of them counted: the law's clear days."""
DAYS_TO_APPROVE = 3
DAYS_TO_WRITE = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """One step of the paper and its last day."""

    name: str
    due_on: date
    why: str


def deadlines_before(meeting_on: date, holidays: AbstractSet[date]) -> tuple[Deadline, ...]:
    """Draft, approval and dispatch, in order of their days."""
    dispatch = add_working_days(meeting_on, -(CLEAR_DAYS + 1), holidays)
    approval = add_working_days(dispatch, -DAYS_TO_APPROVE, holidays)
    draft = add_working_days(approval, -DAYS_TO_WRITE, holidays)
    return (
        Deadline("Draft", draft, f"{DAYS_TO_WRITE} working days before it is approved"),
        Deadline("Approval", approval, f"{DAYS_TO_APPROVE} working days before dispatch"),
        Deadline("Dispatch", dispatch, f"{CLEAR_DAYS} clear working days before the meeting"),
    )
