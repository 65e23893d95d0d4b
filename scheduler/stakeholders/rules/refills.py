"""Who left a post and who takes it, row by row, as after the annual meetings of May; and what speaks against a row."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words
from scheduler.stakeholders.rules.days import overlap
from scheduler.stakeholders.rules.drafts import PersonDraft


class Happened(StrEnum):
    """What became of a holder."""

    STAYS = "stays"
    LEFT = "left"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class SeatChange:
    """One post from a day on: vacant, or with a newcomer, whose facts are new or belong to somebody known."""

    post_id: int
    on: date
    """The newcomer's first day, or the first day of the vacancy; who leaves had the post until the day before."""
    seen_tenure_id: int | None
    """Who held the post when the page was opened."""
    newcomer: PersonDraft | None = None
    person_id: int | None = None
    """Somebody we have already; `newcomer` then only adds an address or a style."""
    same_as_post_id: int | None = None
    """The newcomer of another row: one person took two posts."""

    @property
    def fills(self) -> bool:
        """Whether the post is held afterwards."""
        return self.newcomer is not None


@dataclass(frozen=True, slots=True)
class Holding:
    """A tenure as the rules see it."""

    tenure_id: int
    person_id: int
    name: str
    from_on: date
    until_on: date | None


class RowsRefused(RuleBroken):
    """Nothing was stored: `by_post` says what is wrong with which post's row."""

    def __init__(self, by_post: dict[int, RuleBroken]) -> None:
        super().__init__("Nothing was saved: correct the rows below.")
        self.by_post = by_post


def check_change(change: SeatChange, holder: Holding | None, others: Sequence[Holding]) -> None:
    """Raises RuleBroken naming the row's field; `others` are the post's tenures beside its present holder's."""
    if change.seen_tenure_id != (holder.tenure_id if holder else None):
        who = f"{holder.name} holds it now" if holder else "it is vacant now"
        raise RuleBroken(f"Somebody changed this row meanwhile: {who}. Check it again.", "happened")
    if holder is None and not change.fills:
        raise RuleBroken("Nobody holds this post, so nobody can have left it.", "happened")
    if holder is not None and holder.from_on >= change.on:
        raise RuleBroken(f"{holder.name} is in post only from {day_words(holder.from_on)}. Enter a later day.", "day")
    if change.fills:
        _check_newcomer(change, holder, others)


def _check_newcomer(change: SeatChange, holder: Holding | None, others: Sequence[Holding]) -> None:
    if holder is not None and change.person_id == holder.person_id:
        raise RuleBroken(f"{holder.name} holds this post already. Choose “Stays”.", "happened")
    for other in others:
        if overlap((change.on, None), (other.from_on, other.until_on)):
            raise RuleBroken(f"{other.name} takes this post on {day_words(other.from_on)}. Correct that first.", "day")


def tally_words(changes: Iterable[SeatChange]) -> str:
    """“12 holders end, 10 begin, 2 posts become vacant”."""
    rows = list(changes)
    ends = sum(row.seen_tenure_id is not None for row in rows)
    begins = sum(row.fills for row in rows)
    vacant = len(rows) - begins
    parts = [f"{count_words(ends, 'holder')} {'ends' if ends == 1 else 'end'}"] if ends else []
    if begins:
        parts.append(f"{begins} {'begins' if begins == 1 else 'begin'}")
    if vacant:
        parts.append(f"{count_words(vacant, 'post')} {'becomes' if vacant == 1 else 'become'} vacant")
    return ", ".join(parts)
