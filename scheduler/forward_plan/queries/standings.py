"""Where each commitment's partner stands: what is recent or ahead, and older meetings only of who was not met since."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_

from scheduler.core.values import dataclass
from scheduler.forward_plan.models import Commitment
from scheduler.forward_plan.queries.commitments import measure_of
from scheduler.forward_plan.queries.meetings import EVERY_ONE, held_before, meetings_with, not_held_before
from scheduler.forward_plan.queries.partners import handovers, home_of, key_of
from scheduler.forward_plan.rules.counting import Measure, Meeting
from scheduler.forward_plan.rules.coverage import Standing, standing_of
from scheduler.forward_plan.rules.lineage import PartnerKey, forebears

LATELY = timedelta(days=92)
"""Only the last meeting that counts matters; whoever has one since then needs no older ones read."""
Meetings = Mapping[PartnerKey, list[Meeting]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a commitment counts, and with whom: its partner and whoever handed over to it."""

    keys: tuple[PartnerKey, ...]
    measure: Measure

    def standing(self, meetings: Sequence[Meetings], on: date) -> Standing:
        theirs = [each for known in meetings for key in self.keys for each in known.get(key, ())]
        return standing_of(theirs, self.measure, on)


def standings_on(commitments: Sequence[Commitment], on: date, which: ColumnElement[bool] = EVERY_ONE) -> list[Standing]:
    """One for each, in their order, by the engagements wanted; a fixed number of statements."""
    asked, since = _asked(commitments, on), on - LATELY
    recent = meetings_with({key for each in asked for key in each.keys}, and_(which, not_held_before(since)))
    standings = [each.standing([recent], on) for each in asked]
    unmet = {key for each, known in zip(asked, standings, strict=True) if known.last is None for key in each.keys}
    older = meetings_with(unmet, and_(which, held_before(since)))
    return [
        each.standing([older, recent], on) if known.last is None and not older.keys().isdisjoint(each.keys) else known
        for each, known in zip(asked, standings, strict=True)
    ]


def _asked(commitments: Sequence[Commitment], on: date) -> list[_Asked]:
    older = forebears(handovers(), on)
    measures = {rule.id: measure_of(rule) for rule in {each.rule for each in commitments}}
    keys = [key_of(home_of(each)) for each in commitments]
    return [
        _Asked((key, *older.get(key, ())), measures[each.rule_id]) for each, key in zip(commitments, keys, strict=True)
    ]
