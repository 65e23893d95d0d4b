"""Whose diaries we keep: added and changed, never deleted, because their engagements stay on record."""

from dataclasses import asdict, fields
from datetime import date

from sqlalchemy import func, select

from scheduler.audit.service import record
from scheduler.core.addresses import clean_address
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import PrincipalKind
from scheduler.engagements.rules.seen import check_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalDraft:
    """A principal as the office means it; in office from and until a day, both included."""

    title: str
    kind: PrincipalKind
    name: str = ""
    email: str = ""
    from_on: date | None = None
    until_on: date | None = None


def add_principal(draft: PrincipalDraft) -> Principal:
    """A new one, last in the office's order. Raises RuleBroken naming the field."""
    facts = _checked(draft)
    last = db.session.scalar(select(func.max(Principal.position))) or 0
    principal = Principal(**facts, position=last + 1)
    db.session.add(principal)
    db.session.flush()
    details = {"after": _in_words(facts)}
    record("principal.added", "principal", principal.id, f"Added: {principal.title}", details=details)
    return principal


def change_principal(principal: Principal, draft: PrincipalDraft, *, seen: str | None = None) -> Principal:
    """Take over what the draft says. Raises RuleBroken naming the field, or VersionConflict."""
    facts, before = _checked(draft), principal_facts(principal)
    check_mark(before, seen)
    for name, value in facts.items():
        setattr(principal, name, value)
    db.session.flush()
    details = {"before": _in_words(before), "after": _in_words(facts)}
    record("principal.changed", "principal", principal.id, f"Changed: {principal.title}", details=details)
    return principal


def principal_facts(principal: Principal) -> dict[str, object]:
    """What its page shows."""
    return {each.name: getattr(principal, each.name) for each in fields(PrincipalDraft)}


def _checked(draft: PrincipalDraft) -> dict[str, object]:
    facts: dict[str, object] = asdict(draft)
    facts["title"], facts["name"] = clean_line(draft.title), clean_line(draft.name)
    if not facts["title"]:
        raise RuleBroken("Enter the title, for example Commissioner.", "title")
    if draft.email.strip():
        facts["email"] = _address(draft.email)
    if draft.from_on and draft.until_on and draft.until_on < draft.from_on:
        raise RuleBroken("The last day in office is before the first.", "until_on")
    return facts


def _address(typed: str) -> str:
    try:
        return clean_address(typed)
    except RuleBroken as error:
        raise RuleBroken(error.message, "email") from error


def _in_words(facts: dict[str, object]) -> dict[str, object]:
    return {name: str(value) if isinstance(value, date) else value for name, value in facts.items()}
