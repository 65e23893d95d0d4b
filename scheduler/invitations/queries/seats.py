"""Whether those who were invited still hold their posts."""

from collections.abc import Iterable
from datetime import date

from scheduler.core.addresses import address_key
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.rules import Audience
from scheduler.stakeholders.queries import seats_held


def left_seats(invitations: Iterable[Invitation], on: date) -> set[int]:
    """Ids of the invitations whose invitee no longer holds the post on a day; in one query."""
    seats = {
        each.id: (each.post_id, each.person_id)
        for each in invitations
        if each.post_id is not None and each.person_id is not None and each.withdrawn_at is None
    }
    held = seats_held({post_id for post_id, _ in seats.values()}, on)
    return {key for key, seat in seats.items() if seat not in held}


def is_of_one_who_left(link: InvitationLink, on: date) -> bool:
    """Whether the link's mail would reach a former holder at their own address; the seat's own mailbox stays."""
    person = link.invitation.person
    if link.audience is not Audience.PRINCIPAL or person is None:
        return False
    is_their_own = address_key(link.address) == address_key(person.email)
    return is_their_own and bool(left_seats([link.invitation], on))
