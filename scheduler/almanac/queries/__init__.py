"""What other features ask of the almanac."""

from scheduler.almanac.queries.deadlines import deadlines_between
from scheduler.almanac.queries.holidays import bank_holidays, holidays_known_until
from scheduler.almanac.queries.layers import layers_on, marks_between
from scheduler.almanac.queries.office_hours import may_send_at, opening_hours, opens_after, working_hours_after
from scheduler.almanac.queries.travel import travel_table
from scheduler.almanac.queries.verdicts import day_reasons, day_verdict

__all__ = [
    "bank_holidays",
    "day_reasons",
    "day_verdict",
    "deadlines_between",
    "holidays_known_until",
    "layers_on",
    "marks_between",
    "may_send_at",
    "opening_hours",
    "opens_after",
    "travel_table",
    "working_hours_after",
]
