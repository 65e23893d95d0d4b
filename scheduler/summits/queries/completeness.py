"""Reads what the completeness check compares: areas, agencies and seats of ours, and whom the waves ask."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.core.db import db
from scheduler.invitations.queries.choices import Choice
from scheduler.stakeholders.models import Area, Body, Organisation, Post
from scheduler.stakeholders.queries import live_posts
from scheduler.stakeholders.queries.posts import live_on
from scheduler.stakeholders.rules import COUNCIL_KINDS, BodyKind
from scheduler.summits.models import PlannedWave, Summit
from scheduler.summits.queries.waves import choices_of, home_key, invited_posts
from scheduler.summits.rules.completeness import Completeness, Home, Seat, completeness
from scheduler.summits.rules.vocabulary import WaveKind


def completeness_of(summit: Summit, waves: list[PlannedWave], on: date) -> Completeness:
    """Of whoever is invited or planned to be; a save-the-date invites nobody. Always the same number of queries."""
    areas = list(db.session.scalars(select(Area.name).order_by(Area.position, Area.name)))
    inviting = [wave for wave in waves if wave.kind is not WaveKind.SAVE_THE_DATE]
    asked = {post.id for post in invited_posts(summit)} | _planned(choices_of(inviting, on).values())
    return completeness(areas, [*_organisations(on), *_bodies(on)], [_seat(post) for post in live_posts(on)], asked)


def _planned(choices: Iterable[Choice]) -> set[int]:
    return {each.id for choice in choices for each in choice.all if isinstance(each, Post)}


def _organisations(on: date) -> list[Home]:
    query = select(Organisation).where(live_on(Organisation, on)).options(joinedload(Organisation.area))
    return [
        Home(("organisation", each.id), each.name, _area(each), is_council=each.kind in COUNCIL_KINDS)
        for each in db.session.scalars(query.order_by(Organisation.name, Organisation.id))
    ]


def _bodies(on: date) -> list[Home]:
    """Partnerships only: boards, forums and panels are made of these agencies."""
    query = (
        select(Body)
        .where(live_on(Body, on), Body.kind.in_((BodyKind.CSP, BodyKind.PARTNERSHIP)))
        .options(joinedload(Body.area))
        .order_by(Body.name, Body.id)
    )
    return [
        Home(("body", each.id), each.name, _area(each), is_csp=each.kind is BodyKind.CSP)
        for each in db.session.scalars(query)
    ]


def _area(home: Organisation | Body) -> str:
    return home.area.name if home.area else ""


def _seat(post: Post) -> Seat:
    return Seat(post.id, post.full_title, home_key(post), post.role_kind)
