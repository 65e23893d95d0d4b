"""A proposed plan as its page, its print and its table show it."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select

from scheduler.core.clock import local_day, to_local
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words, list_words, span_words, time_range_words
from scheduler.engagements.models import Absence, Engagement
from scheduler.engagements.queries import engagements_between
from scheduler.engagements.rules import EngagementStatus
from scheduler.forward_plan.models import Placement, Proposal
from scheduler.forward_plan.queries.proposals import is_move, is_stay, principal_titles, tally_of
from scheduler.forward_plan.rules.proposals import Progress, Tally, moved_words
from scheduler.forward_plan.rules.vocabulary import PlacementState

STATES = {
    PlacementState.PROPOSED: ("proposed", "Proposed"),
    PlacementState.ACCEPTED: ("sent", "Accepted"),
    PlacementState.REFUSED: ("declined", "Refused"),
    PlacementState.UNPLACED: ("failed", "No date"),
}
"""Key and word for `components/state.html`."""
MOVES = ("postponed", "Would move")
STAYS = ("held", "Stays")


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """One meeting of the plan in words."""

    placement: Placement
    ours: str
    state_key: str
    state_words: str
    difference: str
    """“Melton moved from 3 March to 10 March, because …”; empty for one that does not move."""

    @property
    def when(self) -> str:
        """“Wednesday 3 March 2027, 10am to 11am”."""
        each = self.placement
        return span_words(each.starts_at, each.ends_at) if each.starts_at and each.ends_at else "No date found"

    @property
    def when_in_year(self) -> str:
        """“Wednesday 3 March, 10am to 11am”, below a heading that names the year."""
        each = self.placement
        if each.starts_at is None or each.ends_at is None:
            return self.when
        starts, ends = to_local(each.starts_at), to_local(each.ends_at)
        day = day_words(starts.date(), weekday=True, year=False)
        return f"{day}, {time_range_words(starts.time(), ends.time())}"

    @property
    def cells(self) -> tuple[str, ...]:
        """For spreadsheets: when, the day as ISO has it, partner, ours, state, why (or why not)."""
        each = self.placement
        day = local_day(each.starts_at).isoformat() if each.starts_at else ""
        why = [*each.reasons, *each.would_free, *([each.refusal] if each.refusal else ())]
        return self.when, day, each.title, self.ours, self.state_words, "; ".join(why)


@dataclass(frozen=True, slots=True)
class HitEngagement:
    """An agreed engagement in days on which one of ours is away: nothing moves it but the office."""

    engagement: Engagement
    words: str


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """All that is shown of a plan."""

    lines: Sequence[PlacementLine]
    tally: Tally
    progress: Progress
    elapsed: int
    """Seconds since the worker began."""
    hit: Sequence[HitEngagement]

    @property
    def months(self) -> list[tuple[str, list[PlacementLine]]]:
        """Dated lines by month: “March 2027”. What would move stands apart."""
        dated = [each for each in self.lines if each.placement.starts_at and not each.difference]
        return [(month, list(found)) for month, found in groupby(dated, key=_month)]

    @property
    def unplaced(self) -> list[PlacementLine]:
        """Those that found no date."""
        return [each for each in self.lines if each.placement.state is PlacementState.UNPLACED]

    @property
    def moves(self) -> list[PlacementLine]:
        """Each difference to how it stood, to be accepted one by one."""
        return [each for each in self.lines if each.difference]


def page_of(proposal: Proposal, now: datetime) -> ProposalPage:
    """The page of a plan that is loaded with its placements."""
    titles = principal_titles()
    elapsed = int((now - proposal.begun_at).total_seconds()) if proposal.begun_at else 0
    return ProposalPage(
        lines=[_line(each, [titles.get(number, "") for number in each.principal_ids]) for each in proposal.placements],
        tally=tally_of(proposal.placements),
        progress=Progress(**proposal.progress),
        elapsed=min(max(elapsed, 0), proposal.seconds),
        hit=_hit(proposal.from_on, proposal.until_on) if proposal.follows_id else (),
    )


def _line(placement: Placement, ours: Sequence[str]) -> PlacementLine:
    key, words = STATES[placement.state]
    difference = ""
    if is_move(placement):
        key, words = MOVES
        difference = _difference(placement)
    elif is_stay(placement):
        key, words = STAYS
    return PlacementLine(placement, list_words(ours), key, words, difference)


def _difference(placement: Placement) -> str:
    assert placement.starts_at is not None
    assert placement.was_starts_at is not None
    before, after = local_day(placement.was_starts_at), local_day(placement.starts_at)
    reason = placement.reasons[0] if placement.reasons else ""
    return moved_words(placement.title, before, after, reason)


def _month(line: PlacementLine) -> str:
    assert line.placement.starts_at is not None
    return f"{local_day(line.placement.starts_at):%B %Y}"


def _hit(from_on: date, until_on: date) -> list[HitEngagement]:
    query = select(Absence).where(Absence.first_on <= until_on, Absence.last_on >= from_on).order_by(Absence.first_on)
    absences = db.session.scalars(query).all()
    if not absences:
        return []
    found = []
    for engagement in engagements_between(from_on, until_on):
        if engagement.status is EngagementStatus.AGREED and engagement.starts_at is not None:
            away = _away(engagement, local_day(engagement.starts_at), absences)
            found += [HitEngagement(engagement, away)] if away else []
    return found


def _away(engagement: Engagement, day: date, absences: Sequence[Absence]) -> str:
    """“Commissioner: ill”."""
    titles = {each.id: each.title for each in engagement.principals}
    said = [
        f"{titles[each.principal_id]}: {each.words or 'away'}"
        for each in absences
        if each.principal_id in titles and each.first_on <= day <= each.last_on
    ]
    return list_words(said)
