"""Whom a calendar program is told to answer: the same address for the life of a link, as long as we read it."""

from scheduler.accounts.queries import the_office
from scheduler.core.addresses import address_key
from scheduler.core.current import current_settings
from scheduler.core.tags import tag_of, tagged_address
from scheduler.core.tokens import Purpose
from scheduler.ical.itip import Organizer
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.queries.series import links_beside


def organizer_of(link: InvitationLink) -> Organizer:
    """ORGANIZER of what asks this address: the one that its calendar knows, unless that mailbox is ours no more.

    Another one makes Outlook take an update for a forgery; but answers to a mailbox that nobody reads are lost. All
    meetings of a repeating entry have one.
    """
    beside = links_beside(link)
    ours = [address for each in beside for address in _addresses_of(each)]
    keys = {address_key(each) for each in ours}
    known = (each.organizer for each in (link, *beside) if each.organizer)
    address = next((each for each in known if address_key(each) in keys), ours[0])
    return Organizer(address, the_office().name)


def known_organizer(link: InvitationLink) -> Organizer:
    """ORGANIZER of what ends an entry: whom the calendar knows, though the mailbox be gone since."""
    return Organizer(link.organizer, the_office().name) if link.organizer else organizer_of(link)


def _addresses_of(link: InvitationLink) -> list[str]:
    """Where we read this link's answers, the preferred one first."""
    settings = current_settings()
    addresses = [settings.inbox_address]
    if settings.inbox_tagged_address:
        tag = tag_of(settings.secret_key, Purpose.REPLY, link.id, link.generation)
        addresses.insert(0, tagged_address(settings.inbox_tagged_address, tag))
    return addresses
