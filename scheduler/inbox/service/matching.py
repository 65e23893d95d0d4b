"""Whose answer it is: by token, then by UID and address, then by the mail of ours that it refers to."""

from collections.abc import Iterable
from datetime import datetime

from scheduler.core.current import current_settings
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.ical.replies import ItipEvent
from scheduler.inbox.queries.contacts import AddressBook, address_books, is_still_theirs
from scheduler.inbox.queries.meetings import invitations_to, link_of_message, meetings_of
from scheduler.inbox.reading.values import ReadMail
from scheduler.inbox.rules.heard import Heard, heard
from scheduler.inbox.rules.proving import Proof, proof_of
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries.reply_addresses import link_of_address


@dataclass(frozen=True, slots=True)
class Origin:
    """What the mail itself tells of its sender; `token` and `referred` are links of ours."""

    sender: str
    proof: Proof
    token: InvitationLink | None = None
    referred: InvitationLink | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """One answer at one engagement; no book: nobody of the invitation, or one of several."""

    said: Heard
    engagement: Engagement | None = None
    book: AddressBook | None = None
    is_one_of_several: bool = False


def origin_of(read: ReadMail) -> Origin:
    """A token of somebody who left the post since proves nothing."""
    found = (link_of_address(address) for address in read.recipients)
    token = next((link for link in found if link is not None and is_still_theirs(link)), None)
    proof = proof_of(
        read.sender,
        read.dmarc,
        read.dmarc_domain,
        authserv_id=current_settings().inbox_authserv_id,
        has_token=token is not None,
    )
    return Origin(read.sender, proof, token, link_of_message(read.refers_to))


def match_answer(event: ItipEvent, origin: Origin, now: datetime) -> list[Match]:
    """One for each engagement that it is about; a whole series' answer leaves out meetings that they are not at."""
    engagements = _meetings(event, origin, now)
    if not engagements:
        return [Match(heard(event, sender=origin.sender, expected=frozenset()))]
    matches = [_match(event, origin, engagement) for engagement in engagements]
    of_theirs = [each for each in matches if each.book is not None or each.is_one_of_several]
    return of_theirs or matches[:1]


def _meetings(event: ItipEvent, origin: Origin, now: datetime) -> list[Engagement]:
    if event.uid:
        return list(meetings_of(event.uid, event.recurs_at, now))
    known = origin.token or origin.referred
    return [known.invitation.engagement] if known else []


def _match(event: ItipEvent, origin: Origin, engagement: Engagement) -> Match:
    books = address_books(invitations_to(engagement))
    everybody = frozenset(address for book in books for address in book.addresses)
    said = heard(event, sender=origin.sender, expected=everybody)
    candidates = _narrowed(_candidates(books, said, origin), origin)
    book = candidates[0] if len(candidates) == 1 else None
    return Match(said, engagement, book, is_one_of_several=len(candidates) > 1)


def _candidates(books: list[AddressBook], said: Heard, origin: Origin) -> list[AddressBook]:
    """Withdrawn invitations only when there is no other; a token names its own, whoever the answer is for."""
    token = origin.token
    if token is not None and (own := [each for each in books if _same_invitee(each.invitation, token.invitation)]):
        return own
    named = {said.attendee, said.delegated_from} - {""}
    found = [book for book in books if named & book.addresses]
    if not found and origin.referred is not None:
        return list(_of(books, origin.referred.invitation))
    return [book for book in found if book.invitation.withdrawn_at is None] or found


def _narrowed(candidates: list[AddressBook], origin: Origin) -> list[AddressBook]:
    """An office answers for several invitees of one meeting: the mail that it answers tells for whom."""
    referred = origin.referred
    if len(candidates) < 2 or referred is None:
        return candidates
    return list(_of(candidates, referred.invitation)) or candidates


def _of(books: Iterable[AddressBook], invitation: Invitation) -> Iterable[AddressBook]:
    return (book for book in books if _same_invitee(book.invitation, invitation))


def _same_invitee(one: Invitation, other: Invitation) -> bool:
    """The same invitation, or at another meeting of the series that of the same post or person."""
    if one.engagement_id == other.engagement_id:
        return one.id == other.id
    same_post = one.post_id is not None and one.post_id == other.post_id
    return same_post or (one.person_id is not None and one.person_id == other.person_id)
