"""What a proposed plan is asked for, and the words in which it reports."""

from collections.abc import Mapping
from datetime import date
from math import ceil
from typing import Any

from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words
from scheduler.forward_plan.rules.due_meetings import Period

LONGEST_DAYS = 400
SECONDS = (0, 15, 30, 60)
"""How long the worker may improve a plan; 0: the first plan is kept."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A day on which the office does not want a partner's meeting, and why; `partner` is the engine's key."""

    partner: str
    day: date
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """For whom and when a plan is laid out. Empty `pledge_ids` and `commitment_ids`: everything that is due."""

    period: Period
    pledge_ids: tuple[int, ...] = ()
    commitment_ids: tuple[int, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    def to_facts(self) -> dict[str, Any]:
        """JSON's own types; the period stands in the proposal's own columns."""
        refusals = [[each.partner, each.day.isoformat(), each.words] for each in self.refusals]
        return {"pledges": list(self.pledge_ids), "commitments": list(self.commitment_ids), "refusals": refusals}


def asked_from(facts: Mapping[str, Any], period: Period) -> Asked:
    """What `to_facts` kept."""
    refusals = [Refusal(partner, date.fromisoformat(day), words) for partner, day, words in facts["refusals"]]
    return Asked(
        period=period,
        pledge_ids=tuple(facts["pledges"]),
        commitment_ids=tuple(facts["commitments"]),
        refusals=tuple(refusals),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDraft:
    """A plan as the office asks for it; `seconds`: how long it may be improved."""

    title: str
    asked: Asked
    seconds: int = 30
    seed: int = 1


@dataclass(frozen=True, slots=True)
class AbsenceDraft:
    """Who of ours is away by what happened; both days included."""

    principal_id: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the improving is; `gap`: the share above the proven bound, None while nothing is proved."""

    seconds: float = 0.0
    placed: int = 0
    cost: int | None = None
    bound: int | None = None
    gap: float | None = None
    proven: bool = False
    stopped: bool = False

    @property
    def quality(self) -> str:
        """“proved to be the best possible”, “within 2 % of the best possible”; empty while nothing is proved."""
        if self.proven or self.gap == 0:
            return "proved to be the best possible"
        if self.gap is None:
            return ""
        return f"within {ceil(self.gap * 100)} % of the best possible"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many placements stand where."""

    proposed: int = 0
    accepted: int = 0
    refused: int = 0
    unplaced: int = 0
    moved: int = 0
    """Of those proposed: they stood on another time before."""
    stays: int = 0
    """Of those accepted: they stand where they stood before."""

    @property
    def total(self) -> int:
        """All meetings of the plan."""
        return self.proposed + self.accepted + self.refused + self.unplaced

    @property
    def words(self) -> str:
        """“27 of 28 meetings have a date; 1 could not be placed. 3 are accepted”."""
        dated = self.proposed + self.accepted
        if not self.total:
            return "No meeting falls due in this period: everybody has been met or is in the diary."
        first = f"{dated} of {count_words(self.total, 'meeting')} {'has' if dated == 1 else 'have'} a date"
        first += f"; {self.unplaced} could not be placed." if self.unplaced else "."
        said = [
            (self.moved, "would move", "would move"),
            (self.stays, "stays", "stay"),
            (self.accepted - self.stays, "is accepted", "are accepted"),
            (self.refused, "was refused", "were refused"),
        ]
        rest = [f"{number} {one if number == 1 else many}" for number, one, many in said if number]
        return f"{first} {', '.join(rest)}." if rest else first


def check_period(period: Period, today: date) -> None:
    """Raises RuleBroken for a period that is past, reversed or longer than a year and a bit."""
    if period.from_on <= today:
        raise RuleBroken("Enter a first day after today: a plan is for days to come.", "from_on")
    if period.until_on <= period.from_on:
        raise RuleBroken("The last day is not after the first.", "until_on")
    if (period.until_on - period.from_on).days > LONGEST_DAYS:
        raise RuleBroken("That is longer than 13 months. Choose an earlier last day.", "until_on")


def moved_words(title: str, before: date, after: date, reason: str) -> str:
    """“Melton moved from 3 March to 10 March (the Commissioner: ill)”."""
    because = f" ({reason})" if reason else ""
    return f"{title} moved from {day_words(before, year=False)} to {day_words(after, year=False)}{because}"
