"""Whose an address is, seen from an invitation: its links, those they took the place of, substitutes, aliases."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.inbox.models import AddressAlias
from scheduler.inbox.rules.deciding import CONTACT_OF, Contact
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import current_reply, live_links, successor_of


class AddressBook:
    """Everybody who may answer one invitation; addresses are keys (`core.addresses`)."""

    def __init__(self, invitation: Invitation, aliases: Iterable[AddressAlias]) -> None:
        self.invitation = invitation
        self._contacts: dict[str, Contact] = {}
        self._links: dict[str, InvitationLink] = {}
        for link in reversed(invitation.links):
            if is_still_theirs(link):
                self._note(address_key(link.address), CONTACT_OF[link.audience], _live(link))
        self._note_substitute()
        for alias in aliases:
            if _is_of(alias, invitation):
                self._note(alias.address_key, Contact.OFFICE if alias.post_id else Contact.INVITEE, None)

    @property
    def addresses(self) -> frozenset[str]:
        """All of them."""
        return frozenset(self._contacts)

    def contact(self, address: str) -> Contact:
        """Whose the address is."""
        return self._contacts.get(address, Contact.UNKNOWN)

    def link(self, address: str) -> InvitationLink | None:
        """The live link of an address; None for an alias, and for an address that only had one."""
        return self._links.get(address)

    def _note(self, address: str, contact: Contact, link: InvitationLink | None) -> None:
        if address and address not in self._contacts:
            self._contacts[address] = contact
            if link is not None:
                self._links[address] = link

    def _note_substitute(self) -> None:
        reply = current_reply(self.invitation)
        if reply is not None and reply.substitution is not None and reply.substitution.address:
            self._note(address_key(reply.substitution.address), Contact.SUBSTITUTE, None)


def address_books(invitations: Sequence[Invitation]) -> list[AddressBook]:
    """One for each; the aliases come in one query."""
    aliases = aliases_of(invitations)
    return [AddressBook(invitation, aliases) for invitation in invitations]


def aliases_of(invitations: Iterable[Invitation]) -> Sequence[AddressAlias]:
    """The other addresses of their posts and people."""
    whose = list(invitations)
    posts = [each.post_id for each in whose if each.post_id is not None]
    people = [each.person_id for each in whose if each.person_id is not None]
    query = select(AddressAlias).where(or_(AddressAlias.post_id.in_(posts), AddressAlias.person_id.in_(people)))
    return db.session.scalars(query.order_by(AddressAlias.id)).all()


def _is_of(alias: AddressAlias, invitation: Invitation) -> bool:
    if alias.post_id is not None:
        return alias.post_id == invitation.post_id
    return alias.person_id == invitation.person_id


def _live(link: InvitationLink) -> InvitationLink | None:
    return link if link.revoked_at is None else successor_of(link)


def is_still_theirs(link: InvitationLink) -> bool:
    """A former address counts while the same one is invited at another: whoever left a post answers for it no more."""
    if link.revoked_at is None:
        return True
    heirs = (each for each in live_links(link.invitation) if each.audience is link.audience)
    return any(_folded(each.name) == _folded(link.name) for each in heirs)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
