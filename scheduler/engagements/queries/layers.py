"""Named reads of whom layers concern."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from scheduler.almanac.models import Layer
from scheduler.almanac.rules import LayerKind
from scheduler.core.db import db
from scheduler.engagements.models import PrincipalLayer
from scheduler.stakeholders.models import BodyCover


def layers_of_ours() -> Mapping[int, set[int]]:
    """The ids of the principals whom a busy calendar belongs to, by layer; other layers are missing."""
    return _pairs(PrincipalLayer.layer_id, PrincipalLayer.principal_id)


def bodies_covering() -> Mapping[int, set[int]]:
    """The ids of the bodies that cover an organisation, by organisation."""
    return _pairs(BodyCover.organisation_id, BodyCover.body_id)


def busy_layers() -> Sequence[Layer]:
    """Calendars that may belong to one of ours, by name."""
    return db.session.scalars(select(Layer).where(Layer.kind == LayerKind.BUSY).order_by(Layer.name)).all()


def _pairs(one: InstrumentedAttribute[int], other: InstrumentedAttribute[int]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in db.session.execute(select(one, other)):
        found[key].add(value)
    return found
