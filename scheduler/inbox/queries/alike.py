"""Answers of one mail to a whole series that wait for one reason: a single item of triage, settled by one press."""

from scheduler.inbox.models import InboundAnswer
from scheduler.inbox.rules.vocabulary import Doubt, Outcome

JOINT = frozenset({Doubt.OLDER, Doubt.SUPERSEDED, Doubt.CLOSED, Doubt.UNPROVEN, Doubt.FAILED_DMARC})
"""Doubts about one known invitee, for which no more has to be said of each meeting."""


def alike(row: InboundAnswer) -> list[InboundAnswer]:
    """Everything that waits together with an answer, itself included; the first of them stands for all."""
    if not _may_be_joint(row):
        return [row]
    return [each for each in row.mail.answers if _may_be_joint(each) and _mark(each) == _mark(row)]


def stand_for_all(rows: list[InboundAnswer]) -> list[InboundAnswer]:
    """What a page shows of a mail: of answers that wait together the first."""
    return [row for row in rows if alike(row)[0] is row]


def _may_be_joint(row: InboundAnswer) -> bool:
    is_of_series = bool(row.uid) and "recurs_at" not in row.answer and row.invitation_id is not None
    return is_of_series and row.outcome is Outcome.TRIAGE and row.doubt in JOINT


def _mark(row: InboundAnswer) -> tuple[object, ...]:
    return row.uid, row.doubt, row.method, row.attendee, row.words, row.sequence
