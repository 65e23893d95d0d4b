"""The partners behind commitments: whom a rule names on a day, and who handed over to whom."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.forward_plan.models import Commitment, CommitmentRule
from scheduler.forward_plan.rules.lineage import Handover, PartnerKey
from scheduler.stakeholders.models import Body, Organisation, PostGroup, Succession
from scheduler.stakeholders.queries import group_members
from scheduler.stakeholders.rules import is_live

Home = Organisation | Body
DAY = timedelta(days=1)


def key_of(home: Home) -> PartnerKey:
    """“organisation” or “body” and the id."""
    return ("organisation" if isinstance(home, Organisation) else "body", home.id)


def home_of(commitment: Commitment) -> Home:
    """The commitment's partner."""
    home = commitment.organisation or commitment.body
    assert home is not None
    return home


def handovers() -> list[Handover]:
    """Every succession: the dated ones, then those of which only the successor and the last day are known."""
    found = [each for row in db.session.scalars(select(Succession).order_by(Succession.id)) for each in _dated(row)]
    for model in (Organisation, Body):
        query = select(model.id, model.successor_id, model.ended_on)
        query = query.where(model.successor_id.is_not(None), model.ended_on.is_not(None)).order_by(model.id)
        for old, new, ended_on in db.session.execute(query):
            if new is not None and ended_on is not None:
                found.append(Handover((model.__tablename__, old), (model.__tablename__, new), ended_on + DAY))
    return found


def _dated(row: Succession) -> Iterable[Handover]:
    if row.organisation_id is not None and row.successor_organisation_id is not None:
        to_key = ("organisation", row.successor_organisation_id)
        yield Handover(("organisation", row.organisation_id), to_key, row.from_on)
    if row.body_id is not None and row.successor_body_id is not None:
        yield Handover(("body", row.body_id), ("body", row.successor_body_id), row.from_on)


def members_of_groups(groups: Iterable[PostGroup], on: date) -> dict[int, dict[PartnerKey, Home]]:
    """The homes of each group's posts on a day, by group; one query a group."""
    return {
        group.id: {key_of(post.home): post.home for post in group_members(group, on)}
        for group in {each.id: each for each in groups}.values()
    }


def partners_of(rule: CommitmentRule, groups: Mapping[int, dict[PartnerKey, Home]], on: date) -> dict[PartnerKey, Home]:
    """Whom a rule names on a day: its group's homes, or the one organisation or body while it exists."""
    if rule.group_id is not None:
        return groups[rule.group_id]
    home = rule.organisation or rule.body
    assert home is not None
    return {key_of(home): home} if is_live(home.started_on, home.ended_on, on) else {}


def homes_by_key(keys: Iterable[PartnerKey]) -> dict[PartnerKey, Home]:
    """The named organisations and bodies, in two queries at most."""
    wanted = set(keys)
    organisations = [number for kind, number in wanted if kind == "organisation"]
    bodies = [number for kind, number in wanted if kind == "body"]
    found: list[Home] = []
    if organisations:
        found.extend(db.session.scalars(select(Organisation).where(Organisation.id.in_(organisations))))
    if bodies:
        found.extend(db.session.scalars(select(Body).where(Body.id.in_(bodies))))
    return {key_of(home): home for home in found}
