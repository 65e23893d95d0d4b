"""The worker's round of chasing and reminding. Each rung of an invitation's ladder is reached once.

A row of `chaser` is claimed by its unique key before anything is posted, so that two workers post one mail.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from scheduler.accounts.queries import find_office
from scheduler.almanac.queries import bank_holidays, opening_hours
from scheduler.almanac.rules.working_days import is_open
from scheduler.audit.service import record
from scheduler.core.addresses import address_key
from scheduler.core.db import db, insert_into
from scheduler.core.rounds import once_due
from scheduler.core.values import dataclass
from scheduler.invitations.models import Chaser, Invitation, InvitationLink
from scheduler.invitations.queries.chasers import Candidate, candidates
from scheduler.invitations.rules import ChaserState
from scheduler.invitations.rules.chasers import Due, due_now
from scheduler.invitations.rules.ladders import ByHand, Rung, Step
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice

CHASER, REMINDER = "chaser", "reminder"
ROUND_MAILS = (CHASER, REMINDER)
KIND_OF_STEP = {Step.CHASE: CHASER, Step.REMIND: REMINDER}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A rung that this transaction alone may act on."""

    chaser_id: int
    candidate: Candidate


def chase_due(now: datetime) -> int:
    """Post what is due while the office is open; returns how many mails."""
    if not _is_working(now):
        return 0
    found = {each.invitation.id: each for each in candidates(now)}
    posted = 0
    for step, reached in _reached(found.values(), now).items():
        claimed = [each for due in reached for each in _reach(due, found[due.standing.invitation_id], now)]
        if step in KIND_OF_STEP:
            posted += post_round(KIND_OF_STEP[step], claimed, now=now)
    db.session.flush()
    return posted


def _is_needed(now: datetime) -> bool:
    """Most minutes have nothing to do."""
    return _is_working(now) and bool(_reached(candidates(now), now))


chase_round = once_due(_is_needed, chase_due)


def _is_working(now: datetime) -> bool:
    return find_office() is not None and is_open(now, opening_hours(), bank_holidays())


def _reached(found: Iterable[Candidate], now: datetime) -> dict[Step, list[Due]]:
    """What is due, by step; empty when nothing is."""
    standings = [each.standing for each in found]
    by_step = {step: due_now(standings, step, now, bank_holidays()) for step in Step}
    return {step: reached for step, reached in by_step.items() if reached}


def _reach(due: Due, candidate: Candidate, now: datetime) -> list[Claimed]:
    """Write down what becomes of the rungs; what goes is claimed, unless another worker was first."""
    for rung, reason in due.decision.left_out:
        claim(candidate.invitation, rung, ChaserState.LEFT_OUT, note=reason, now=now)
    goes = due.decision.goes
    if goes is None:
        return []
    state = ChaserState.TO_CALL if goes.step is Step.CALL else ChaserState.POSTED
    chaser_id = claim(candidate.invitation, goes, state, now=now)
    return [Claimed(chaser_id, candidate)] if chaser_id is not None else []


def claim(
    invitation: Invitation, rung: Rung | ByHand, state: ChaserState, *, note: str = "", now: datetime
) -> int | None:
    """The new row's id; None when the rung was reached before, by whomever."""
    facts = {
        "invitation_id": invitation.id,
        "rung": rung.key,
        "counted_to_on": rung.counted_to_on,
        "due_on": rung.due_on,
        "state": state,
        "at": now,
        "note": note,
        "done_by": "",
    }
    key = ["invitation_id", "rung", "counted_to_on"]
    statement = insert_into(Chaser).values(facts).on_conflict_do_nothing(index_elements=key).returning(Chaser.id)
    claimed: int | None = db.session.scalar(statement)
    return claimed


def post_round(kind: str, claimed: Sequence[Claimed], *, now: datetime) -> int:
    """One mail for each mailbox, about everything in it that was claimed; returns how many mails."""
    by_box: defaultdict[str, list[tuple[Claimed, InvitationLink]]] = defaultdict(list)
    for each in claimed:
        for link in each.candidate.links:
            by_box[address_key(link.address)].append((each, link))
    for pairs in by_box.values():
        _post(kind, pairs, now)
    for each in claimed:
        _note(kind, each)
    return len(by_box)


def _post(kind: str, pairs: Sequence[tuple[Claimed, InvitationLink]], now: datetime) -> Notice:
    (first, link), links = pairs[0], [link for _, link in pairs]
    draft = NoticeDraft(
        kind=kind,
        recipient_name=link.name,
        recipient_address=link.address,
        subject_type="engagement",
        subject_id=link.invitation.engagement_id,
        dedupe_key=f"{kind}:{first.chaser_id}:{link.id}:{now.isoformat()}",  # SQLite gives an undone row's id again
        payload={"link_id": link.id, "link_ids": [each.id for each in links]},
        references=link.first_message_id if len(links) == 1 else None,
    )
    return post_notice(draft, now=now)


def _note(kind: str, claimed: Claimed) -> None:
    invitation = claimed.candidate.invitation
    words = f"{kind.capitalize()} to {invitation.invitee_label} about {invitation.engagement.title}"
    record(f"invitation.{kind}", "invitation", invitation.id, words)
