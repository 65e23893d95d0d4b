"""Which body reports to which, with our seats: a partnership board, its executive, its sub-groups."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, or_, select

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.representation.models import Representation
from scheduler.representation.queries.seats import SeatFilter, register
from scheduler.stakeholders.models import Body


@dataclass(frozen=True, slots=True)
class Branch:
    """One body, our present seats there, and the bodies below it."""

    body: Body
    seats: tuple[Representation, ...]
    below: tuple["Branch", ...]


def body_tree(on: date) -> list[Branch]:
    """The uppermost bodies by name; one that stands alone and has no seat of ours is left out."""
    live = or_(Body.ended_on.is_(None), Body.ended_on >= on)
    bodies = list(db.session.scalars(select(Body).where(live).order_by(func.lower(Body.name), Body.id)))
    numbers = {each.id for each in bodies}
    children: dict[int | None, list[Body]] = defaultdict(list)
    for body in bodies:
        children[body.parent_id if body.parent_id in numbers else None].append(body)
    seats = _seats(on)
    grown = [_branch(each, children, seats, frozenset()) for each in children[None]]
    return [each for each in grown if each.seats or each.below]


def _seats(on: date) -> Mapping[int, list[Representation]]:
    found: dict[int, list[Representation]] = defaultdict(list)
    for seat in register(SeatFilter(), on):
        if seat.from_on <= on:
            found[seat.body_id].append(seat)
    return found


def _branch(
    body: Body,
    children: Mapping[int | None, Sequence[Body]],
    seats: Mapping[int, Sequence[Representation]],
    above: frozenset[int],
) -> Branch:
    """Bodies that report to one another in a circle are shown once."""
    path = above | {body.id}
    below = (_branch(each, children, seats, path) for each in children.get(body.id, ()) if each.id not in path)
    return Branch(body, tuple(seats.get(body.id, ())), tuple(below))
