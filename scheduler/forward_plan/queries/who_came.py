"""Who really came, where somebody wrote it down: it decides before answers and plans do."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import field
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.forward_plan.rules.counting import NOBODY, Seat
from scheduler.forward_plan.rules.lineage import PartnerKey
from scheduler.records.models import Presence
from scheduler.records.rules.vocabulary import Side
from scheduler.stakeholders.models import Post

LOWEST = 5
"""Of somebody whose level nobody noted: they count for no commitment that asks for more."""


@dataclass(slots=True)
class Written:
    """What is written of one engagement: None for a side of which nothing is."""

    principals: set[int] | None = None
    seats: dict[int, Seat] | None = None
    """By post."""
    others: dict[PartnerKey, list[Seat]] = field(default_factory=lambda: defaultdict(list))
    """Those who came, by their home: for seats that were not asked, and without any."""

    def seat(self, planned: Seat) -> Seat:
        """The seat with whoever came for it; nobody did when only others were written down."""
        if self.seats is None:
            return planned
        return self.seats.get(planned.post_id, planned._replace(band=NOBODY, substitute=""))


def came_to(partners: Collection[PartnerKey]) -> Select[int]:
    """Engagements at which somebody of these partners was written down, whether they had been asked or not."""
    query = select(Presence.engagement_id).outerjoin(Post, Post.id == Presence.post_id)
    return query.where(Presence.side == Side.THEIRS, Presence.came, _of(partners))


def written_of(engagement_ids: Select[int]) -> Mapping[int, Written]:
    """By engagement, in one statement; those of which nothing is written are missing."""
    query = (
        select(Presence, Post)
        .outerjoin(Post, Post.id == Presence.post_id)
        .where(Presence.engagement_id.in_(engagement_ids))
        .order_by(Presence.id)
    )
    columns = query.with_only_columns(
        *(Presence.engagement_id, Presence.side, Presence.principal_id, Presence.came, Presence.is_substitute),
        *(Presence.band, Presence.role, Presence.organisation_id, Presence.body_id),
        *(Post.id, Post.title, Post.band, Post.organisation_id, Post.body_id),
    )
    found: dict[int, Written] = defaultdict(Written)
    for engagement_id, side, principal_id, *rest in db.session.execute(columns):
        if side is Side.OURS:
            _note_ours(found[engagement_id], principal_id, came=rest[0])
        else:
            _note_theirs(found[engagement_id], rest)
    return dict(found)


def _of(partners: Collection[PartnerKey]) -> ColumnElement[bool]:
    organisations = [number for kind, number in partners if kind == "organisation"]
    bodies = [number for kind, number in partners if kind == "body"]
    return or_(
        Post.organisation_id.in_(organisations),
        Post.body_id.in_(bodies),
        Presence.organisation_id.in_(organisations),
        Presence.body_id.in_(bodies),
    )


def _note_ours(written: Written, principal_id: int | None, *, came: bool) -> None:
    if written.principals is None:
        written.principals = set()
    if came and principal_id is not None:
        written.principals.add(principal_id)


def _note_theirs(written: Written, row: list[Any]) -> None:
    came, is_substitute, band, role, organisation_id, body_id, post_id, title, usual, at_organisation, at_body = row
    if written.seats is None:
        written.seats = {}
    level = band or (LOWEST if is_substitute or usual is None else usual)
    home = _home(organisation_id if post_id is None else at_organisation, body_id if post_id is None else at_body)
    substitute = role if is_substitute else ""
    if post_id is not None:
        written.seats[post_id] = Seat(post_id, title, level if came else NOBODY, usual, substitute if came else "")
    if came and home is not None:
        written.others[home].append(Seat(post_id or 0, title or role, level, usual or level, substitute))


def _home(organisation_id: int | None, body_id: int | None) -> PartnerKey | None:
    if organisation_id is not None:
        return "organisation", organisation_id
    return ("body", body_id) if body_id is not None else None
