"""Strands: begun, changed and ended; which engagements belong to them."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.models import Engagement, Principal
from scheduler.stakeholders.models import Body, Organisation
from scheduler.strands.models import Strand
from scheduler.strands.rules.drafts import StrandDraft, checked_strand


def add_strand(draft: StrandDraft) -> Strand:
    """A new one. Raises RuleBroken."""
    facts = _facts(draft, except_id=None)
    strand = Strand(**facts)
    db.session.add(strand)
    db.session.flush()
    _note("strand.added", strand, f"Began the strand “{strand.title}”", {}, facts)
    return strand


def change_strand(strand: Strand, draft: StrandDraft, *, version: int | None) -> None:
    """Bring it to the draft. Raises RuleBroken; VersionConflict, unless it is so already."""
    facts = _facts(draft, except_id=strand.id)
    before = {name: getattr(strand, name) for name in facts}
    if before == facts:
        return
    if version != strand.version:
        raise VersionConflict
    for name, value in facts.items():
        setattr(strand, name, value)
    db.session.flush()
    db.session.expire(strand, ["owner", "organisation", "body"])  # set by their keys
    _note("strand.changed", strand, f"Changed the strand “{strand.title}”", before, facts)


def attach(strand: Strand, engagement: Engagement) -> None:
    """The engagement belongs to it; once is enough."""
    _lock(strand)
    if engagement in strand.engagements:
        return
    strand.engagements.append(engagement)
    db.session.flush()
    record("strand.attached", "engagement", engagement.id, f"Put to the strand “{strand.title}”")


def detach(strand: Strand, engagement: Engagement) -> None:
    """It does not belong to it after all."""
    _lock(strand)
    if engagement not in strand.engagements:
        return
    strand.engagements.remove(engagement)
    db.session.flush()
    record("strand.detached", "engagement", engagement.id, f"Taken from the strand “{strand.title}”")


def _lock(strand: Strand) -> None:
    """Two who press at once must not put it there twice."""
    db.session.execute(select(Strand.id).where(Strand.id == strand.id).with_for_update())
    db.session.expire(strand, ["engagements"])


def _facts(draft: StrandDraft, *, except_id: int | None) -> dict[str, Any]:
    facts = asdict(checked_strand(draft))
    same = select(Strand.id).where(Strand.title == facts["title"], Strand.id != (except_id or 0))
    if db.session.scalar(same) is not None:
        raise RuleBroken("There is a strand of that name already. Give this one another.", "title")
    for name, model, field in (
        ("owner_id", Principal, "owner"),
        ("organisation_id", Organisation, "home"),
        ("body_id", Body, "home"),
    ):
        if facts[name] is not None and db.session.get(model, facts[name]) is None:
            raise RuleBroken("This one is not in the list any more. Choose again.", field)
    return facts


def _note(action: str, strand: Strand, summary: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = {name for name in after if before.get(name) != after[name]}
    details = {
        "before": {name: _plain(before[name]) for name in sorted(changed) if name in before},
        "after": {name: _plain(after[name]) for name in sorted(changed)},
    }
    record(action, "strand", strand.id, summary, details=details)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
