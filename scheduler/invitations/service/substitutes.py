"""Whoever comes in an invitee's place: told with a link of their own, and told again when they are not needed.

At most one, and none of them can send another.
"""

from dataclasses import replace
from datetime import datetime

from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.invitations.models import Invitation, InvitationLink, Reply
from scheduler.invitations.queries import live_links, stand_in_of
from scheduler.invitations.queries.invitees import Recipient
from scheduler.invitations.queries.substitutes import is_invited_at, substitute_link, substitution_of
from scheduler.invitations.rules import Answer, Answerer, Audience, PartStat
from scheduler.invitations.service.links import end_link, mail_invitation, open_links


def in_their_place(answer: Answer, link: InvitationLink | None) -> Answer:
    """What a substitute says by their own link: that they come as they were named, or that they cannot."""
    if link is None or link.audience is not Audience.SUBSTITUTE:
        return answer
    if answer.partstat is PartStat.DECLINED:
        return replace(answer, answered_by=Answerer.SUBSTITUTE, substitute=None)
    named = stand_in_of(substitution_of(link))
    if answer.substitute is not None and named is not None and answer.substitute.name != named.name:
        raise RuleBroken("Only the invitee can send somebody else.", "answer")
    return replace(answer, partstat=PartStat.DELEGATED, answered_by=Answerer.SUBSTITUTE, substitute=named)


def refuse_own_address(invitation: Invitation, answer: Answer) -> None:
    """One calendar cannot hold both the invitee's entry and the substitute's. Raises RuleBroken."""
    address = answer.substitute.address if answer.substitute else ""
    theirs = [each for each in live_links(invitation) if each.audience is not Audience.SUBSTITUTE]
    if address and any(address_key(each.address) == address_key(address) for each in theirs):
        sentence = "This invitation already goes to that address. Enter the substitute’s own, or leave it empty."
        raise RuleBroken(sentence, "substitute_address")


def follow_substitute(invitation: Invitation, reply: Reply, *, now: datetime) -> None:
    """The link of whoever is named now is open, that of whoever was named before is not; both hear of it.

    Who says “I cannot” keeps the link: as long as the invitee names nobody else they may change their mind.
    """
    current, named = substitute_link(invitation), reply.substitution
    if current is not None and reply.link_id == current.id:
        return
    address = named.address if named is not None and named.address else ""
    if current is not None and address_key(current.address) == address_key(address):
        current.name = named.name if named is not None else current.name
        return
    if current is not None:
        end_link(current, now=now)
    # Who is invited already, in a post of their own, has an entry and hears nothing of another invitation.
    if named is None or not address or is_invited_at(invitation.engagement, address):
        return
    (link,) = open_links(invitation, [Recipient(Audience.SUBSTITUTE, named.name, address)], now=now)
    mail_invitation(link, now=now)
    db.session.flush()
