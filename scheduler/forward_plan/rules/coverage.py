"""Where a partner stands: the decision behind every row of the board, and its order."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from scheduler.core.values import dataclass
from scheduler.engagements.rules import OVER, EngagementStatus
from scheduler.forward_plan.rules.counting import Measure, Meeting, Miss, miss, miss_as_planned
from scheduler.forward_plan.rules.vocabulary import CoverageState

OPEN = frozenset({EngagementStatus.TO_ARRANGE, EngagementStatus.OFFERING_DATES, EngagementStatus.POSTPONED})
DATED = frozenset({EngagementStatus.AGREED, *OVER})
TIME_TO_SAY = timedelta(days=14)

STATE_KEYS: Mapping[CoverageState, str] = {
    CoverageState.HELD: "held",
    CoverageState.IN_THE_DIARY: "in_diary",
    CoverageState.REFINING_DATES: "refining",
    CoverageState.NOT_INVITED: "not_invited",
    CoverageState.DECLINED: "declined",
    CoverageState.OVERDUE: "overdue",
    CoverageState.NO_ENTRY: "no_entry",
}
"""Names of `templates/components/state.html`."""

URGENCY = (
    CoverageState.NO_ENTRY,
    CoverageState.OVERDUE,
    CoverageState.DECLINED,
    CoverageState.NOT_INVITED,
    CoverageState.REFINING_DATES,
    CoverageState.IN_THE_DIARY,
    CoverageState.HELD,
)
"""Most urgent first, among partners whose limit is equally near."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one partner on a day, all of it about engagements that count or would."""

    last: Meeting | None
    coming: tuple[Meeting, ...]
    """Dates in the diary that would count, the next one first."""
    refining: Meeting | None
    declined: Meeting | None
    unmarked: Meeting | None
    """In the diary on a past day, and nobody has said that it was held."""
    is_just_over: bool = False
    """The unmarked one was in these last days: the office is still to say, and nobody is forgotten."""
    near: tuple[Meeting, Miss] | None = None
    """The next date in the diary that will not count as it stands, and why."""

    @property
    def ahead(self) -> Meeting | None:
        """The next date in the diary."""
        return self.coming[0] if self.coming else None


def standing_of(meetings: Sequence[Meeting], measure: Measure, on: date) -> Standing:
    """Sort a partner's engagements as they stood on a day; a later one that is held by now was in the diary then."""
    lacking = {each.id: miss(each, measure) for each in meetings}
    planned = [each for each in meetings if lacking[each.id] is None or miss_as_planned(each, measure) is None]
    dated = [each for each in meetings if each.status in DATED and each.on is not None]
    held = [each for each in dated if each.status in OVER and _on(each) <= on and lacking[each.id] is None]
    last = max(held, key=_on, default=None)
    since = _on(last) if last else date.min
    coming = sorted((each for each in dated if _is_ahead(each, on)), key=_on)
    unmarked = max((each for each in planned if _is_unmarked(each, since, on)), key=_on, default=None)
    declined = [each for each in planned if each.status is EngagementStatus.DECLINED and _left(each, since, on)]
    open_ones = [each for each in planned if each.status in OPEN and _is_open(each, since, on)]
    return Standing(
        last=last,
        coming=tuple(each for each in coming if miss_as_planned(each, measure) is None),
        refining=min(open_ones, key=_nearness, default=None),
        declined=max(declined, key=lambda each: each.left_on or date.min, default=None),
        unmarked=unmarked,
        is_just_over=unmarked is not None and on - _on(unmarked) <= TIME_TO_SAY,
        near=next(((each, lacks) for each in coming if (lacks := _almost(each, lacking[each.id], measure))), None),
    )


def state_of(standing: Standing, *, is_in_time: bool, is_by_invitation: bool) -> CoverageState:
    """The word on the board: met and in time, else what is under way, else what is missing."""
    if standing.last is not None and is_in_time:
        return CoverageState.HELD
    if standing.ahead is not None or standing.is_just_over:
        return CoverageState.IN_THE_DIARY
    if standing.refining is not None:
        return CoverageState.REFINING_DATES
    if standing.declined is not None:
        return CoverageState.DECLINED
    if is_by_invitation:
        return CoverageState.NOT_INVITED
    return CoverageState.NO_ENTRY if standing.last is None else CoverageState.OVERDUE


def urgency(state: CoverageState, ratio: float, name: str) -> tuple[bool, float, int, str]:
    """A sorting key: the forgotten first, then by overdue ÷ interval, then by state and name."""
    return state is not CoverageState.NO_ENTRY, -ratio, URGENCY.index(state), name.casefold()


def _on(meeting: Meeting) -> date:
    assert meeting.on is not None
    return meeting.on


def _is_ahead(meeting: Meeting, on: date) -> bool:
    """On the day itself an agreed one is still ahead; what is held by now was agreed before."""
    return _on(meeting) > on or (_on(meeting) == on and meeting.status not in OVER)


def _almost(meeting: Meeting, lacks: Miss | None, measure: Measure) -> Miss | None:
    """What it lacks when it was meant for this promise: of the right kind, and with some of ours who are named."""
    if lacks is Miss.KIND or not meeting.principal_ids & measure.principal_ids:
        return None
    return lacks


def _is_unmarked(meeting: Meeting, since: date, on: date) -> bool:
    return meeting.status is EngagementStatus.AGREED and meeting.on is not None and since <= meeting.on < on


def _is_open(meeting: Meeting, since: date, on: date) -> bool:
    if meeting.status is EngagementStatus.POSTPONED:
        return _left(meeting, since, on)
    return meeting.created_on is not None and meeting.created_on <= on


def _left(meeting: Meeting, since: date, on: date) -> bool:
    return meeting.left_on is not None and since <= meeting.left_on <= on


def _nearness(meeting: Meeting) -> tuple[bool, date, int]:
    """Dates on offer before what is only to be arranged; then the nearest, then the oldest."""
    return meeting.status is not EngagementStatus.OFFERING_DATES, meeting.on or date.max, meeting.id
