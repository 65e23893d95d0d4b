"""What counts as needing the office, and the grey reason that stands beside it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from scheduler.core.clock import local_day, to_local
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words, time_range_words, time_words
from scheduler.forward_plan.rules.vocabulary import CoverageState

DAYS_AHEAD = 7
SOON = timedelta(days=3)
_FORGOTTEN = {
    CoverageState.NO_ENTRY: ("has no entry", "have no entry"),
    CoverageState.OVERDUE: ("is overdue", "are overdue"),
}
NAMES_SHOWN = 3


class NeedKind(StrEnum):
    """Why something needs a person; the page chooses the one action by it. In the order in which they are shown."""

    FORGOTTEN = "forgotten"
    BOUNCED = "bounced"
    FAILED = "failed"
    HELD = "held"
    LOOK = "look"
    PROPOSED = "proposed"
    CALL = "call"
    DATES = "dates"
    SILENT = "silent"
    NOT_MARKED = "not marked"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for the office.

    `subject_id` is an engagement's key; for BOUNCED an invitation's, for FAILED a notice's, for DATES an offer's,
    for PROPOSED a proposal's; for FORGOTTEN, HELD, LOOK and CALL none.
    """

    kind: NeedKind
    title: str
    reason: str
    subject_id: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many are invited to one engagement, how many of them come (a stand-in counts) and how many are silent."""

    invited: int = 0
    coming: int = 0
    silent: int = 0

    @property
    def words(self) -> str:
        """“11 of 14 coming, 3 no answer”; empty when nobody is invited."""
        if not self.invited:
            return ""
        told = f"{self.coming} of {self.invited} coming"
        return f"{told}, {self.silent} no answer" if self.silent else told


@dataclass(frozen=True, slots=True)
class Silence:
    """Who has not answered one engagement's invitation yet."""

    engagement_id: int
    title: str
    starts_at: datetime
    reply_by_at: datetime | None
    labels: tuple[str, ...]
    invited: int

    def is_pressing(self, now: datetime) -> bool:
        """Whether the reply-by date, or without one the engagement itself, is past or less than three days away."""
        return (self.reply_by_at or self.starts_at) - now < SOON

    def reason(self, now: datetime) -> str:
        """Such as “Answers were due by Friday 18 July. Leader, Melton; Chair, Rutland; Clerk, Oakham and 2 others”."""
        return f"{self._due(now)} {names_words(self.labels)}."

    def _due(self, now: datetime) -> str:
        if self.reply_by_at is None:
            return f"It is on {_day(self.starts_at)}; no reply-by date was set."
        verb = "were" if self.reply_by_at < now else "are"
        return f"Answers {verb} due by {_day(self.reply_by_at)}."


def forgotten_needs(partners: Mapping[CoverageState, Sequence[str]]) -> list[Need]:
    """One line for all who were promised a meeting and have no entry, one for all who are overdue."""
    needs = []
    for state, (one, many) in _FORGOTTEN.items():
        if names := partners.get(state, ()):
            verb = one if len(names) == 1 else many
            promised = f"{count_words(len(names), 'promised partner')} {verb}"
            needs.append(Need(NeedKind.FORGOTTEN, promised, f"{names_words(names)}.", 0))
    return needs


def hours_words(starts_at: datetime | None, ends_at: datetime | None, day: date) -> str:
    """What `day` holds of an engagement: “10am to 11am”, “all day”, “from 2pm”, “until midday”."""
    if starts_at is None or ends_at is None:
        return "all day"
    first, last = to_local(starts_at), to_local(ends_at)
    if first.date() == last.date():
        return time_range_words(first.time(), last.time())
    if first.date() == day:
        return f"from {time_words(first.time())}"
    return f"until {time_words(last.time())}" if last.date() == day else "all day"


def names_words(labels: Sequence[str]) -> str:
    """The first three names and how many others: a summit's silent hundred must fit one line."""
    shown = "; ".join(labels[:NAMES_SHOWN])  # a label has a comma of its own
    rest = len(labels) - NAMES_SHOWN
    return f"{shown} and {count_words(rest, 'other')}" if rest > 0 else shown


def ago_words(day: date, today: date) -> str:
    """“today”, “yesterday”, “14 days ago”."""
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def summary_words(engagements: int, needs: int) -> str:
    """Such as “2 engagements today, 3 things need you”."""
    verb = "needs" if needs == 1 else "need"
    words = f"{count_words(engagements, 'engagement')} today, {count_words(needs, 'thing')} {verb} you."
    return words[0].upper() + words[1:]


def _day(instant: datetime) -> str:
    return day_words(local_day(instant), weekday=True, year=False)
