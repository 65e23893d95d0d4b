"""Who of ours sits where, with who stands in, in order."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementKind
from scheduler.representation.models import Alternate, Representation
from scheduler.stakeholders.models import Body, BodyCover, Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFilter:
    """What the register was asked for; None or False asks nothing."""

    body_id: int | None = None
    principal_id: int | None = None
    capacity: str = ""
    review_due: bool = False
    with_past: bool = False


def seat_of(representation_id: int) -> Representation | None:
    """One, with all that its page shows."""
    return db.session.scalar(_whole().where(Representation.id == representation_id))


def seat_words(seat: Representation | Alternate) -> str:
    """“Chief Executive”, “Chief Superintendent, partnerships”: a role, never a name."""
    return seat.principal.title if seat.principal is not None else seat.role


def holds_on(seat: Representation, on: date) -> bool:
    """Whether it holds on a day."""
    return seat.from_on <= on and (seat.until_on is None or on <= seat.until_on)


def live_on(on: date) -> ColumnElement[bool]:
    """The condition that a representation holds on a day."""
    return and_(Representation.from_on <= on, or_(Representation.until_on.is_(None), Representation.until_on >= on))


def seats_of_body(body: Body | int, on: date) -> list[Representation]:
    """Our present representations there, alternates in order of who goes first; the first of ours first."""
    return seats_of_bodies([body if isinstance(body, int) else body.id], on)


def seats_of_bodies(body_ids: Collection[int], on: date) -> list[Representation]:
    """Our present representations on any of them, by the body's name."""
    return _listed(_whole().where(Representation.body_id.in_(body_ids), live_on(on)))


def seats_at_covering(organisation: Organisation, on: date) -> list[Representation]:
    """Our present representations on bodies that cover an organisation."""
    covering = select(BodyCover.body_id).where(BodyCover.organisation_id == organisation.id)
    return _listed(_whole().where(Representation.body_id.in_(covering), live_on(on)))


def register(wanted: SeatFilter, on: date) -> list[Representation]:
    """What the register shows as of a day, by body and by the order of ours."""
    query = _whole()
    if not wanted.with_past:
        query = query.where(or_(Representation.until_on.is_(None), Representation.until_on >= on))
    if wanted.body_id is not None:
        query = query.where(Representation.body_id == wanted.body_id)
    if wanted.principal_id is not None:
        query = query.where(_concerns(wanted.principal_id))
    if wanted.capacity:
        query = query.where(Representation.capacity == wanted.capacity)
    if wanted.review_due:
        query = query.where(Representation.review_on <= on)
    return _listed(query)


def reviews_due(on: date) -> list[Representation]:
    """Those whose review day has come, the longest waiting first."""
    query = _whole().where(live_on(on), Representation.review_on <= on)
    return list(db.session.scalars(query.order_by(Representation.review_on, Representation.id)).unique())


def left_behind(on: date) -> list[Representation]:
    """Present seats of principals who are in office no more."""
    query = _whole().join(Representation.principal).where(live_on(on), Principal.until_on < on)
    return list(db.session.scalars(query.order_by(Principal.until_on, Representation.id)).unique())


def bodies_of(engagement: Engagement) -> list[Body]:
    """The bodies whose meeting it is: those with a post at a board meeting; to meet a chair alone is none."""
    if engagement.kind is not EngagementKind.BOARD:
        return []
    found = {post.body.id: post.body for post in engagement.posts if post.body is not None}
    return [found[number] for number in sorted(found)]


def seats_at(engagement: Engagement, on: date) -> list[Representation]:
    """Our representations, on the day, on the bodies whose meeting it is."""
    bodies = bodies_of(engagement)
    return seats_of_bodies([body.id for body in bodies], on) if bodies else []


def all_bodies() -> list[Body]:
    """Every body that has not ended, by name."""
    query = select(Body).where(Body.ended_on.is_(None)).order_by(func.lower(Body.name), Body.id)
    return list(db.session.scalars(query))


def bodies_with_seats() -> list[Body]:
    """Every body on which one of ours sits or sat, by name."""
    seated = select(Representation.body_id)
    query = select(Body).where(Body.id.in_(seated)).order_by(func.lower(Body.name), Body.id)
    return list(db.session.scalars(query))


def _concerns(principal_id: int) -> ColumnElement[bool]:
    stands_in = select(Alternate.representation_id).where(Alternate.principal_id == principal_id)
    return or_(Representation.principal_id == principal_id, Representation.id.in_(stands_in))


def _whole() -> Select[Representation]:
    return select(Representation).options(
        joinedload(Representation.body),
        joinedload(Representation.principal),
        selectinload(Representation.alternates).joinedload(Alternate.principal),
    )


def _listed(query: Select[Representation]) -> list[Representation]:
    ordered = query.join(Representation.body).outerjoin(Representation.principal)
    ordered = ordered.order_by(
        func.lower(Body.name),
        Representation.body_id,
        Principal.id.is_(None),
        Principal.position,
        Representation.from_on,
        Representation.id,
    )
    return list(db.session.scalars(ordered).unique())
