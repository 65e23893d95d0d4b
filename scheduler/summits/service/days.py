"""Two days held for the hosts, their approvals, and the day fixed on the one that every host approved."""

from collections.abc import Sequence
from datetime import datetime

from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import list_words, span_words
from scheduler.engagements.models import Hold, Principal
from scheduler.engagements.queries import holds_of
from scheduler.engagements.rules import HoldEnd
from scheduler.engagements.service import agree_on, place_holds, release_hold
from scheduler.ical.event import Timed
from scheduler.summits.models import HostApproval, Summit
from scheduler.summits.queries.days import HeldDay

MOST_HELD = 2


def hold_day(
    summit: Summit, when: Timed, *, expires_at: datetime, now: datetime, reasons: Sequence[str] = (), clash: str = ""
) -> Hold:
    """Keep a time free in every host's diary. Raises RuleBroken for a third one, and ClashFound as `place_holds`."""
    held = {Timed(hold.starts_at, hold.ends_at) for hold in holds_of(summit.engagement_id)}
    if when not in held and len(held) >= MOST_HELD:
        raise RuleBroken("Two days are held already. Give one of them up first.", "day")
    (hold,) = place_holds(
        summit.engagement, [when], expires_at=expires_at, now=now, reasons=[reasons], clash_reason=clash
    )
    return hold


def give_up_day(hold: Hold, *, now: datetime) -> None:
    """The time is free again."""
    release_hold(hold, HoldEnd.GIVEN_UP, now=now)


def record_approval(summit: Summit, hold: Hold, host: Principal, *, now: datetime) -> None:
    """A host said yes to a held day; once more is harmless. Raises RuleBroken for a hold that ended or no host."""
    if hold.released_at is not None:
        raise RuleBroken("This day is not held any more.")
    if host not in summit.engagement.principals:
        raise RuleBroken(f"{host.title} is no host of this summit.")
    if db.session.get(HostApproval, (hold.id, host.id)) is not None:
        return
    approval = HostApproval(
        hold_id=hold.id, principal_id=host.id, summit_id=summit.id, at=now, recorded_by=current_actor().label
    )
    db.session.add(approval)
    db.session.flush()
    _note(summit, f"{host.title} approved {span_words(hold.starts_at, hold.ends_at)}")


def withdraw_approval(summit: Summit, hold: Hold, host: Principal) -> None:
    """It was recorded by mistake, or the host changed their mind; harmless when there was none."""
    approval = db.session.get(HostApproval, (hold.id, host.id))
    if approval is None:
        return
    db.session.delete(approval)
    db.session.flush()
    _note(summit, f"Approval of {host.title} taken back: {span_words(hold.starts_at, hold.ends_at)}")


def fix_day(summit: Summit, held: HeldDay, *, now: datetime, clash: str = "") -> None:
    """The summit is on the day that every host approved; the other hold ends.

    Raises RuleBroken while one is missing, and ClashFound when a host cannot be there and nobody says why to go on.
    """
    if not held.is_approved:
        missing = list_words([host.title for host in held.missing])
        raise RuleBroken(f"The day is fixed when every host has approved it. Missing: {missing}.")
    hold = held.hold
    agree_on(summit.engagement, Timed(hold.starts_at, hold.ends_at), now=now, clash_reason=clash)
    _note(summit, f"Fixed {span_words(hold.starts_at, hold.ends_at)}, approved by every host")


def _note(summit: Summit, words: str) -> None:
    record("summit.date", "engagement", summit.engagement_id, words)
