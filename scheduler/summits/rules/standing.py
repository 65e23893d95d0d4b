"""“Where do we stand?” in one sentence; how many answered what; the former names and dates in words."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.invitations.rules import ANSWER_WORDS, PartStat
from scheduler.summits.rules.checklist import CheckedStep, Standing, next_step
from scheduler.summits.rules.timeline import StepRule


@dataclass(frozen=True, slots=True)
class Answers:
    """Live invitations by answer to the plan as it is now, and those whose answer was about an earlier one."""

    now: dict[PartStat, int]
    earlier: dict[PartStat, int]

    @property
    def invited(self) -> int:
        """All of them."""
        return sum(self.now.values()) + sum(self.earlier.values())

    @property
    def answered(self) -> int:
        """Those who said something about the plan as it is now."""
        return sum(number for answer, number in self.now.items() if answer is not PartStat.NEEDS_ACTION)

    @property
    def to_answer_again(self) -> int:
        """Those who answered an earlier plan only."""
        return sum(self.earlier.values())

    @property
    def before_words(self) -> str:
        """For the page before a slip: “38 have answered and will be asked again: 30 coming, 8 apologies. …”."""
        said = Counter(self.now) + Counter(self.earlier)
        silent = said.pop(PartStat.NEEDS_ACTION, 0)
        for answer, number in self.earlier.items():
            said[answer] = said.get(answer, 0) + number
        if not said:
            return "Nobody has answered yet, so nobody is asked again."
        parts = list_words(
            [f"{said[answer]} {ANSWER_WORDS[answer].lower()}" for answer in PartStat if said.get(answer)]
        )
        rest = f" {silent} had not answered and are told too." if silent else ""
        has = "invitee has" if sum(said.values()) == 1 else "invitees have"
        return f"{sum(said.values())} {has} answered and will be asked again: {parts}.{rest}"

    @property
    def after_words(self) -> str:
        """For the pages after a slip: “12 of 46 have answered for the new date; 34 answered for an earlier one”."""
        words = f"{self.answered} of {self.invited} have answered for the new date"
        again = self.to_answer_again
        return f"{words}; {again} answered for an earlier one and {'is' if again == 1 else 'are'} asked again"


@dataclass(frozen=True, slots=True)
class Chapter:
    """What it was called and when it was to be, and what ended that: the next one's day and reason."""

    id: int
    title: str
    date_words: str
    known_on: date
    until_on: date | None
    reason: str

    def sentence(self) -> str:
        """“It was the “Partnership Summit”, planned for early October 2014, until 12 September 2014: the venue …”."""
        when = f", planned for {self.date_words}," if self.date_words else ", without a date,"
        if self.until_on is None:
            return f"It is the “{self.title}”{when} since {day_words(self.known_on)}"
        reason = f": {self.reason}" if self.reason else ""
        return f"It was the “{self.title}”{when} until {day_words(self.until_on)}{reason}"


def chapters_in_order(rows: Sequence[tuple[int, str, str, date, str]]) -> list[Chapter]:
    """From (id, title, date words, known on, reason) in order; a chapter ends with the reason of the next one."""
    found = []
    for number, (id_, title, words, known_on, _reason) in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else None
        until_on, reason = (following[3], following[4]) if following else (None, "")
        found.append(Chapter(id_, title, words, known_on, until_on, reason))
    return found


def where_we_stand(steps: Sequence[CheckedStep], when_words: str, *, has_day: bool, is_over: bool) -> str:
    """One sentence about the day, what is done, what is late and what comes next."""
    late = [each for each in steps if each.standing is Standing.LATE]
    done = sum(each.is_settled for each in steps)
    start = f"It is on {when_words}" if has_day else "No day is fixed yet"
    if is_over:
        start = f"It was on {when_words}"
    parts = [start, f"{done} of {len(steps)} steps are done"]
    if late:
        parts.append(f"{count_words(len(late), 'step is', 'steps are')} late")
    return f"{'; '.join(parts)}.{_next_words(steps)}"


def timeline_words(late: Sequence[StepRule], late_if_compressed: Sequence[StepRule]) -> str:
    """What the timeline cannot keep any more, and what the compressed one could; empty when nothing is late."""
    if not late:
        return ""
    these = count_words(len(late), "step is", "steps are")
    words = f"On the standard timeline {these} already late: {list_words([rule.words for rule in late])}."
    if not late_if_compressed:
        return f"{words} On the compressed timeline none is."
    if len(late_if_compressed) < len(late):
        still = list_words([rule.words for rule in late_if_compressed])
        return f"{words} On the compressed timeline {len(late_if_compressed)} would be: {still}."
    return f"{words} The compressed timeline does not help: as many are late on it."


def compressed_words(late: Sequence[StepRule]) -> str:
    """What even the compressed timeline cannot keep; empty when nothing is late."""
    if not late:
        return ""
    these = count_words(len(late), "step is", "steps are")
    return f"Even on the compressed timeline {these} already late: {list_words([rule.words for rule in late])}."


def _next_words(steps: Sequence[CheckedStep]) -> str:
    following = next_step(steps)
    if following is None:
        return ""
    if following.due_on is None:
        return f" Next: {following.rule.words}."
    return f" Next: {following.rule.words}, by {day_words(following.due_on)} ({following.when_words})."
