"""Somebody of ours goes in another's place: same time, same place, and partners learn who comes."""

from collections.abc import Iterable
from datetime import datetime

from blinker import Signal

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.queries import principals_for_update
from scheduler.engagements.rules import OFF_THE_DIARY, OVER, USUAL_TELLING, ChangeKind, Telling
from scheduler.engagements.service.clashes import require_free
from scheduler.engagements.service.revisions import as_it_was, note, revise
from scheduler.ical.event import Timed

principal_replaced = Signal()
"""Sender: the Engagement, flushed; `swap`: a Swap; `telling`: a Telling."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Who does not come and who comes instead; None: those of ours who are left go alone."""

    absent: Principal
    stand_in: Principal | None


def send_in_place(
    engagement: Engagement,
    swap: Swap,
    reason: str,
    *,
    now: datetime,
    clash_reason: str = "",
    telling: Telling = USUAL_TELLING,
) -> None:
    """Put the stand-in where the absent one was; the same again is harmless. SEQUENCE stays, answers with it.

    Raises ClashFound when the stand-in cannot be there and nobody says why to go on, RuleBroken when it is over or
    off the diary, when the absent one does not take part, or when nobody of ours would be left.
    """
    _lock(engagement, swap)
    if swap.absent not in engagement.principals and (swap.stand_in is None or swap.stand_in in engagement.principals):
        return
    _check(engagement, swap)
    ours = _ours_after(engagement, swap)
    is_clashing = _clashes(engagement, swap, clash_reason)
    before = as_it_was(engagement)
    with db.session.no_autoflush:  # one UPDATE, so one step of the version
        engagement.principals = ours
        engagement.clash_reason = clean_line(clash_reason) if is_clashing else engagement.clash_reason
    revise(engagement, before, now)
    note(engagement, ChangeKind.EDITED, before, telling, is_told_apart=True)
    principal_replaced.send(engagement, swap=swap, reason=reason, telling=telling)


def _lock(engagement: Engagement, swap: Swap) -> None:
    ids = {each.id for each in (*engagement.principals, swap.absent, swap.stand_in) if each is not None}
    principals_for_update(ids)
    db.session.flush()
    db.session.refresh(engagement, ["status", "version", "principals"])


def _check(engagement: Engagement, swap: Swap) -> None:
    if engagement.status in OFF_THE_DIARY | OVER:
        raise RuleBroken("It does not take place any more, so nobody is needed.")
    if swap.absent not in engagement.principals:
        raise RuleBroken(f"The {swap.absent.title} does not take part in it.")
    if not _ours_after(engagement, swap):
        raise RuleBroken("Choose who goes instead: nobody of ours would be left.", "who")


def _ours_after(engagement: Engagement, swap: Swap) -> list[Principal]:
    left = [each for each in engagement.principals if each is not swap.absent]
    if swap.stand_in is not None and swap.stand_in not in left:
        left.append(swap.stand_in)
    return _in_order(left)


def _in_order(ours: Iterable[Principal]) -> list[Principal]:
    return sorted(ours, key=lambda each: (each.position, each.id))


def _clashes(engagement: Engagement, swap: Swap, reason: str) -> bool:
    when = when_of(engagement)
    if swap.stand_in is None or not isinstance(when, Timed):
        return False
    return require_free(when, [swap.stand_in.id], engagement, reason)
