"""What the office sees while it puts dates together: each date with what speaks for and against it, and the mail."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from scheduler.core.values import dataclass
from scheduler.core.wording import span_words
from scheduler.engagements.availability import obstacles_in_way
from scheduler.engagements.availability.obstacles import wanted_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import holds_of
from scheduler.engagements.rules.obstacles import IMPOSSIBLE
from scheduler.ical.event import Timed
from scheduler.invitations.queries.invitees import Invitee, resolve
from scheduler.stakeholders.models import Post


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date under consideration."""

    when: Timed
    reasons: tuple[str, ...]
    obstacles: tuple[str, ...]
    needs_reason: bool

    @property
    def words(self) -> str:
        """“Tuesday 6 October 2026, 10am to 11am”."""
        return span_words(self.when.starts_at, self.when.ends_at)


def date_rows(engagement: Engagement, reasons: Mapping[Timed, Iterable[str]], now: datetime) -> list[DateRow]:
    """The dates in the order of the calendar, checked against the diaries as they are now."""
    return [
        _row(engagement, when, tuple(reasons[when]), now) for when in sorted(reasons, key=lambda each: each.starts_at)
    ]


def _row(engagement: Engagement, when: Timed, reasons: tuple[str, ...], now: datetime) -> DateRow:
    found = obstacles_in_way(wanted_of(engagement, when), [each.id for each in engagement.principals], engagement.id)
    past = ("That time is past",) if when.starts_at <= now else ()
    return DateRow(
        when,
        reasons,
        (*past, *(each.words for each in found)),
        any(each.needs_reason or each.kind in IMPOSSIBLE for each in found),
    )


def held_times(engagement: Engagement, after: datetime) -> dict[Timed, tuple[str, ...]]:
    """What an accepted plan holds for it already, with the reasons."""
    return {
        Timed(hold.starts_at, hold.ends_at): tuple(hold.reasons)
        for hold in holds_of(engagement.id)
        if hold.starts_at > after
    }


def asked_invitees(posts: Sequence[Post], on: date) -> list[Invitee]:
    """Each partner with its holder of the day and the addresses that get a mail."""
    return resolve(posts, on)
