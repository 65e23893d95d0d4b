"""The best days for one engagement, with their reasons: what the office sends to a partner as dates on offer."""

from collections.abc import Mapping

from scheduler.core.values import dataclass
from scheduler.proposer.catalogue import Catalogue, Option
from scheduler.proposer.diary import Sitting
from scheduler.proposer.ground import DAYS_A_WEEK
from scheduler.proposer.obstacles import Position, position_of
from scheduler.proposer.pricing import slot_of
from scheduler.proposer.problem import Problem, Slot
from scheduler.proposer.reasons import reasons_for

CHOICE = 3
SAME_WEEKDAY = 3  # points: a partner who cannot on Tuesdays is not helped by three Tuesdays
WISHES = (600, 840, 660)  # 10am, 2pm, 11am: the times of day differ too


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A slot with what speaks for it and its price in points."""

    slot: Slot
    points: int
    reasons: tuple[str, ...]


def best_slots(
    problem: Problem, key: str, number: int = CHOICE, *, slots: Mapping[str, Slot] | None = None
) -> list[Offer]:
    """Up to `number` slots on as many different days, the best first; `slots` are those that other meetings have."""
    position = position_of(problem, slots)
    position.diary.take_out(key)
    catalogue = Catalogue(position.ground, [position.ground.demands[key]])
    priced = _priced(position, catalogue.options[key])
    chosen: list[Offer] = []
    while priced and len(chosen) < number:
        taken = [offer.slot.day.toordinal() for offer in chosen]
        points, option, starts = min(
            priced, key=lambda found: (found[0] + _sameness(found[1].day, taken), found[1].day)
        )
        chosen.append(_offer(position, option, starts, points, WISHES[len(chosen) % len(WISHES)]))
        priced = [found for found in priced if found[1].day != option.day]
    return chosen


def _priced(position: Position, options: list[Option]) -> list[tuple[int, Option, int]]:
    found = []
    for option in options:
        starts = position.diary.starts(option)
        if starts:
            price, cheapest = option.cheapest(starts)
            found.append((price + position.diary.surcharge(option), option, cheapest))
    return found


def _sameness(day: int, taken: list[int]) -> int:
    return SAME_WEEKDAY * sum(day % DAYS_A_WEEK == other % DAYS_A_WEEK for other in taken)


def _offer(position: Position, option: Option, starts: int, points: int, wish: int) -> Offer:
    start = min(position.ground.grid.members(starts), key=lambda start: (abs(start - wish), start))
    sitting = Sitting(option.demand, option.day, start, option.ours)
    return Offer(slot=slot_of(sitting), points=points, reasons=reasons_for(position, sitting))
