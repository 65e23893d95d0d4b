"""What engagements are about, as holds see it: their days, their partners, who was invited."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, EngagementPost
from scheduler.invitations.models import Invitation
from scheduler.keeping.rules.holding import Facets, Partner
from scheduler.stakeholders.models import Post, Tenure

AT_ONCE = 500


def last_day(engagement: Engagement) -> date | None:
    """The local day on which it ends; None while it has no date."""
    if engagement.ends_at is not None:
        return local_day(engagement.ends_at)
    return engagement.ends_on


def facets_of(engagements: Collection[Engagement]) -> Mapping[int, Facets]:
    """Of each, by id."""
    ids = [each.id for each in engagements]
    partners, people = _partners(ids), _people(ids)
    return {
        each.id: Facets(
            days=frozenset({day}) if (day := last_day(each)) else None,
            engagements=frozenset({each.id}),
            partners=frozenset(partners[each.id]),
            people=frozenset(people[each.id]),
        )
        for each in engagements
    }


def _partners(ids: list[int]) -> Mapping[int, set[Partner]]:
    found: dict[int, set[Partner]] = defaultdict(set)
    asked = select(Invitation.engagement_id, Post.organisation_id, Post.body_id).join(Post)
    met = select(EngagementPost.engagement_id, Post.organisation_id, Post.body_id).join(Post)
    for part in _parts(ids):
        for query in (
            asked.where(Invitation.engagement_id.in_(part)),
            met.where(EngagementPost.engagement_id.in_(part)),
        ):
            for engagement_id, organisation_id, body_id in db.session.execute(query):
                found[engagement_id].add(_home(organisation_id, body_id))
    return found


def _people(ids: list[int]) -> Mapping[int, set[int]]:
    """Whoever was invited, and whoever ever held a seat that takes part: rather too many than too few."""
    found: dict[int, set[int]] = defaultdict(set)
    named = select(Invitation.engagement_id, Invitation.person_id).where(Invitation.person_id.is_not(None))
    seated = select(EngagementPost.engagement_id, Tenure.person_id).join(
        Tenure, Tenure.post_id == EngagementPost.post_id
    )
    for part in _parts(ids):
        for query in (
            named.where(Invitation.engagement_id.in_(part)),
            seated.where(EngagementPost.engagement_id.in_(part)),
        ):
            for engagement_id, person_id in db.session.execute(query):
                found[engagement_id].add(int(person_id or 0))
    return found


def _home(organisation_id: int | None, body_id: int | None) -> Partner:
    return ("organisation", organisation_id) if organisation_id is not None else ("body", body_id or 0)


def _parts(ids: list[int]) -> list[list[int]]:
    return [ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE)]


def facets_of_person(person_id: int) -> Facets:
    """What a person had to do with us."""
    invited = select(Invitation.engagement_id).where(Invitation.person_id == person_id)
    seats = select(Tenure.post_id).where(Tenure.person_id == person_id)
    met = select(EngagementPost.engagement_id).where(EngagementPost.post_id.in_(seats))
    query = select(Engagement).where(Engagement.id.in_(invited) | Engagement.id.in_(met)).order_by(Engagement.id)
    engagements = db.session.scalars(query).all()
    homes = db.session.execute(select(Post.organisation_id, Post.body_id).where(Post.id.in_(seats)))
    return Facets(
        days=frozenset(day for each in engagements if (day := last_day(each))),
        engagements=frozenset(each.id for each in engagements),
        partners=frozenset(_home(*home) for home in homes),
        people=frozenset({person_id}),
    )
