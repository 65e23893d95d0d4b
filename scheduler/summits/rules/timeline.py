"""The way to the day: which step is due when, in weeks on the standard timeline, in working days on the other."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from enum import StrEnum

from scheduler.almanac.rules import add_working_days, is_working_day
from scheduler.core.values import dataclass
from scheduler.summits.rules.vocabulary import Timeline

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


class Step(StrEnum):
    """What is to be done for a summit, in the order of the work; the values are kept with ticks."""

    HOSTS_AGREE = "hosts agree"
    DATES_HELD = "dates held"
    HOSTS_APPROVE = "hosts approve"
    VENUE = "venue"
    SAVE_THE_DATE = "save the date"
    WAVE_1 = "wave 1"
    ASSESSMENTS_ASKED = "assessments asked"
    WAVE_2 = "wave 2"
    CHASER = "chaser"
    REPLY_DEADLINE = "reply deadline"
    CALL_LIST = "call list"
    SUBSTITUTES = "substitutes"
    ASSESSMENTS_DUE = "assessments due"
    DIGEST = "digest"
    NUMBERS = "numbers"
    TABLE_PLAN = "table plan"
    JOINING = "joining instructions"
    CHECK_IN = "check-in"
    ATTENDANCE = "attendance closed"
    THANK_YOU = "thank-you"
    ACTIONS = "actions"
    STRATEGY = "draft strategy"
    SIGN_OFF = "sign-off"


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step: weeks before the day on the standard timeline, working days on the compressed one; below 0: after it.

    `weeks` None: the working days hold on both.
    """

    step: Step
    words: str
    weeks: int | None
    days: int
    late_means: str = ""


STEPS: tuple[StepRule, ...] = (
    StepRule(Step.HOSTS_AGREE, "Hosts agree on purpose, outcomes and a window of dates", 14, 30, "everything slides"),
    StepRule(
        Step.DATES_HELD, "Dates checked for clashes, two held in the hosts’ diaries", 13, 29, "half-term or council"
    ),
    StepRule(Step.HOSTS_APPROVE, "Every host approves the day", 12, 28, "no date to send"),
    StepRule(Step.VENUE, "Venue and its rooms", 12, 28, "second-choice venue"),
    StepRule(Step.SAVE_THE_DATE, "Save the date, to principals and their offices", 12, 27, "diaries already full"),
    StepRule(Step.WAVE_1, "Wave 1: statutory partners invited", 8, 23, "the wrong people come"),
    StepRule(Step.ASSESSMENTS_ASKED, "Strategic assessments asked for", 8, 22, "partners have no time to write"),
    StepRule(Step.WAVE_2, "Wave 2: wider partners invited", 6, 18, "empty chairs"),
    StepRule(Step.CHASER, "First chaser to whoever is silent", 5, 13, "answers come after the deadline"),
    StepRule(Step.REPLY_DEADLINE, "Answers are in", 4, 8, "catering numbers"),
    StepRule(Step.CALL_LIST, "Whoever is still silent is telephoned", 4, 7, "empty chairs"),
    StepRule(
        Step.SUBSTITUTES, "Substitutes confirmed, able to commit their organisation", 3, 5, "rooms full of observers"
    ),
    StepRule(Step.ASSESSMENTS_DUE, "Strategic assessments are in", 3, 6, "nothing to combine"),
    StepRule(Step.DIGEST, "Digest of the assessments shared", 2, 3, "nobody has read them"),
    StepRule(Step.NUMBERS, "Final numbers and needs to the venue", 2, 5, "too few meals, no interpreter"),
    StepRule(Step.TABLE_PLAN, "Table plan, workshops and badges", 1, 2, "a queue at the door"),
    StepRule(Step.JOINING, "Joining instructions sent", 1, 3, "people at the wrong door"),
    StepRule(Step.CHECK_IN, "The day: check-in", None, 0),
    StepRule(Step.ATTENDANCE, "Attendance closed", None, 0, "nobody knows who came"),
    StepRule(Step.THANK_YOU, "Attendance list, thank-you and feedback form", None, -1, "few answers"),
    StepRule(Step.ACTIONS, "Actions with their owners", -1, -5, "momentum lost"),
    StepRule(Step.STRATEGY, "Draft joint strategy for comment", -4, -20, "momentum lost"),
    StepRule(Step.SIGN_OFF, "Signed off by each organisation", -12, -60, "council cycles decide this"),
)
"""Standard is about twelve weeks of work after the hosts agree; compressed is six."""

OF_STEP = {rule.step: rule for rule in STEPS}


def due_on(rule: StepRule, day: date, timeline: Timeline, holidays: AbstractSet[date]) -> date:
    """The last working day on which a step is on time; a week's step that falls on a day of rest is due before it."""
    if timeline is Timeline.COMPRESSED or rule.weeks is None:
        return add_working_days(day, -rule.days, holidays)
    due, step = day - rule.weeks * WEEK, -DAY if rule.weeks > 0 else DAY
    while not is_working_day(due, holidays):
        due += step
    return due


def due_days(day: date, timeline: Timeline, holidays: AbstractSet[date]) -> dict[Step, date]:
    """When each step is due for a summit on that day."""
    return {rule.step: due_on(rule, day, timeline, holidays) for rule in STEPS}


def late_steps(
    day: date, timeline: Timeline, settled: Collection[Step], today: date, holidays: AbstractSet[date]
) -> list[StepRule]:
    """The steps whose day has passed although nobody has done them."""
    due = due_days(day, timeline, holidays)
    return [rule for rule in STEPS if rule.step not in settled and due[rule.step] < today]


def earliest_day(timeline: Timeline, today: date, holidays: AbstractSet[date]) -> date:
    """The first day that leaves the whole way when work begins today."""
    first = STEPS[0]
    if timeline is Timeline.COMPRESSED:
        return add_working_days(today, first.days, holidays)
    day = today + (first.weeks or 0) * WEEK
    while due_on(first, day, timeline, holidays) < today or not is_working_day(day, holidays):
        day += DAY
    return day


def working_days_from(first: date, last: date, holidays: AbstractSet[date]) -> int:
    """How many working days lie after `first` until `last`, that day included; below 0 the other way round."""
    if last < first:
        return -working_days_from(last, first, holidays)
    days = (first + number * DAY for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def kept_distance(deadline: date, was_on: date, is_on: date, holidays: AbstractSet[date]) -> date:
    """A deadline moved with the day that it was counted to: as many working days from the new one as from the old."""
    return add_working_days(is_on, working_days_from(was_on, deadline, holidays), holidays)
