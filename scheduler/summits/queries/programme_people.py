"""Those for whom seats and tables are planned: in order of making, never of names."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from scheduler.core.db import db
from scheduler.summits.models import Agency, ApartPair, Attendee, Party, Summit
from scheduler.summits.rules.vocabulary import PlaceState


def people_of(summit: Summit) -> list[Attendee]:
    """Everybody with a confirmed place and whoever comes along, hosts and walk-ins."""
    expected = or_(Party.state == PlaceState.CONFIRMED, Party.invitation_id.is_(None))
    query = (
        select(Attendee)
        .join(Attendee.party)
        .where(Party.summit_id == summit.id, expected)
        .options(
            contains_eager(Attendee.party).options(
                joinedload(Party.agency).joinedload(Agency.area), joinedload(Party.invitation)
            )
        )
        .order_by(Attendee.id)
    )
    return list(db.session.scalars(query))


def person_of(summit: Summit, attendee_id: int) -> Attendee | None:
    """One of them; None for whoever has no place."""
    return next((each for each in people_of(summit) if each.id == attendee_id), None)


def apart_pairs(attendee_ids: Collection[int]) -> list[ApartPair]:
    """Pairs that do not sit together, both of them among these."""
    query = select(ApartPair).where(ApartPair.one_id.in_(attendee_ids), ApartPair.other_id.in_(attendee_ids))
    return list(db.session.scalars(query.order_by(ApartPair.one_id, ApartPair.other_id)))


def seat_name(attendee: Attendee) -> str:
    """“Rowan Ashdown, Melton Borough Council”; without a name the seat that was invited."""
    invitation = attendee.party.invitation
    if not attendee.name:
        return invitation.invitee_label if invitation is not None else "Somebody not named yet"
    return ", ".join(part for part in (attendee.name, attendee.organisation_name) if part)
