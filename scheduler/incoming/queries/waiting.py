"""What waits for the office here, for its Today page."""

from datetime import datetime, timedelta

from scheduler.core.clock import local_day
from scheduler.core.waiting import Waiting
from scheduler.core.wording import age_words, day_words
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import is_past, undecided
from scheduler.incoming.queries.words import asked_words, host_words, when_words
from scheduler.incoming.rules.vocabulary import Decision

HOLDS_LOOKED_AT_AFTER = timedelta(days=3)
"""A held invitation is somebody's decision: it comes back only after a while, or when an answer is due."""


def waiting(now: datetime) -> list[Waiting]:
    """Invitations that nobody has answered, the oldest first, and what they changed since."""
    return [_line(each, now) for each in undecided() if _needs_a_look(each, now)]


def _needs_a_look(invitation: IncomingInvitation, now: datetime) -> bool:
    if invitation.has_changed or invitation.decision is Decision.WAITING:
        return True
    is_old = invitation.decided_at is None or now - invitation.decided_at >= HOLDS_LOOKED_AT_AFTER
    return is_old or _is_due(invitation, now)


def _is_due(invitation: IncomingInvitation, now: datetime) -> bool:
    return invitation.reply_by_on is not None and invitation.reply_by_on <= local_day(now)


def _line(invitation: IncomingInvitation, now: datetime) -> Waiting:
    return Waiting(
        f"Invited: {_named(invitation)}", _reason(invitation, now), f"/invited/{invitation.id}", _action(invitation)
    )


def _named(invitation: IncomingInvitation) -> str:
    """“Annual dinner, East Midlands Chamber”; a title that names its host says enough."""
    host = host_words(invitation)
    return invitation.title if host in invitation.title else f"{invitation.title}, {host}"


def _reason(invitation: IncomingInvitation, now: datetime) -> str:
    if invitation.has_changed:
        return f"They {_change(invitation)}. {when_words(invitation)}."
    asked = f" for the {asked_words(invitation)}" if invitation.principal is not None else ""
    due = f", they want to know by {day_words(invitation.reply_by_on)}" if invitation.reply_by_on else ""
    state = "held" if invitation.decision is Decision.HELD else "unanswered"
    age = age_words(now - invitation.received_at)
    over = "; its day is over" if is_past(invitation, now) else ""
    return f"{when_words(invitation)}{asked}; {state}, came {age} ago{due}{over}."


def _change(invitation: IncomingInvitation) -> str:
    return "called it off" if invitation.decision is Decision.CALLED_OFF else "changed it after we had decided"


def _action(invitation: IncomingInvitation) -> str:
    return "See the change" if invitation.has_changed else "Decide"
