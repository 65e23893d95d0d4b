"""Why a meeting is where it is, in short facts: how near to its ideal, whose journey it shares, what it avoids."""

from collections.abc import Iterator, Mapping

from scheduler.core.wording import count_words
from scheduler.proposer.diary import Sitting
from scheduler.proposer.ground import week_of
from scheduler.proposer.obstacles import Position, position_of
from scheduler.proposer.problem import Demand, Problem, Slot
from scheduler.proposer.why_not import answer
from scheduler.proposer.words import day_of, days_words, minutes_words, slot_words, titles_of

AVOIDED = 2  # layers named that the day keeps clear of


def reasons(problem: Problem, slots: Mapping[str, Slot]) -> dict[str, tuple[str, ...]]:
    """The facts for each meeting of a plan."""
    position = position_of(problem, slots)
    return {key: reasons_for(position, sitting) for key, sitting in position.diary.sittings.items()}


def reasons_for(position: Position, sitting: Sitting) -> tuple[str, ...]:
    """The facts for one meeting, the plan around it as it is."""
    if sitting.demand.pinned is not None:
        return ("agreed: it stays where it is",)
    return (
        *_nearness(position, sitting),
        *_stays(sitting),
        *_people(position, sitting),
        *_journeys(position, sitting),
        *_layers(position, sitting),
        *_crowded(position, sitting),
    )


def _nearness(position: Position, sitting: Sitting) -> Iterator[str]:
    if not sitting.demand.points_a_day:
        return  # no day is better than another by itself
    ideal = sitting.demand.ideal.toordinal()
    away = sitting.day - ideal
    if not away:
        yield "on the ideal day"
        return
    yield f"{days_words(abs(away))} {'after' if away > 0 else 'before'} the ideal {day_of(ideal)}"
    if ideal not in position.ground.days:
        yield f"{day_of(ideal, weekday=True)} is no working day"
        return
    found = answer(position, sitting.demand, ideal)
    if not found.possible:
        yield f"{day_of(ideal)}: {found.against[0]}"
    elif found.costs:
        yield f"{day_of(ideal)} has {found.costs[0]}"


def _stays(sitting: Sitting) -> Iterator[str]:
    current = sitting.demand.current
    if current is None:
        return
    same_day = current.day.toordinal() == sitting.day
    yield "stays where it was" if same_day and current.start == sitting.start else f"was on {slot_words(current)}"


def _people(position: Position, sitting: Sitting) -> Iterator[str]:
    titles = titles_of(position.problem, sitting.ours)
    if len(sitting.ours) > 1:
        yield f"{titles} are all free" if len(sitting.ours) > 2 else f"{titles} are both free"
    elif len(sitting.demand.ours) > 1:
        yield f"the {titles} goes"


def _journeys(position: Position, sitting: Sitting) -> Iterator[str]:
    demand, ground = sitting.demand, position.ground
    if not demand.direction:
        return
    said: set[str] = set()
    for principal in sitting.ours:
        for title, place in _same_way(position, sitting, principal):
            if title not in said:
                said.add(title)
                minutes = ground.travel(place, demand.place)
                yield f"same journey as {title}" + (f", {minutes_words(minutes)} apart" if minutes else "")


def _same_way(position: Position, sitting: Sitting, principal: str) -> Iterator[tuple[str, str]]:
    demand, spot = sitting.demand, (principal, sitting.day)
    for other in position.diary.of_principal.get(spot, ()):
        if other is not sitting and other.demand.direction == demand.direction:
            yield other.demand.title, other.demand.place
    for busy in position.ground.busy.get(spot, ()):
        if busy.direction == demand.direction:
            yield busy.words, busy.place or demand.place


def _layers(position: Position, sitting: Sitting) -> Iterator[str]:
    here = {mark.words for mark in position.ground.marks(sitting.day, sitting.demand.partner, sitting.ours)}
    found = answer(position, sitting.demand, sitting.day, sitting.start)
    for words in found.costs:
        yield f"in spite of {words}"
    near = [words for words in _near_marks(position, sitting.demand, sitting) if words not in here]
    for words in near[:AVOIDED]:
        yield f"clear of {words}"


def _near_marks(position: Position, demand: Demand, sitting: Sitting) -> list[str]:
    """The layers between the ideal day and this one, or on the days around it: those that it had to look out for."""
    ideal = demand.ideal.toordinal()
    first, last = min(ideal, sitting.day) - 7, max(ideal, sitting.day) + 7
    words = {
        mark.words: None
        for day in position.ground.days
        if first <= day <= last
        for mark in position.ground.marks(day, demand.partner, sitting.ours)
        if mark.span is None or (sitting.start < mark.span.ends and sitting.end > mark.span.starts)
    }
    return list(words)


def _crowded(position: Position, sitting: Sitting) -> Iterator[str]:
    ground = position.ground
    for principal in sitting.ours:
        week = (principal, week_of(sitting.day))
        number = ground.agreed_week.get(week, 0) + position.diary.in_week(week)
        if number > ground.comfortable[principal] and position.diary.in_week(week) > ground.crowd_room(*week):
            title = ground.principals[principal].title
            yield f"a full week for the {title}: {count_words(number, 'engagement')}"
