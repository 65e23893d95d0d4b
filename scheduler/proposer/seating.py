"""Start times for meetings whose days are settled: a small search with a way back, day by day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from scheduler.proposer.catalogue import Option
from scheduler.proposer.diary import Diary, Sitting
from scheduler.proposer.ground import Ground

MOST_TRIES = 400  # for one day


def seat(diary: Diary, options: Iterable[Option]) -> list[Option]:
    """Gives each option a start and puts it into the diary; returns those of the days that it could not seat whole."""
    days: dict[int, list[Option]] = defaultdict(list)
    for option in options:
        days[option.day].append(option)
    failed: list[Option] = []
    for day in sorted(days):
        if not _Day(diary).seat(days[day]):
            failed += days[day]
    return failed


def cannot_sit(ground: Ground, options: Iterable[Option]) -> Iterator[list[Option]]:
    """The groups of one day that share people and cannot be seated even when nothing else is planned."""
    days: dict[int, list[Option]] = defaultdict(list)
    for option in options:
        days[option.day].append(option)
    for day in days.values():
        for group in _sharing(day):
            attempt = _Day(Diary(ground))
            if len(group) > 1 and not attempt.seat(group) and not attempt.gave_up:
                yield group


def _sharing(options: Iterable[Option]) -> list[list[Option]]:
    """Parted so that no two groups have a principal or partner in common."""
    groups: list[tuple[set[str], list[Option]]] = []
    for option in options:
        people, members = {option.demand.partner, *option.ours}, [option]
        apart = []
        for others, group in groups:
            if people & others:
                people, members = people | others, group + members
            else:
                apart.append((others, group))
        groups = [*apart, (people, members)]
    return [members for _, members in groups]


class _Day:
    """One day's search; `gave_up`: it ended by the number of tries, so it proves nothing."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self._tries = MOST_TRIES

    @property
    def gave_up(self) -> bool:
        """Whether a failure to seat means nothing."""
        return self._tries < 0

    def seat(self, options: Sequence[Option]) -> bool:
        """The one with the fewest starts left goes first; its cheapest starts are tried first."""
        if not options:
            return True
        open_starts = {option: self.diary.starts(option) for option in options}
        if not all(open_starts.values()):
            return False
        option = min(options, key=lambda option: open_starts[option].bit_count())
        rest = [other for other in options if other is not option]
        for start, price in self._in_order(option, open_starts[option]):
            self._tries -= 1
            if self._tries < 0:
                return False
            self.diary.put(Sitting(option.demand, option.day, start, option.ours, price, option))
            if self.seat(rest):
                return True
            self.diary.take_out(option.demand.key)
        return False

    def _in_order(self, option: Option, starts: int) -> list[tuple[int, int]]:
        """Cheap before dear, day before evening, early before late."""
        grid = self.diary.ground.grid
        evenings = self.diary.ground.evenings(option.demand.minutes)
        priced = [(option.cheapest(grid.of((start,)))[0], start) for start in grid.members(starts)]
        priced.sort(key=lambda pair: (pair[0], bool(grid.of((pair[1],)) & evenings), pair[1]))
        return [(start, price) for price, start in priced]
