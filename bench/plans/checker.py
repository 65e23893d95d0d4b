"""Verifies a plan against its problem from the rules' words alone: of the engine it uses the data classes only."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations, pairwise

from scheduler.proposer.problem import Demand, Mark, Principal, Problem, Slot

Time = tuple[int, int, str | None, str | None, bool]  # starts, ends, place, demand's key, counts to the caps


def faults(problem: Problem, slots: Mapping[str, Slot]) -> list[str]:
    """Every broken hard rule, in words; what pinned meetings break among themselves is not the plan's."""
    demands = {demand.key: demand for demand in problem.demands}
    found = [f"{key}: no such meeting" for key in slots if key not in demands]
    found += [f"{demand.key}: pinned but moved" for demand in problem.demands if _is_moved(demand, slots)]
    free = {key: slot for key, slot in slots.items() if demands[key].pinned is None}
    for key, slot in free.items():
        found += [f"{key}: {words}" for words in _of_meeting(problem, demands[key], slot)]
    found += _gaps(problem, slots)
    for principal in problem.principals:
        found += _of_principal(problem, demands, principal, slots)
    return found + _partners(demands, slots)


def price(problem: Problem, slots: Mapping[str, Slot]) -> int:
    """The plan's cost in points, counted anew."""
    weights = problem.weights
    points = weights.unplaced * (len(problem.demands) - len(slots))
    for demand in problem.demands:
        if demand.key in slots and demand.pinned is None:
            points += _price_of_meeting(problem, demand, slots[demand.key])
    points += weights.journey * len(_journeys(problem, slots))
    return points + weights.crowded * _crowding(problem, slots)


def _is_moved(demand: Demand, slots: Mapping[str, Slot]) -> bool:
    return demand.pinned is not None and slots.get(demand.key) != demand.pinned


def _of_meeting(problem: Problem, demand: Demand, slot: Slot) -> Iterator[str]:
    yield from _of_day(problem, demand, slot)
    stays = demand.current is not None and (demand.current.day, demand.current.start) == (slot.day, slot.start)
    if slot.start not in (demand.starts or problem.starts) and not stays:
        yield f"start {slot.start} is not offered"
    if slot.principals not in demand.ours:
        yield f"{slot.principals} is no alternative"
    for mark in problem.marks:
        if mark.weight is None and _touches(mark, demand, slot):
            yield f"falls into {mark.words}"
    for principal in problem.principals:
        if principal.key in slot.principals and not _works(principal, slot, demand.minutes):
            yield f"outside the hours of {principal.key}"


def _of_day(problem: Problem, demand: Demand, slot: Slot) -> Iterator[str]:
    if slot.day not in problem.days:
        yield f"{slot.day} is no day of the period"
    if not demand.earliest <= slot.day <= demand.latest:
        yield f"{slot.day} is outside its window"
    if demand.previous_on is not None and not _fits(demand, (slot.day - demand.previous_on).days):
        yield "wrong interval to the meeting before the period"


def _fits(demand: Demand, gap: int) -> bool:
    return gap >= demand.min_gap and (demand.max_gap is None or gap <= demand.max_gap)


def _touches(mark: Mark, demand: Demand, slot: Slot) -> bool:
    if mark.day != slot.day or (mark.scope and not mark.scope & {demand.partner, *slot.principals}):
        return False
    return mark.span is None or (slot.start < mark.span.ends and slot.start + demand.minutes > mark.span.starts)


def _works(principal: Principal, slot: Slot, minutes: int) -> bool:
    spans = principal.hours[slot.day.weekday()]
    return any(span.starts <= slot.start and slot.start + minutes <= span.ends for span in spans)


def _gaps(problem: Problem, slots: Mapping[str, Slot]) -> list[str]:
    chains: dict[str, list[Demand]] = defaultdict(list)
    for demand in sorted(problem.demands, key=lambda demand: demand.number):
        chains[demand.chain].append(demand)
    found = []
    for chain in chains.values():
        for before, after in pairwise(chain):
            both = before.key in slots and after.key in slots and not (before.pinned and after.pinned)
            if both and not _fits(after, (slots[after.key].day - slots[before.key].day).days):
                found.append(f"{after.key}: wrong interval to {before.key}")
    return found


def _of_principal(
    problem: Problem, demands: Mapping[str, Demand], principal: Principal, slots: Mapping[str, Slot]
) -> Iterator[str]:
    days: dict[date, list[Time]] = defaultdict(list)
    for busy in principal.busy:
        days[busy.day].append((busy.starts, busy.ends, busy.place, None, busy.counts))
    for key, slot in slots.items():
        if principal.key in slot.principals:
            ends = slot.start + demands[key].minutes
            days[slot.day].append((slot.start, ends, demands[key].place, key, True))
    for day, times in days.items():
        yield from _clashes(problem, demands, principal, day, times)
        if _counted(times) > principal.per_day and _is_ours(demands, times):
            yield f"{principal.key}: {_counted(times)} on {day}"
    yield from _weeks(problem, demands, principal, days)


def _weeks(
    problem: Problem, demands: Mapping[str, Demand], principal: Principal, days: Mapping[date, list[Time]]
) -> Iterator[str]:
    weeks: dict[tuple[int, int], list[Time]] = defaultdict(list)
    for day, times in days.items():
        weeks[day.isocalendar()[:2]] += times
    for week, times in weeks.items():
        late = [time for time in times if time[1] > problem.evening_from]
        if _counted(times) > principal.per_week and _is_ours(demands, times):
            yield f"{principal.key}: {_counted(times)} in week {week}"
        if _counted(late) > principal.evenings_per_week and _is_ours(demands, late):
            yield f"{principal.key}: {_counted(late)} evenings in week {week}"


def _clashes(
    problem: Problem, demands: Mapping[str, Demand], principal: Principal, day: date, times: list[Time]
) -> Iterator[str]:
    for first, second in combinations(sorted(times, key=lambda time: time[:2]), 2):
        if _is_ours(demands, (first, second)) and second[0] - first[1] < _apart(problem, first[2], second[2]):
            yield f"{principal.key}: {first} and {second} on {day}"


def _apart(problem: Problem, here: str | None, there: str | None) -> int:
    """Minutes between two engagements; none beside time that has no place."""
    if here is None or there is None:
        return 0
    if here == there or not here or not there:
        return problem.buffer
    way = problem.travel.get((here, there), problem.travel.get((there, here), problem.unknown_travel))
    return way + problem.buffer


def _counted(times: list[Time]) -> int:
    return sum(time[4] for time in times)


def _is_ours(demands: Mapping[str, Demand], times: list[Time] | tuple[Time, ...]) -> bool:
    """Whether a meeting that the engine was free to place is among them."""
    return any(time[3] is not None and demands[time[3]].pinned is None for time in times)


def _partners(demands: Mapping[str, Demand], slots: Mapping[str, Slot]) -> list[str]:
    found = []
    for (one, slot), (two, other) in combinations(slots.items(), 2):
        if slot.day != other.day or demands[one].partner != demands[two].partner:
            continue
        if demands[one].pinned and demands[two].pinned:
            continue
        if slot.start < other.start + demands[two].minutes and other.start < slot.start + demands[one].minutes:
            found.append(f"{demands[one].partner}: {one} and {two} at once")
    return found


def _price_of_meeting(problem: Problem, demand: Demand, slot: Slot) -> int:
    points = abs((slot.day - demand.ideal).days) * demand.points_a_day
    points += sum(mark.weight or 0 for mark in problem.marks if _touches(mark, demand, slot))
    if demand.current is None:
        return points
    weights = problem.weights
    if set(demand.current.principals) != set(slot.principals):
        points += weights.moved_people
    if demand.current.day != slot.day:
        return points + weights.moved_day
    return points + (weights.moved_start if demand.current.start != slot.start else 0)


def _journeys(problem: Problem, slots: Mapping[str, Slot]) -> set[tuple[str, date, str]]:
    directions = {demand.key: demand.direction for demand in problem.demands}
    made = {(who, slot.day, directions[key]) for key, slot in slots.items() for who in slot.principals}
    agreed = {(principal.key, busy.day, busy.direction) for principal in problem.principals for busy in principal.busy}
    return {journey for journey in made - agreed if journey[2]}


def _crowding(problem: Problem, slots: Mapping[str, Slot]) -> int:
    ours = Counter((who, slot.day.isocalendar()[:2]) for slot in slots.values() for who in slot.principals)
    agreed = Counter(
        (principal.key, busy.day.isocalendar()[:2])
        for principal in problem.principals
        for busy in principal.busy
        if busy.counts
    )
    comfortable = {principal.key: _comfortable(problem, principal) for principal in problem.principals}
    return sum(max(0, number - max(0, comfortable[week[0]] - agreed[week])) for week, number in ours.items())


def _comfortable(problem: Problem, principal: Principal) -> int:
    if principal.comfortable_week is not None:
        return principal.comfortable_week
    weeks = {day.isocalendar()[:2] for day in problem.days}
    load = sum(busy.counts for busy in principal.busy if busy.day.isocalendar()[:2] in weeks) + sum(
        sum(principal.key in ours for ours in demand.ours) / len(demand.ours) for demand in problem.demands
    )
    return max(1, -int(-load // len(weeks)))
