"""What happened with one partner under one rule: every engagement, and whether it counts."""

from datetime import date

from scheduler.core.values import dataclass
from scheduler.engagements.rules import OVER, STATUS_WORDS
from scheduler.forward_plan.models import Commitment
from scheduler.forward_plan.queries.commitments import measure_of
from scheduler.forward_plan.queries.coverage import BoardRow, coverage_board
from scheduler.forward_plan.queries.meetings import meetings_with
from scheduler.forward_plan.queries.partners import handovers, home_of, key_of
from scheduler.forward_plan.rules.board import BoardFilter
from scheduler.forward_plan.rules.counting import MISS_WORDS, Meeting, miss
from scheduler.forward_plan.rules.lineage import forebears


@dataclass(frozen=True, slots=True)
class Past:
    """One engagement with the partner, as the rule sees it."""

    meeting: Meeting
    verdict: str
    """“counts”, “would count”, or why it does not."""

    @property
    def status(self) -> str:
        """“Held”."""
        return STATUS_WORDS[self.meeting.status]


def timeline(commitment: Commitment, on: date) -> list[Past]:
    """The latest first, undated ones before all; those of whoever handed over to this partner are among them."""
    key, measure = key_of(home_of(commitment)), measure_of(commitment.rule)
    known = meetings_with({key, *forebears(handovers(), on).get(key, ())})
    meetings = {meeting.id: meeting for each in known.values() for meeting in each}.values()
    ordered = sorted(meetings, key=lambda each: (each.on or date.max, each.id), reverse=True)
    found = []
    for meeting in ordered:
        lacks = miss(meeting, measure)
        would = "counts" if meeting.status in OVER else "would count"
        found.append(Past(meeting, would if lacks is None else f"does not count: {MISS_WORDS[lacks]}"))
    return found


def row_of(commitment: Commitment, on: date) -> BoardRow | None:
    """The commitment's row on the board of a day; None when it does not stand then."""
    rows = coverage_board(on, BoardFilter(commitment_ids=frozenset({commitment.id}))).rows
    return rows[0] if rows else None
