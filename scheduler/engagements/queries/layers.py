"""Named reads of whom layers concern."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from scheduler.core.db import db
from scheduler.engagements.models import PrincipalLayer
from scheduler.stakeholders.models import BodyCover


def layers_of_ours() -> Mapping[int, set[int]]:
    """The ids of the principals whom a busy calendar belongs to, by layer; other layers are missing."""
    return _pairs(PrincipalLayer.layer_id, PrincipalLayer.principal_id)


def bodies_covering() -> Mapping[int, set[int]]:
    """The ids of the bodies that cover an organisation, by organisation."""
    return _pairs(BodyCover.organisation_id, BodyCover.body_id)


def _pairs(one: InstrumentedAttribute[int], other: InstrumentedAttribute[int]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in db.session.execute(select(one, other)):
        found[key].add(value)
    return found
