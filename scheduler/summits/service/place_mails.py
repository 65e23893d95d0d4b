"""What the addresses of a party are told about its place: one mail each, and one for each fact."""

from datetime import datetime

from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Audience, PartStat
from scheduler.invitations.service.links import LinkMail, mail_link
from scheduler.summits.models import Party


def tell_of_place(party: Party, kind: str, *, now: datetime) -> None:
    """To the invitee and their office, and to the substitute who comes instead."""
    invitation = party.invitation
    if invitation is None:
        return
    key = f"{kind}:{party.id}:{party.version}"
    payload = {"party_id": party.id, "offer": party.offers}
    for link in live_links(invitation):
        if link.audience is not Audience.SUBSTITUTE or invitation.partstat is PartStat.DELEGATED:
            mail_link(link, LinkMail(kind, f"{key}:{link.id}", payload), now=now)
