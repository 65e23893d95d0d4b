"""Puts the first who are silent on the call list, as if their day had come: a fresh demo shows one."""

from datetime import datetime

from scheduler.almanac.queries import bank_holidays
from scheduler.invitations.queries.chasers import candidates
from scheduler.invitations.rules import ChaserState
from scheduler.invitations.rules.chasers import open_rungs, reason_against
from scheduler.invitations.rules.ladders import Step
from scheduler.invitations.service.chasers import claim

SILENT = 4


def load_chasers(now: datetime) -> None:
    """Whom the office rings today; the others are chased by mail as their days come."""
    holidays = bank_holidays()
    silent = [each for each in candidates(now) if reason_against(each.standing, Step.CALL, now) is None]
    reached = [(each, rung) for each in silent for rung in open_rungs(each.standing, Step.CALL, holidays)]
    for number, (each, rung) in enumerate(reached[:SILENT], 1):
        if each.invitation.post is not None:
            each.invitation.post.telephone = f"0116 496 {100 + number:04d}"
        claim(each.invitation, rung, ChaserState.TO_CALL, now=now)
