"""Which holds stand, and which of them keep something from being disposed of or erased."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.keeping.models import DisposalHold
from scheduler.keeping.queries.facets import facets_of_person
from scheduler.keeping.queries.tracing import Subject
from scheduler.keeping.rules.holding import Cover, Facets


def standing_holds() -> list[DisposalHold]:
    """Not released, the oldest first."""
    return [each for each in all_holds() if each.released_at is None]


def all_holds() -> list[DisposalHold]:
    """Every one, in the order in which they were laid."""
    parts = (DisposalHold.organisation, DisposalHold.body, DisposalHold.engagement, DisposalHold.person)
    query = select(DisposalHold).options(*(joinedload(part) for part in parts)).order_by(DisposalHold.id)
    return list(db.session.scalars(query))


def hold_of(hold_id: int) -> DisposalHold | None:
    """One of them."""
    return db.session.get(DisposalHold, hold_id)


def cover_of(hold: DisposalHold) -> Cover:
    """What it names."""
    partner = ("organisation", hold.organisation_id) if hold.organisation_id else None
    partner = ("body", hold.body_id) if hold.body_id else partner
    return Cover(hold.from_on, hold.until_on, partner, hold.engagement_id, hold.person_id)


def holds_on(facets: Facets, holds: Sequence[DisposalHold]) -> list[DisposalHold]:
    """Those of `holds` that keep a record."""
    return [each for each in holds if cover_of(each).covers(facets)]


def holds_on_person(subject: Subject) -> list[DisposalHold]:
    """Those that keep a person from being erased; of somebody who is not in our list we can tell little."""
    facets = facets_of_person(subject.person_id) if subject.person_id is not None else Facets()
    return holds_on(facets, standing_holds())
