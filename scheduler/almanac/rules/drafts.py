"""Layers and towns as the office means them; what is refused and in which words."""

from scheduler.almanac.rules.marks import Period
from scheduler.almanac.rules.vocabulary import LayerKind
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words

LIGHTEST, HEAVIEST = 1, 10
LONGEST_DAYS = 366
MOST_WORKING_DAYS = 60
MOST_MINUTES = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerDraft:
    """A layer without its days."""

    name: str
    kind: LayerKind
    is_hard: bool = False
    weight: int = 3
    source_words: str = ""
    organisation_ids: tuple[int, ...] = ()
    deadline_working_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TownDraft:
    """A town; without coordinates its roads are not estimated."""

    name: str
    direction: str = ""
    latitude: float | None = None
    longitude: float | None = None


def check_layer(draft: LayerDraft) -> None:
    """Raises RuleBroken naming the field."""
    if not draft.name.strip():
        raise RuleBroken("Enter the name, for example School holidays, county.", "name")
    if not LIGHTEST <= draft.weight <= HEAVIEST:
        raise RuleBroken(f"Enter a weight from {LIGHTEST} to {HEAVIEST}.", "weight")
    number = draft.deadline_working_days
    if number is not None and not 1 <= number <= MOST_WORKING_DAYS:
        raise RuleBroken(f"Enter a number of working days from 1 to {MOST_WORKING_DAYS}.", "deadline_working_days")


def check_period(period: Period) -> None:
    """Raises RuleBroken naming the field."""
    if period.last_on < period.first_on:
        message = f"The last day, {day_words(period.last_on)}, is before the first, {day_words(period.first_on)}."
        raise RuleBroken(message, "last_on")
    if (period.last_on - period.first_on).days > LONGEST_DAYS:
        raise RuleBroken("It would last longer than a year. Check both days and their years.", "last_on")
    if (period.starts is None) != (period.ends is None):
        raise RuleBroken("Enter both times or none.", "times")
    if period.starts is not None and period.ends is not None and period.ends <= period.starts:
        raise RuleBroken("It must end after it starts, on the same day.", "times")


def check_town(draft: TownDraft) -> None:
    """Raises RuleBroken naming the field."""
    if not draft.name.strip():
        raise RuleBroken("Enter the name of the town.", "name")
    if (draft.latitude is None) != (draft.longitude is None):
        raise RuleBroken("Enter both latitude and longitude, or neither.", "longitude")
    if draft.latitude is not None and not -90 <= draft.latitude <= 90:
        raise RuleBroken("A latitude lies between -90 and 90, for example 52.6386.", "latitude")
    if draft.longitude is not None and not -180 <= draft.longitude <= 180:
        raise RuleBroken("A longitude lies between -180 and 180, for example -1.1317.", "longitude")


def check_minutes(minutes: int) -> None:
    """Raises RuleBroken."""
    if not 0 <= minutes <= MOST_MINUTES:
        raise RuleBroken(f"Enter minutes from 0 to {MOST_MINUTES}.")
