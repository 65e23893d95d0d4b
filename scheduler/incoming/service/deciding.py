"""What the office decides: accept (whoever goes), hold, decline, follow a change; each once, whoever presses twice."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_text
from scheduler.core.values import dataclass
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import locked, when_of
from scheduler.incoming.queries.words import asked_words, goes_words
from scheduler.incoming.rules.courtesy import courtesy_words
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.incoming.service.answering import post_answer
from scheduler.incoming.service.changing import is_in_diary
from scheduler.incoming.service.diary import Goer, Going, enter, follow_them, keep_free, take_out
from scheduler.incoming.service.offers import note_offer

WE_DECLINED = "We declined their invitation"
THEY_CALLED_OFF = "They called it off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What they read, whether they are written to at all, who decided, and the version that the page had shown."""

    words: str
    writes: bool
    by: str
    seen: int | None


def accept(invitation: IncomingInvitation, going: Going, answer: Answer, *, now: datetime) -> bool:
    """We come: one of ours in whomever's name they asked. False: it was accepted just so already.

    Raises RuleBroken, VersionConflict, and ClashFound while a clash has no reason.
    """
    goer = going.goer
    if not _begin(invitation, answer, Decision.ACCEPTED, goer):
        return False
    enter(invitation, going, now=now)
    _decide(invitation, Decision.ACCEPTED, answer, now, goer)
    note_offer(invitation, is_taken=True, by=answer.by, now=now)
    post_answer(invitation, writes=answer.writes, now=now)
    return True


def hold(invitation: IncomingInvitation, going: Going, answer: Answer, *, until: datetime, now: datetime) -> bool:
    """Not decided yet; the time is kept free as far as there is one. Raises as `accept`."""
    if not _begin(invitation, answer, Decision.HELD, going.goer):
        return False
    keep_free(invitation, going, until=until, now=now)
    _decide(invitation, Decision.HELD, answer, now, going.goer)
    post_answer(invitation, writes=answer.writes, now=now)
    return True


def decline(invitation: IncomingInvitation, answer: Answer, *, now: datetime) -> bool:
    """Nobody comes; what stood in our diary for it leaves. Raises RuleBroken, VersionConflict."""
    if not _begin(invitation, answer, Decision.DECLINED, None):
        return False
    take_out(invitation, WE_DECLINED, now=now, is_over=False)
    _decide(invitation, Decision.DECLINED, answer, now, None)
    note_offer(invitation, is_taken=False, by=answer.by, now=now)
    post_answer(invitation, writes=answer.writes, now=now)
    return True


def follow(
    invitation: IncomingInvitation,
    answer: Answer,
    *,
    clash_reason: str = "",
    clashes_seen: frozenset[str] | None = None,
    now: datetime,
) -> bool:
    """Bring our diary to what they changed, or take out what they called off. Raises as `accept`."""
    fresh = locked(invitation)
    if not fresh.has_changed:
        return False
    _require(fresh, answer.seen)
    if fresh.decision is Decision.CALLED_OFF:
        take_out(fresh, THEY_CALLED_OFF, now=now, is_over=True)
    elif fresh.decision is Decision.HELD:
        raise RuleBroken("Its time is only kept free. Decide again: hold the new time, accept or decline.")
    else:
        follow_them(fresh, clash_reason=clash_reason, clashes_seen=clashes_seen, now=now)
        _say_anew(fresh, now)
        post_answer(fresh, writes=answer.writes and fresh.decision is Decision.ACCEPTED, now=now)
    _settle(fresh, "incoming.followed", f"{answer.by} took over what they changed: {fresh.title}")
    return True


def _say_anew(invitation: IncomingInvitation, now: datetime) -> None:
    """What we wrote named the day as it was."""
    invitation.decided_at = now
    if invitation.decision is Decision.ACCEPTED:
        invitation.answer_words = courtesy_words(
            Decision.ACCEPTED,
            invitation.title,
            when_of(invitation),
            goes_words(invitation),
            asked_words(invitation),
        )


def leave_as_it_is(invitation: IncomingInvitation, answer: Answer) -> bool:
    """Somebody has seen what they changed, and our decision stays. Raises VersionConflict."""
    fresh = locked(invitation)
    if not fresh.has_changed:
        return False
    _require(fresh, answer.seen)
    _settle(fresh, "incoming.seen", f"{answer.by} saw what they changed, and left it: {fresh.title}")
    return True


def _begin(invitation: IncomingInvitation, answer: Answer, wanted: Decision, goer: Goer | None) -> bool:
    """Lock it; False when the very same was decided meanwhile."""
    fresh = locked(invitation)
    if fresh.version != answer.seen and fresh.decision is wanted and not fresh.has_changed and _goes(fresh, goer):
        return False
    _require(fresh, answer.seen)
    if fresh.decision is Decision.CALLED_OFF:
        raise RuleBroken("They have called it off. There is nothing left to answer.")
    if wanted is Decision.HELD and fresh.decision is Decision.ACCEPTED and is_in_diary(fresh):
        raise RuleBroken("It is accepted and in the diary already. Decline it to take it out.")
    return True


def _goes(invitation: IncomingInvitation, goer: Goer | None) -> bool:
    role = goer.role if goer is not None and goer.principal_id is None else ""
    return (invitation.goes_principal_id, invitation.goes_words) == (goer.principal_id if goer else None, role)


def _require(invitation: IncomingInvitation, seen: int | None) -> None:
    if seen != invitation.version:
        raise VersionConflict


def _decide(
    invitation: IncomingInvitation, decision: Decision, answer: Answer, now: datetime, goer: Goer | None
) -> None:
    before = invitation.decision
    invitation.decision, invitation.decided_at, invitation.decided_by = decision, now, answer.by[:200]
    invitation.goes_principal_id = goer.principal_id if goer is not None else None
    invitation.goes_words = goer.role[:200] if goer is not None and goer.principal_id is None else ""
    invitation.answer_words = clean_text(answer.words)
    invitation.has_changed = False
    db.session.flush()
    db.session.refresh(invitation, ["goes_principal"])
    who = f"; the {goer.role} goes" if goer is not None and decision is Decision.ACCEPTED else ""
    details = {"before": {"decision": str(before)}, "after": {"decision": str(decision)}}
    words = f"{str(decision).capitalize()}: {invitation.title}{who}"
    record(f"incoming.{decision.name.lower()}", "incoming_invitation", invitation.id, words, details=details)


def _settle(invitation: IncomingInvitation, what: str, words: str) -> None:
    invitation.has_changed = False
    db.session.flush()
    record(what, "incoming_invitation", invitation.id, words)
