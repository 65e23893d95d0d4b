"""Who acts for an agency: the link behind a token, the live links, and whom the office would write to."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.actions.rules import Owner, OwnerKind
from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest, normalise
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.rules import Audience
from scheduler.summits.models import Agency, AgencyLink, Party
from scheduler.summits.queries.summits import agencies_of, summit_of


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom an agency's mail goes to; `is_named` when the office chose them, else they are its first invitee."""

    name: str
    address: str
    is_named: bool


def agency_link_by_token(token: str) -> AgencyLink | None:
    """The link that a token opens, however a gateway mangled it; a revoked one too, None for anything else."""
    normalised = normalise(token)
    if normalised is None:
        return None
    query = select(AgencyLink).where(AgencyLink.token_hash == digest(Purpose.AGENCY, normalised))
    return db.session.scalar(query.options(joinedload(AgencyLink.agency).joinedload(Agency.summit)))


def agency_link_by_id(link_id: int) -> AgencyLink | None:
    """For the writer of a mail."""
    return db.session.get(AgencyLink, link_id)


def agency_link_to(agency: Agency, address: str) -> AgencyLink | None:
    """The link of one address for this agency, live or ended; there is never a second one."""
    query = select(AgencyLink).where(AgencyLink.agency_id == agency.id, AgencyLink.address == address)
    return db.session.scalar(query)


def live_agency_links(agency: Agency) -> list[AgencyLink]:
    """Addresses that may act for the agency today, the first opened first."""
    query = select(AgencyLink).where(AgencyLink.agency_id == agency.id, AgencyLink.revoked_at.is_(None))
    return list(db.session.scalars(query.order_by(AgencyLink.id)))


def contact_of(agency: Agency) -> Contact | None:
    """Whom to ask: whoever the office named, else the first invitee's own address; None when there is neither."""
    if agency.contact_address:
        return Contact(agency.contact_name, agency.contact_address, is_named=True)
    return first_invitees([agency]).get(agency.id)


def contact_of_owner(engagement: Engagement, owner: Owner) -> tuple[str, str] | None:
    """Name and address of whoever answers for the owner of an action; None where they have no part in the summit."""
    summit = summit_of(engagement)
    agencies = agencies_of(summit) if summit is not None else []
    agency = next((each for each in agencies if _owner(each) == owner), None)
    contact = contact_of(agency) if agency is not None else None
    return (contact.name, contact.address) if contact is not None else None


def _owner(agency: Agency) -> Owner:
    """The agency as the owner of an action."""
    if agency.organisation_id is not None:
        return Owner(OwnerKind.ORGANISATION, agency.organisation_id)
    return Owner(OwnerKind.BODY, agency.body_id or 0)


def first_invitees(agencies: list[Agency]) -> dict[int, Contact]:
    """By agency id, whoever was invited first and can be written to; a substitute's address is never taken."""
    query = (
        select(Party.agency_id, InvitationLink.name, InvitationLink.address)
        .join(Invitation, Invitation.id == Party.invitation_id)
        .join(InvitationLink, InvitationLink.invitation_id == Invitation.id)
        .where(
            Party.agency_id.in_([agency.id for agency in agencies]),
            Invitation.withdrawn_at.is_(None),
            InvitationLink.revoked_at.is_(None),
            InvitationLink.audience != Audience.SUBSTITUTE,
        )
        .order_by(Party.id, InvitationLink.audience.desc(), InvitationLink.id)
    )
    found: dict[int, Contact] = {}
    for agency_id, name, address in db.session.execute(query):
        if agency_id is not None:
            found.setdefault(agency_id, Contact(name, address, is_named=False))
    return found
