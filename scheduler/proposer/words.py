"""How the reasons say days, times and places."""

from collections.abc import Sequence
from datetime import date, time

from scheduler.core.wording import count_words, day_words, list_words, time_words
from scheduler.proposer.problem import Problem, Slot


def day_of(day: int, *, weekday: bool = False) -> str:
    """“3 March” for a day's ordinal; with the weekday “Wednesday 3 March”."""
    return day_words(date.fromordinal(day), weekday=weekday, year=False)


def clock(minute: int) -> str:
    """“5:30pm” for 1050; a meeting may end at midnight."""
    return time_words(time(minute // 60 % 24, minute % 60))


def slot_words(slot: Slot) -> str:
    """“Wednesday 3 March, 10am”."""
    return f"{day_words(slot.day, weekday=True, year=False)}, {clock(slot.start)}"


def place_of(problem: Problem, place: str) -> str:
    """Its title, or its key."""
    return problem.place_titles.get(place, place)


def titles_of(problem: Problem, principals: Sequence[str]) -> str:
    """“Commissioner and Chief Constable”."""
    titles = {principal.key: principal.title for principal in problem.principals}
    return list_words([titles[key] for key in principals])


def days_words(number: int) -> str:
    """“1 day”, “3 days”."""
    return count_words(number, "day")


def minutes_words(number: int) -> str:
    """“35 minutes”."""
    return count_words(number, "minute")
