"""Notes a partner's state whenever it becomes another: “what changed since last week” reads these rows."""

from datetime import datetime

from sqlalchemy import delete, select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.forward_plan.models import Commitment, CoverageChange
from scheduler.forward_plan.queries.changes import states_until
from scheduler.forward_plan.queries.coverage import coverage_board
from scheduler.forward_plan.queries.partners import DAY
from scheduler.forward_plan.rules.board import EVERYTHING, BoardFilter
from scheduler.forward_plan.service.commitments import sync_commitments


def run_day(now: datetime) -> None:
    """The day's round: who joins and leaves today, and whose state the calendar alone has changed."""
    sync_commitments(now=now)
    note_coverage(now=now)


def note_coverage(wanted: BoardFilter = EVERYTHING, *, now: datetime) -> None:
    """One row for each commitment whose state is not the one noted last; a day keeps its last state only."""
    on = local_day(now)
    board = coverage_board(on, wanted)
    ids = sorted(row.commitment.id for row in board.rows)
    if not ids:
        return
    db.session.execute(select(Commitment.id).where(Commitment.id.in_(ids)).order_by(Commitment.id).with_for_update())
    before = states_until(ids, on - DAY)
    known = states_until(ids, on)
    for row in board.rows:
        key = row.commitment.id
        if known.get(key) is row.state:
            continue
        db.session.execute(delete(CoverageChange).where(CoverageChange.commitment_id == key, CoverageChange.on == on))
        if before.get(key) is not row.state:
            db.session.add(CoverageChange(commitment_id=key, on=on, state=row.state))
    db.session.flush()
