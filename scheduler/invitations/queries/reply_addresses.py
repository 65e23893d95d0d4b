"""The link behind an address that a calendar program answered to."""

from scheduler.core.current import current_settings
from scheduler.core.tags import read_tag, tag_in
from scheduler.core.tokens import Purpose
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.queries.invitations import link_by_id


def link_of_address(address: str) -> InvitationLink | None:
    """The link whose reply address this is, revoked ones too; None for the plain inbox and for any other address."""
    settings = current_settings()
    tag = tag_in(settings.inbox_tagged_address, address) if settings.inbox_tagged_address else None
    if tag is None:
        return None
    link_id = read_tag(settings.secret_key, Purpose.REPLY, tag, _generation_of)
    return link_by_id(link_id) if link_id is not None else None


def _generation_of(link_id: int) -> int | None:
    link = link_by_id(link_id)
    return link.generation if link is not None else None
