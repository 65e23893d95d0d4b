"""Pledges with their rules, and what a rule could name."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.engagements.queries import live_principals
from scheduler.forward_plan.models import CommitmentRule, Pledge
from scheduler.forward_plan.queries.partners import Home
from scheduler.forward_plan.rules.lineage import PartnerKey
from scheduler.forward_plan.rules.pledges import GROUP
from scheduler.stakeholders.models import Body, Organisation, PostGroup
from scheduler.stakeholders.queries import group_members


def _rules() -> ExecutableOption:
    """Not a constant: it configures every mapper, which a starting process leaves to its first page."""
    return selectinload(Pledge.rules).options(
        selectinload(CommitmentRule.principals),
        joinedload(CommitmentRule.group),
        joinedload(CommitmentRule.organisation),
        joinedload(CommitmentRule.body),
    )


def all_pledges() -> Sequence[Pledge]:
    """Those that bind first, the newest promise first."""
    order = (Pledge.ended_on.is_not(None), Pledge.source_on.desc(), Pledge.id.desc())
    return db.session.scalars(select(Pledge).order_by(*order).options(_rules())).all()


def live_pledges(on: date) -> Sequence[Pledge]:
    """Those that bind on a day, to choose from."""
    query = select(Pledge).where((Pledge.ended_on.is_(None)) | (Pledge.ended_on > on))
    return db.session.scalars(query.order_by(Pledge.title, Pledge.id)).all()


def pledge_of(pledge_id: int) -> Pledge | None:
    """One pledge with its rules."""
    return db.session.scalars(select(Pledge).where(Pledge.id == pledge_id).options(_rules())).one_or_none()


def rule_of(rule_id: int) -> CommitmentRule | None:
    """One rule."""
    return db.session.get(CommitmentRule, rule_id)


def history_of(pledge: Pledge) -> Sequence[AuditEntry]:
    """What was done to it and its rules, newest first."""
    query = select(AuditEntry).where(AuditEntry.subject_type == "pledge", AuditEntry.subject_id == pledge.id)
    return db.session.scalars(query.order_by(AuditEntry.id.desc())).all()


def partner_named(partner: PartnerKey, on: date) -> list[Home]:
    """The partners that a rule with this group, organisation or body would have on a day."""
    kind, number = partner
    if kind == GROUP:
        group = db.session.get(PostGroup, number)
        return list(dict.fromkeys(post.home for post in group_members(group, on))) if group else []
    home = db.session.get(Organisation if kind == "organisation" else Body, number)
    return [home] if isinstance(home, Organisation | Body) else []


def principals_on_offer(rule: CommitmentRule | None, on: date) -> list[Principal]:
    """Those in office, and those that the rule names already."""
    ours = list(live_principals(on))
    return ours + [each for each in (rule.principals if rule else ()) if each not in ours]
