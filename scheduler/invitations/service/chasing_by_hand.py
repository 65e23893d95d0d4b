"""What the office does beside the ladder: chase now, leave a rung out, change a ladder."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.models import Chaser, ChaserLadder, Invitation, InvitationLink
from scheduler.invitations.queries.chasers import Candidate, candidates_of, ladders
from scheduler.invitations.rules import ChaserState
from scheduler.invitations.rules.chasers import open_rungs, reason_against
from scheduler.invitations.rules.ladders import ByHand, Ladder, Rung, Step, rung_words, shown_days
from scheduler.invitations.service.chasers import CHASER, Claimed, claim, post_round
from scheduler.outbox.batches import WHY_STOPPED, Stopped, left_already, waiting_in
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState

FOR_EVERYBODY = " for everybody"
"""How the note ends of what was left out for the whole engagement: it holds for whoever is invited later, too."""
NOBODY = "There is nobody to chase: they have answered, the time to answer has ended, or no mail may reach them."


def silent_of(found: Iterable[Candidate], now: datetime) -> list[Candidate]:
    """Those to whom a chaser may go now, whatever their ladder says."""
    return [each for each in found if reason_against(each.standing, Step.CHASE, now) is None]


def chase_now(found: Iterable[Candidate], *, now: datetime) -> int:
    """A chaser today to whoever of them is silent; pressed twice it goes once. Returns how many mails.

    Raises RuleBroken when no mail may reach any of them.
    """
    silent = silent_of(found, now)
    if not silent:
        raise RuleBroken(NOBODY)
    claimed = []
    for each in silent:
        rung = ByHand(local_day(now), each.standing.counted_to_on(Step.CHASE))
        chaser_id = claim(each.invitation, rung, ChaserState.POSTED, now=now)
        if chaser_id is not None:
            claimed.append(Claimed(chaser_id, each))
    posted = post_round(CHASER, claimed, now=now)
    db.session.flush()
    return posted


def undo_chasing(batch: str, now: datetime) -> Stopped | None:  # noqa: ARG001 - as every undo is called
    """Undo for chasers by hand: what waits never leaves, and whoever was to get it can be chased again today."""
    waiting = [notice for notice in waiting_in(batch) if notice.kind == CHASER]
    if not waiting:
        return None
    for notice in waiting:
        notice.state, notice.last_error = NoticeState.WITHDRAWN, WHY_STOPPED
    left = left_already(batch)
    stopped, told = _invitations_of(waiting), _invitations_of(left)
    day = local_day(waiting[0].created_at)
    by_hand = Chaser.rung == ByHand(day, day).key
    db.session.execute(delete(Chaser).where(by_hand, Chaser.invitation_id.in_(stopped - told)))
    db.session.flush()
    return Stopped(len(waiting), len(left), "Nobody else was written to; you can chase them again.", "/chasers")


def _invitations_of(notices: Iterable[Notice]) -> set[int]:
    link_ids = [each for notice in notices for each in notice.payload["link_ids"]]
    wanted = select(InvitationLink.invitation_id).where(InvitationLink.id.in_(link_ids))
    return set(db.session.scalars(wanted))


def leave_out(candidate: Candidate, key: str, *, by: str, holidays: frozenset[date], now: datetime) -> bool:
    """The rung with that key does not happen; False when it has been reached already or there is none."""
    rung = _open_rung(candidate, key, holidays)
    if rung is None:
        return False
    invitation, note = candidate.invitation, f"Left out by {by}"
    if claim(invitation, rung, ChaserState.LEFT_OUT, note=note, now=now) is None:
        return False
    words = f"Left out for {invitation.invitee_label}: {rung_words(rung.key).lower()}"
    record("invitation.chaser_left_out", "invitation", invitation.id, words)
    return True


def leave_out_all(found: Sequence[Candidate], *, by: str, holidays: frozenset[date], now: datetime) -> int:
    """The silent among them are neither chased nor called any more; returns how many rungs were left out."""
    by = f"{by}{FOR_EVERYBODY}"
    keys = [(each, rung.key) for each in found if each.standing.is_silent for rung in _rungs_of_silence(each, holidays)]
    return sum(leave_out(each, key, by=by, holidays=holidays, now=now) for each, key in keys)


def leave_newcomer_out(invitation: Invitation, *, holidays: frozenset[date], now: datetime) -> None:
    """Where nobody is to be chased before the deadline as it is, whoever is invited later is not chased either."""
    left_out = select(Chaser.counted_to_on, Chaser.note).join(Chaser.invitation)
    of_all = Chaser.state == ChaserState.LEFT_OUT, Chaser.note.endswith(FOR_EVERYBODY, autoescape=True)
    mine = left_out.where(Invitation.engagement_id == invitation.engagement_id, *of_all).distinct()
    notes = {day: note for day, note in db.session.execute(mine)}  # noqa: C416 - dict() takes no Row
    for candidate in candidates_of([invitation]) if notes else ():
        for rung in _rungs_of_silence(candidate, holidays):
            if rung.counted_to_on in notes:
                claim(invitation, rung, ChaserState.LEFT_OUT, note=notes[rung.counted_to_on], now=now)


def _rungs_of_silence(candidate: Candidate, holidays: frozenset[date]) -> list[Rung]:
    return [rung for step in (Step.CHASE, Step.CALL) for rung in open_rungs(candidate.standing, step, holidays)]


def save_ladder(kind: EngagementKind, ladder: Ladder) -> None:
    """The ladder of a kind from now on; rungs that were reached stay as they are."""
    before = ladders()[kind]
    row = db.session.get(ChaserLadder, kind) or ChaserLadder(kind=kind)
    row.is_on, row.call_days = ladder.is_on, ladder.call_days
    row.chase_days, row.remind_days = list(ladder.chase_days), list(ladder.remind_days)
    db.session.add(row)
    details = {"before": _facts(before), "after": _facts(ladder)}
    record("chaser_ladder.changed", "chaser_ladder", None, f"Chasers of the kind “{kind}” changed", details=details)
    db.session.flush()


def _facts(ladder: Ladder) -> dict[str, object]:
    return {
        "on": ladder.is_on,
        "chase": shown_days(ladder.chase_days),
        "call": ladder.call_days,
        "remind": shown_days(ladder.remind_days),
    }


def _open_rung(candidate: Candidate, key: str, holidays: frozenset[date]) -> Rung | None:
    rungs = (rung for step in Step for rung in open_rungs(candidate.standing, step, holidays))
    return next((rung for rung in rungs if rung.key == key), None)
