"""Pledges and their rules: added, changed, ended; never deleted, because somebody promised them in public."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line, clean_text
from scheduler.core.wording import day_words
from scheduler.engagements.models import Principal
from scheduler.forward_plan.models import CommitmentRule, Pledge
from scheduler.forward_plan.rules.pledges import GROUP, PledgeDraft, RuleDraft, check_pledge, check_rule
from scheduler.forward_plan.service.commitments import end_commitments, sync_commitments
from scheduler.forward_plan.service.coverage import note_coverage
from scheduler.stakeholders.models import Body, Organisation, PostGroup


def add_pledge(draft: PledgeDraft, *, now: datetime) -> Pledge:
    """A new pledge, still without rules. Raises RuleBroken."""
    facts = _pledge_facts(draft)
    pledge = Pledge(**facts, created_at=now)
    db.session.add(pledge)
    db.session.flush()
    _note("pledge.added", pledge, f"Added the pledge “{pledge.title}”", {}, facts)
    return pledge


def change_pledge(pledge: Pledge, draft: PledgeDraft, *, version: int | None) -> Pledge:
    """Bring it to the draft. Raises RuleBroken, or VersionConflict when somebody was quicker."""
    _require_version(pledge, version)
    facts = _pledge_facts(draft)
    before = {name: getattr(pledge, name) for name in facts}
    _set(pledge, facts)
    _note("pledge.changed", pledge, f"Changed the pledge “{pledge.title}”", before, facts)
    return pledge


def end_pledge(pledge: Pledge, reason: str, *, version: int | None, now: datetime) -> Pledge:
    """It binds nobody from today; its commitments end with it. Raises RuleBroken without a reason."""
    _require_version(pledge, version)
    if pledge.ended_on is not None:
        raise RuleBroken(f"This pledge ended on {day_words(pledge.ended_on)} already.", "reason")
    if not clean_line(reason):
        raise RuleBroken("Enter the reason: it is kept with the pledge.", "reason")
    facts = {"ended_on": local_day(now), "end_reason": clean_line(reason)}
    for rule in pledge.rules:
        end_commitments(rule.commitments, on=local_day(now), reason=f"The pledge ended: {facts['end_reason']}"[:300])
    _set(pledge, facts)
    _note("pledge.ended", pledge, f"Ended the pledge “{pledge.title}”: {pledge.end_reason}", {}, facts)
    return pledge


def add_rule(pledge: Pledge, draft: RuleDraft, *, now: datetime) -> CommitmentRule:
    """A new rule and the commitments that it makes. Raises RuleBroken."""
    if pledge.ended_on is not None:
        raise RuleBroken("This pledge has ended. Add a new one.")
    facts, ours = _rule_facts(draft)
    rule = CommitmentRule(pledge_id=pledge.id, principals=ours, **facts)
    db.session.add(rule)
    db.session.flush()
    db.session.expire(pledge, ["rules"])
    _note("rule.added", pledge, f"Added a rule: {_whom(rule)}, of “{pledge.title}”", {}, facts | _named(ours))
    _bring_about(now)
    return rule


def change_rule(rule: CommitmentRule, draft: RuleDraft, *, version: int | None, now: datetime) -> CommitmentRule:
    """Bring it and its commitments to the draft. Raises RuleBroken, or VersionConflict when somebody was quicker."""
    _require_version(rule, version)
    facts, ours = _rule_facts(draft)
    before = {name: getattr(rule, name) for name in facts} | _named(rule.principals)
    with db.session.no_autoflush:
        _set(rule, facts)
        rule.principals = ours
    db.session.flush()
    db.session.expire(rule, ["group", "organisation", "body"])
    summary = f"Changed a rule: {_whom(rule)}, of “{rule.pledge.title}”"
    _note("rule.changed", rule.pledge, summary, before, facts | _named(ours))
    _bring_about(now)
    return rule


def _bring_about(now: datetime) -> None:
    sync_commitments(now=now)
    note_coverage(now=now)


def _pledge_facts(draft: PledgeDraft) -> dict[str, Any]:
    check_pledge(draft)
    cleaned = {name: clean_line(getattr(draft, name)) for name in ("title", "source", "source_reference")}
    return asdict(draft) | cleaned | {"words": clean_text(draft.words)}


def _rule_facts(draft: RuleDraft) -> tuple[dict[str, Any], list[Principal]]:
    """The rule's columns and who of ours it names."""
    check_rule(draft)
    assert draft.partner is not None
    kind, number = draft.partner
    if db.session.get({GROUP: PostGroup, "organisation": Organisation, "body": Body}[kind], number) is None:
        raise RuleBroken("This partner is not in the list any more. Choose again.", "partner")
    query = select(Principal).where(Principal.id.in_(draft.principal_ids))
    ours = list(db.session.scalars(query.order_by(Principal.position, Principal.id)))
    if len(ours) != len(set(draft.principal_ids)):
        raise RuleBroken("One of ours is not in the list any more. Choose again.", "principals")
    facts = asdict(draft)
    del facts["partner"], facts["principal_ids"]
    facts["kinds"] = list(draft.kinds)
    return facts | {f"{each}_id": number if each == kind else None for each in (GROUP, "organisation", "body")}, ours


def _whom(rule: CommitmentRule) -> str:
    """The group's or the one partner's name."""
    partner = rule.group or rule.organisation or rule.body
    assert partner is not None
    return partner.name


def _named(ours: list[Principal]) -> dict[str, Any]:
    return {"principals": [each.title for each in ours]}


def _set(row: Pledge | CommitmentRule, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)


def _require_version(row: Pledge | CommitmentRule, version: int | None) -> None:
    if row.version != version:
        raise VersionConflict


def _note(action: str, pledge: Pledge, summary: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Only what differs; every entry is about the pledge, so that its history is in one place."""
    db.session.flush()
    changed = [name for name, value in after.items() if name not in before or before[name] != value]
    details = {
        "before": {name: _plain(before[name]) for name in changed if name in before},
        "after": {name: _plain(after[name]) for name in changed},
    }
    if changed:
        record(action, "pledge", pledge.id, summary, details=details)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
