"""Which meetings a commitment asks for in a period, one after another, given those that are in the diary already."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from scheduler.core.values import dataclass
from scheduler.forward_plan.rules.cadence import Cadence, Clock, due_of

LATE_POINTS = 3
"""What a day of waiting costs for a partner whose limit is passed; the usual one costs 1."""


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of a plan, both included."""

    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMeeting:
    """One meeting to be placed. `number` counts the commitment's meetings from its last one, those in the diary too.

    The gaps count from the meeting before it: from `previous_on` when that has its day, else from the one placed.
    """

    number: int
    ideal_on: date
    earliest_on: date
    latest_on: date
    previous_on: date | None
    shortest_gap: int
    longest_gap: int | None
    begins_chain: bool
    """The meeting before it has its day, so the gap to it is known already."""
    is_late: bool
    """The longest interval is over already: as soon as possible."""

    @property
    def points_a_day(self) -> int:
        """How much a day away from the ideal counts."""
        return LATE_POINTS if self.is_late else 1


@dataclass(frozen=True, slots=True)
class _Step:
    """Where the walk along a commitment's meetings stands."""

    number: int
    clock: Clock
    is_fixed: bool
    """The meeting before has its day: it is no demand."""


def due_meetings(cadence: Cadence, clock: Clock, known: Sequence[date], period: Period) -> list[DueMeeting]:
    """The meetings without a day whose ideal day is reached in the period; `known`: days agreed or held, rising."""
    return list(_walk(cadence, clock, list(known), period))


def spread(meeting: DueMeeting, place: int, number: int) -> DueMeeting:
    """The `place`-th (from 0) of `number` partners who were never met: one first-by date is no reason to meet all then.

    Their ideal days lie evenly over the days that are left; a late one stays as soon as possible.
    """
    if meeting.is_late:
        return meeting
    days = (meeting.latest_on - meeting.earliest_on).days
    share = days * (2 * place + 1) // (2 * max(number, 1))
    return replace(meeting, ideal_on=meeting.earliest_on + timedelta(days=share))


def _walk(cadence: Cadence, clock: Clock, known: list[date], period: Period) -> Iterator[DueMeeting]:
    step = _Step(1, clock, is_fixed=True)
    while due_of(cadence, step.clock).ideal_on <= period.until_on:
        meeting = _meeting(cadence, step, known[0] if known else None, period)
        if meeting is not None:
            yield meeting
            step = _Step(step.number + 1, Clock(meeting.ideal_on, step.clock.started_on), is_fixed=False)
        elif known:
            step = _Step(step.number + 1, Clock(known.pop(0), step.clock.started_on), is_fixed=True)
        else:
            return


def _meeting(cadence: Cadence, step: _Step, following: date | None, period: Period) -> DueMeeting | None:
    """The meeting of this step; None when the one that follows in the diary is it, or leaves it no day."""
    due, last_on = due_of(cadence, step.clock), step.clock.last_on
    if following is not None and following <= due.limit_on:
        return None
    shortest = _shortest_gap(cadence, due.from_on)
    soonest = period.from_on if last_on is None else last_on + timedelta(days=shortest)
    earliest = max(period.from_on, soonest)
    is_late = due.limit_on < earliest
    latest = period.until_on if is_late else min(due.limit_on, period.until_on)
    if following is not None:
        latest = min(latest, following - timedelta(days=shortest))
    if latest < earliest:
        return None
    return DueMeeting(
        number=step.number,
        ideal_on=min(max(due.ideal_on, earliest), latest),
        earliest_on=earliest,
        latest_on=latest,
        previous_on=last_on if step.is_fixed else None,
        shortest_gap=shortest,
        longest_gap=None if is_late else (cadence.longest_after(due.from_on) - due.from_on).days,
        begins_chain=step.is_fixed,
        is_late=is_late,
    )


def _shortest_gap(cadence: Cadence, day: date) -> int:
    """Half the ideal interval in days: closer together, and the second one is no use to anybody."""
    return (cadence.ideal_after(day) - day).days // 2
