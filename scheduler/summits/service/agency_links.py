"""Links by which an agency does its part (`/s/<token>`): opened, written into a mail, ended."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.addresses import address_key, clean_address
from scheduler.core.current import absolute_url, current_settings
from scheduler.core.db import db
from scheduler.core.text import clean_line
from scheduler.core.tokens import Purpose, derive_token, digest, random_token
from scheduler.summits.models import Agency, AgencyLink
from scheduler.summits.queries.agency_links import agency_link_by_token, agency_link_to, live_agency_links

__all__ = ["agency_link_by_token", "agency_token", "agency_url", "name_contact", "open_agency_link"]


def agency_token(link: AgencyLink) -> str:
    """The link's secret, derived when it is rendered; nothing stores it."""
    return derive_token(current_settings().secret_key, Purpose.AGENCY, link.id, link.generation)


def agency_url(link: AgencyLink) -> str:
    """The address of the agency's page, for a mail."""
    return absolute_url(f"/s/{agency_token(link)}")


def open_agency_link(agency: Agency, name: str, address: str) -> AgencyLink:
    """The one live link of this address for this agency; one that was ended lives again with a new token."""
    cleaned = clean_address(address)
    found = agency_link_to(agency, cleaned)
    if found is None:
        return _new_link(agency, clean_line(name)[:200], cleaned)
    found.name = clean_line(name)[:200] or found.name
    if found.revoked_at is not None:
        found.revoked_at, found.generation = None, found.generation + 1
        found.token_hash = digest(Purpose.AGENCY, agency_token(found))
    db.session.flush()
    return found


def _new_link(agency: Agency, name: str, address: str) -> AgencyLink:
    link = AgencyLink(agency=agency, name=name, address=address, generation=1)
    link.token_hash = digest(Purpose.AGENCY, random_token())  # the real one needs the id
    db.session.add(link)
    db.session.flush()
    link.token_hash = digest(Purpose.AGENCY, agency_token(link))
    db.session.flush()
    return link


def name_contact(agency: Agency, name: str, address: str, *, now: datetime) -> None:
    """Write to this person about the agency's part from now on; links of others end. Raises RuleBroken."""
    agency.contact_name, agency.contact_address = clean_line(name)[:200], clean_address(address) if address else ""
    if agency.contact_address:
        for link in live_agency_links(agency):
            if address_key(link.address) != address_key(agency.contact_address):
                link.revoked_at = now
    record(
        "summit.contact_named",
        "engagement",
        agency.summit.engagement_id,
        f"{agency.name}: named who does its homework"
        if agency.contact_address
        else f"{agency.name}: its first invitee does its homework",
    )
    db.session.flush()
