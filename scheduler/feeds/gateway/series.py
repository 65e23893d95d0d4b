"""Puts the rule above the meetings of a repeating entry, for exactly those that a feed shows on a day.

Which those are is known only when the feed is joined: by its scope, its days and what was cancelled long enough ago.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from scheduler.core.values import dataclass
from scheduler.engagements.rules import SeriesUnit
from scheduler.engagements.rules.series import rule_starts
from scheduler.engagements.series_calendar import recurrence
from scheduler.ical.series import Occurrence, Roof, is_occurrence, occurrence_in, roof_over


@dataclass(frozen=True, slots=True)
class Rule:
    """How a series repeats from its very first meeting on."""

    unit: SeriesUnit
    every: int
    first_at: datetime


def roofed(fragments: Sequence[bytes], rules: Mapping[str, Rule], revised_at: datetime) -> list[bytes]:
    """The same VEVENTs in the same order, each series' rule before its first; `rules` by UID."""
    shown: dict[str, list[Occurrence]] = {}
    by_place = {place: occurrence_in(each) for place, each in enumerate(fragments) if is_occurrence(each)}
    for occurrence in by_place.values():
        shown.setdefault(occurrence.uid, []).append(occurrence)
    joined: list[bytes] = []
    for place, fragment in enumerate(fragments):
        of_series = shown.pop(by_place[place].uid, None) if place in by_place else None
        if of_series is not None and (rule := rules.get(of_series[0].uid)) is not None:
            joined.append(_roof(of_series, rule, revised_at))
        joined.append(fragment)
    return joined


def _roof(shown: Sequence[Occurrence], rule: Rule, revised_at: datetime) -> bytes:
    """SEQUENCE rises with every start that falls out of sight, since programs keep what they believe to be newer."""
    ordered = sorted(shown, key=lambda each: each.recurs_at)
    present = {each.recurs_at for each in ordered}
    first_at, last_at = ordered[0].recurs_at, ordered[-1].recurs_at
    missing = [each for each in rule_starts(rule.unit, rule.every, rule.first_at, last_at) if each not in present]
    roof = Roof(
        rule=recurrence(rule.unit, rule.every, rule.first_at, last_at),
        left_out=[each for each in missing if each > first_at],
        sequence=len(missing),
        revised_at=revised_at,
    )
    return roof_over(ordered, roof)
