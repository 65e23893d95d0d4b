"""A pledge and its rules as the office means them, and what the two must hold to."""

from datetime import date

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.forward_plan.rules.lineage import PartnerKey
from scheduler.forward_plan.rules.vocabulary import IntervalUnit, Ours

LONGEST_INTERVAL = {IntervalUnit.WEEKS: 260, IntervalUnit.MONTHS: 60}
MINUTES = range(15, 481)
GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeDraft:
    """A promise with its source: the meeting or paper, its day, the minute or paragraph, and the words."""

    title: str
    source: str
    source_on: date
    source_reference: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """With whom, who of ours, what counts, how often. `partner`: ("group", 3), ("organisation", 4) or ("body", 7)."""

    partner: PartnerKey | None
    principal_ids: tuple[int, ...]
    from_on: date
    ideal_interval: int
    longest_interval: int
    interval_unit: IntervalUnit = IntervalUnit.MONTHS
    ours: Ours = Ours.ALL_OF
    kinds: tuple[str, ...] = ()
    lowest_band: int = 2
    first_by_on: date | None = None
    is_by_invitation: bool = False
    minutes: int = 60


def check_pledge(draft: PledgeDraft) -> None:
    """Raises RuleBroken for a pledge without a title or a source."""
    if not clean_line(draft.title):
        raise RuleBroken("Enter what was promised in a few words, for example “Meet every council”.", "title")
    if not clean_line(draft.source):
        raise RuleBroken("Enter where it was said, for example Police and Crime Panel.", "source")


def check_rule(draft: RuleDraft) -> None:
    """Raises RuleBroken naming the field."""
    if draft.partner is None:
        raise RuleBroken("Choose with whom to meet.", "partner")
    if not draft.principal_ids:
        raise RuleBroken("Choose who of ours meets them.", "principals")
    _check_intervals(draft)
    if draft.first_by_on is not None and draft.first_by_on < draft.from_on:
        raise RuleBroken("The first meeting cannot be due before the rule begins. Change one of the days.", "first_by")
    if draft.minutes not in MINUTES:
        raise RuleBroken(f"Enter how long it lasts: {MINUTES[0]} to {MINUTES[-1]} minutes.", "minutes")


def _check_intervals(draft: RuleDraft) -> None:
    if draft.ideal_interval < 1:
        raise RuleBroken("Enter 1 or more.", "ideal")
    if draft.longest_interval < draft.ideal_interval:
        raise RuleBroken("The longest interval cannot be shorter than the usual one.", "longest")
    most = LONGEST_INTERVAL[draft.interval_unit]
    if draft.longest_interval > most:
        raise RuleBroken(f"That is longer than five years. Enter {most} {draft.interval_unit} or fewer.", "longest")
