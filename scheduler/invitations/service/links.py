"""Links that answer an invitation: opened, sealed with the hash of their token, replaced, and mailed."""

from collections.abc import Iterable
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from scheduler.audit.service import record
from scheduler.core.addresses import address_key, clean_address
from scheduler.core.current import absolute_url, current_settings
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.tokens import Purpose, derive_token, digest, random_token
from scheduler.core.values import dataclass
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import Recipient, successor_of
from scheduler.invitations.rules import Audience, masked_address
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice

RELEASE = "release"

QUIET_TIME = timedelta(hours=1)
"""A dead link asks for a new mail at most once in this time, or anybody who holds it could flood a mailbox."""


@dataclass(frozen=True, slots=True)
class LinkMail:
    """One mail to the address of a link; `key` makes the same fact one mail."""

    kind: str
    key: str
    payload: dict[str, Any] = field(default_factory=dict)
    is_urgent: bool = False


def token_of(link: InvitationLink) -> str:
    """The link's secret, derived when it is rendered; nothing stores it."""
    return derive_token(current_settings().secret_key, Purpose.ANSWER, link.id, link.generation)


def answer_url(link: InvitationLink) -> str:
    """The address that answers, for a mail."""
    return absolute_url(f"/a/{token_of(link)}")


def open_links(invitation: Invitation, recipients: Iterable[Recipient], *, now: datetime) -> list[InvitationLink]:
    """New live links; what the same audience had before is revoked and one generation older."""
    return [_open_link(invitation, recipient, now) for recipient in recipients]


def _open_link(invitation: Invitation, recipient: Recipient, now: datetime) -> InvitationLink:
    earlier = [link for link in invitation.links if link.audience is recipient.audience]
    for each in earlier:
        end_link(each, now=now)
    db.session.flush()  # two live links of one audience are refused by the database
    link = InvitationLink(
        invitation=invitation,
        audience=recipient.audience,
        name=recipient.name,
        address=recipient.address,
        generation=max((each.generation for each in earlier), default=0) + 1,
        token_hash=digest(Purpose.ANSWER, random_token()),  # the real one needs the id
    )
    db.session.add(link)
    db.session.flush()
    link.token_hash = digest(Purpose.ANSWER, token_of(link))
    return link


def revoke_links(invitation: Invitation, *, now: datetime) -> None:
    """End every link, for good."""
    for link in invitation.links:
        end_link(link, now=now)
    db.session.flush()


def end_link(link: InvitationLink, *, now: datetime) -> None:
    """It answers no more; a calendar that we put an entry into, and a substitute who was told, hear that it is over.

    Not after a withdrawal, which said so already. Whoever is invited anew at the same address is left in peace: the
    mail is written late.
    """
    if link.revoked_at is not None:
        return
    link.revoked_at = now
    was_told = link.organizer is not None or (link.audience is Audience.SUBSTITUTE and link.told_sequence is not None)
    if was_told and link.invitation.withdrawn_at is None:
        release(link, now=now)


def withdrawal_key(link: InvitationLink) -> str:
    """Of the one mail that tells this address of its invitation's withdrawal."""
    return f"withdrawal:{link.id}:{link.generation}"


def release(link: InvitationLink, *, now: datetime) -> None:
    """Tell the address of a dead link that nobody is expected there any more; once."""
    mail_link(link, LinkMail(RELEASE, f"{RELEASE}:{link.id}"), now=now)


def mail_link(link: InvitationLink, mail: LinkMail, *, now: datetime) -> Notice:
    """Put one mail to the link's address into the outbox; it answers the first one that told of this engagement."""
    engagement = link.invitation.engagement
    draft = NoticeDraft(
        kind=mail.kind,
        recipient_name=link.name,
        recipient_address=link.address,
        subject_type="engagement",
        subject_id=engagement.id,
        dedupe_key=mail.key,
        payload={"link_id": link.id, "sequence": engagement.sequence} | mail.payload,
        references=link.first_message_id,
        urgent=mail.is_urgent,
    )
    notice = post_notice(draft, now=now)
    if link.first_message_id is None:
        link.first_message_id = notice.message_id
    return notice


def mail_invitation(link: InvitationLink, *, now: datetime) -> Notice:
    """The invitation itself, once a link."""
    return mail_link(link, LinkMail("invitation", f"invitation:{link.id}:{link.generation}"), now=now)


def send_again(link: InvitationLink, *, now: datetime) -> Notice:
    """The same invitation once more. Pressed twice it leaves once. Raises RuleBroken while the last one waits."""
    _require_live(link)
    last = max((at for at in (link.told_at, link.undeliverable_at) if at is not None), default=None)
    if last is None:
        raise RuleBroken("The first mail is still waiting to be sent. There is no need to send it again.")
    key = f"invitation:{link.id}:{link.generation}:again:{last.isoformat()}"
    record(
        "invitation.sent_again",
        "invitation",
        link.invitation_id,
        f"Invitation sent again to {link.invitation.invitee_label}",
        details={"audience": str(link.audience)},
    )
    return mail_link(link, LinkMail("invitation", key), now=now)


def send_new_link(dead: InvitationLink, *, now: datetime) -> None:
    """Mail the live link to the stored address of whoever held `dead`; silent when there is none or one just went."""
    link = successor_of(dead)
    if link is None or link.told_at is None or link.told_at > now - QUIET_TIME:
        return
    if link.invitation.withdrawn_at is None:
        send_again(link, now=now)


def give_address(
    invitation: Invitation, audience: Audience, name: str, address: str, *, now: datetime
) -> InvitationLink:
    """Another address for the principal or their office: the old link dies, the new address is invited."""
    if invitation.withdrawn_at is not None:
        raise RuleBroken("This invitation was withdrawn. Invite them again instead.")
    recipient = Recipient(audience, clean_line(name)[:200], clean_address(address))
    _refuse_mailbox_of_another(invitation, recipient)
    before = next((link.address for link in invitation.links if link.audience is audience and not link.revoked_at), "")
    (link,) = open_links(invitation, [recipient], now=now)
    mail_invitation(link, now=now)
    record(
        "invitation.readdressed",
        "invitation",
        invitation.id,
        f"Another address for {invitation.invitee_label}",
        details={"before": masked_address(before), "after": masked_address(recipient.address)},
    )
    db.session.flush()
    return link


def _require_live(link: InvitationLink) -> None:
    if link.revoked_at is not None or link.invitation.withdrawn_at is not None:
        raise RuleBroken("This link was replaced or withdrawn, so nothing can be sent to it.")


def _refuse_mailbox_of_another(invitation: Invitation, recipient: Recipient) -> None:
    taken = [link for link in invitation.links if link.revoked_at is None]
    if any(address_key(link.address) == address_key(recipient.address) for link in taken):
        raise RuleBroken("This invitation already goes to that address.", "address")
