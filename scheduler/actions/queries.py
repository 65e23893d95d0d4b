"""Actions: of an engagement, of everybody, behind a link."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.actions.models import Action
from scheduler.actions.rules import OVER, Owner, OwnerKind
from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest, normalise
from scheduler.engagements.models import Engagement, Principal
from scheduler.stakeholders.models import Body, Organisation


def actions_of(engagement: Engagement) -> list[Action]:
    """In the order of headings and of making, with owners and updates at hand."""
    query = _whole(select(Action).where(Action.engagement_id == engagement.id))
    return list(db.session.scalars(query.order_by(Action.heading, Action.id)))


def all_actions(*, is_open: bool = True) -> list[Action]:
    """Those that are not over, or those that are; the earliest day first, those without a day last."""
    over = Action.state.in_(OVER)
    query = _whole(select(Action).where(~over if is_open else over)).options(joinedload(Action.engagement))
    return list(db.session.scalars(query.order_by(Action.due_on.is_(None), Action.due_on, Action.id)))


def action_by_id(action_id: int) -> Action | None:
    """One, or None."""
    return db.session.get(Action, action_id)


def action_by_token(token: str) -> Action | None:
    """The action behind its owner's link, however a gateway mangled it."""
    normalised = normalise(token)
    if normalised is None:
        return None
    return db.session.scalar(select(Action).where(Action.token_hash == digest(Purpose.ACTION, normalised)))


def owner_of(action: Action) -> Owner:
    """As a form's value."""
    if action.principal_id is not None:
        return Owner(OwnerKind.PRINCIPAL, action.principal_id)
    if action.organisation_id is not None:
        return Owner(OwnerKind.ORGANISATION, action.organisation_id)
    return Owner(OwnerKind.BODY, action.body_id or 0)


def owner_words(action: Action) -> str:
    """“Head of Community Safety, Blaby District Council”; one of ours by title."""
    if action.principal is not None:
        return action.principal.title
    home = action.organisation or action.body
    return ", ".join(part for part in (action.role, home.name if home else "") if part)


def find_owner(owner: Owner) -> Principal | Organisation | Body | None:
    """Who it names; None when there is none any more."""
    if owner.kind is OwnerKind.PRINCIPAL:
        return db.session.get(Principal, owner.id)
    if owner.kind is OwnerKind.ORGANISATION:
        return db.session.get(Organisation, owner.id)
    return db.session.get(Body, owner.id)


def possible_owners() -> dict[str, list[tuple[str, str]]]:
    """A form's choices by heading: value and name."""
    ours = db.session.scalars(select(Principal).order_by(Principal.position, Principal.id))
    organisations = db.session.scalars(select(Organisation).where(Organisation.ended_on.is_(None)))
    bodies = db.session.scalars(select(Body).where(Body.ended_on.is_(None)))
    return {
        "Ours": [(str(Owner(OwnerKind.PRINCIPAL, each.id)), each.title) for each in ours],
        "Organisations": _named(OwnerKind.ORGANISATION, [(each.id, each.name) for each in organisations]),
        "Boards and partnerships": _named(OwnerKind.BODY, [(each.id, each.name) for each in bodies]),
    }


def _named(kind: OwnerKind, homes: list[tuple[int, str]]) -> list[tuple[str, str]]:
    ordered = sorted(homes, key=lambda each: (each[1].casefold(), each[0]))
    return [(str(Owner(kind, number)), name) for number, name in ordered]


def _whole(query: Select[Action]) -> Select[Action]:
    return query.options(
        joinedload(Action.principal),
        joinedload(Action.organisation),
        joinedload(Action.body),
        selectinload(Action.updates),
    )
