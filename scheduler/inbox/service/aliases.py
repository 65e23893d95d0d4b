"""Other addresses of posts and people, learnt from mail and forgotten by staff."""

from datetime import datetime

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.inbox.models import AddressAlias
from scheduler.inbox.rules.ways import Owner
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import masked_address


def remember_address(invitation: Invitation, address: str, owner: Owner, *, by: str, now: datetime) -> AddressAlias:
    """Answers from this address count for the invitee from now on. Remembered twice is once. Raises RuleBroken."""
    post_id = invitation.post_id if owner is Owner.POST else None
    person_id = invitation.person_id if owner is Owner.PERSON else None
    if post_id is None and person_id is None:
        raise RuleBroken("This invitation has no such holder. Remember the address for the other.", "owner")
    key = address_key(address)[:254]
    query = select(AddressAlias).where(
        AddressAlias.address_key == key, AddressAlias.post_id == post_id, AddressAlias.person_id == person_id
    )
    known = db.session.scalars(query).one_or_none()
    if known is not None:
        return known
    alias = AddressAlias(
        address_key=key, post_id=post_id, person_id=person_id, remembered_at=now, remembered_by=by[:200]
    )
    db.session.add(alias)
    db.session.flush()
    summary = f"Another address of {invitation.invitee_label} remembered"
    record("inbox.alias_remembered", "address_alias", alias.id, summary, details={"after": masked_address(key)})
    return alias


def forget_address(alias: AddressAlias) -> None:
    """Answers from it go to a person again."""
    details = {"before": masked_address(alias.address_key)}
    record("inbox.alias_forgotten", "address_alias", alias.id, "Another address forgotten", details=details)
    db.session.delete(alias)
    db.session.flush()
