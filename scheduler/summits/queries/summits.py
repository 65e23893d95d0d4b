"""Summits, their agencies and parties, found."""

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation
from scheduler.summits.models import Agency, Party, Summit


def summit_by_id(summit_id: int) -> Summit | None:
    """With its engagement at hand."""
    return db.session.get(Summit, summit_id, options=[joinedload(Summit.engagement)])


def summit_of(engagement: Engagement) -> Summit | None:
    """What an engagement is as a summit; None when it is none, or was never made one."""
    return db.session.scalar(_by_engagement(), {"engagement_id": engagement.id})


@cache
def _by_engagement() -> Select[Summit]:
    return select(Summit).where(Summit.engagement_id == bindparam("engagement_id"))


def summits() -> list[Summit]:
    """Every one, the latest made first."""
    query = select(Summit).options(joinedload(Summit.engagement)).order_by(Summit.id.desc())
    return list(db.session.scalars(query))


def agencies_of(summit: Summit) -> list[Agency]:
    """By name, with their areas at hand."""
    query = select(Agency).where(Agency.summit_id == summit.id).options(joinedload(Agency.area))
    return list(db.session.scalars(query.order_by(Agency.name, Agency.id)))


def parties_of(summit: Summit) -> list[Party]:
    """In order of making, with invitation, agency and attendees at hand."""
    query = (
        select(Party)
        .where(Party.summit_id == summit.id)
        .options(
            joinedload(Party.invitation).joinedload(Invitation.post),
            joinedload(Party.agency).joinedload(Agency.area),
            selectinload(Party.attendees),
        )
        .order_by(Party.id)
    )
    return list(db.session.scalars(query))


def party_of(invitation: Invitation) -> Party | None:
    """The claim of one invitation; None when its engagement is no summit."""
    return db.session.scalar(_claim(), {"invitation_id": invitation.id})


@cache
def _claim() -> Select[Party]:
    return select(Party).where(Party.invitation_id == bindparam("invitation_id"))


def claim_in_full(invitation: Invitation) -> Party | None:
    """The same as it is now, with everything at hand that an answer counts or names."""
    return db.session.scalars(_claim_in_full(), {"invitation_id": invitation.id}).unique().one_or_none()


@cache
def _claim_in_full() -> Select[Party]:
    """One statement: each answer to a summit asks for it, and the others wait."""
    counted = joinedload(Party.summit, innerjoin=True).joinedload(Summit.places, innerjoin=True)
    full = _claim().options(counted, joinedload(Party.agency), joinedload(Party.attendees))
    return full.execution_options(populate_existing=True)
