"""Lay and release holds: while one stands, nothing that it covers is disposed of or erased."""

from datetime import date, datetime

from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules.working_days import add_working_days
from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.keeping.models import DisposalHold
from scheduler.keeping.rules.holding import Cover
from scheduler.stakeholders.models import Person

ANSWER_DAYS = 20
"""Working days to answer a request (Freedom of Information Act 2000, section 10)."""


@dataclass(frozen=True, slots=True)
class HoldDraft:
    """What the office typed; `came_on` is the day on which a request came, and sets the day of the answer."""

    reference: str
    reason: str
    cover: Cover
    came_on: date | None = None


def lay_hold(draft: HoldDraft, *, now: datetime) -> DisposalHold:
    """From now on what it covers stays. Raises RuleBroken."""
    cover = draft.cover
    _check(draft)
    kind, partner_id = cover.partner or ("", None)
    hold = DisposalHold(
        reference=clean_line(draft.reference)[:120],
        reason=clean_text(draft.reason),
        from_on=cover.from_on,
        until_on=cover.until_on,
        organisation_id=partner_id if kind == "organisation" else None,
        body_id=partner_id if kind == "body" else None,
        engagement_id=cover.engagement_id,
        person_id=cover.person_id,
        answer_due_on=answer_due(draft.came_on) if draft.came_on else None,
        made_at=now,
        made_by=current_actor().label[:200],
    )
    db.session.add(hold)
    db.session.flush()
    record("hold.laid", "hold", hold.id, f"Laid the hold {hold.reference}")
    return hold


def _check(draft: HoldDraft) -> None:
    cover = draft.cover
    if not clean_line(draft.reference):
        raise RuleBroken("Enter a reference, for example FOI 2026/014.", "reference")
    if cover.from_on and cover.until_on and cover.until_on < cover.from_on:
        raise RuleBroken("The last day is before the first.", "until_on")
    if cover.engagement_id is not None and db.session.get(Engagement, cover.engagement_id) is None:
        raise RuleBroken("There is no such engagement. Copy its address from the browser.", "engagement")
    if cover.person_id is not None and db.session.get(Person, cover.person_id) is None:
        raise RuleBroken("There is no such person.", "person")


def answer_due(came_on: date) -> date:
    """The twentieth working day after a request came."""
    return add_working_days(came_on, ANSWER_DAYS, bank_holidays())


def release_hold(hold: DisposalHold, *, now: datetime) -> None:
    """What it covered may go again when its time is over; a repeat changes nothing."""
    if hold.released_at is not None:
        return
    hold.released_at, hold.released_by = now, current_actor().label[:200]
    db.session.flush()
    record("hold.released", "hold", hold.id, f"Released the hold {hold.reference}")
