"""Links that choose among dates: opened, sealed with the hash of their token, renewed, and mailed."""

from collections.abc import Iterable
from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.current import absolute_url, current_settings
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.tokens import Purpose, derive_token, digest, random_token
from scheduler.invitations.models import OfferLink, OfferPartner
from scheduler.invitations.queries import Recipient
from scheduler.invitations.queries.dates import date_link_by_id, live_date_links, newer_link
from scheduler.invitations.rules.dates import LIVE
from scheduler.invitations.service.links import QUIET_TIME, LinkMail
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice

OFFER, ANSWERED, WITHDRAWN = "dates", "dates_answered", "dates_withdrawn"
"""Kinds of notice: which dates suit you, what was noted, and that nothing need be chosen any more."""


def date_token_of(link: OfferLink) -> str:
    """The link's secret, derived when it is rendered; nothing stores it."""
    return derive_token(current_settings().secret_key, Purpose.DATES, link.id, link.generation)


def dates_url(link: OfferLink) -> str:
    """The address that chooses, for a mail."""
    return absolute_url(f"/d/{date_token_of(link)}")


def open_date_links(partner: OfferPartner, recipients: Iterable[Recipient]) -> list[OfferLink]:
    """A live link for each address."""
    return [_open(partner, recipient, 1) for recipient in recipients]


def _open(partner: OfferPartner, recipient: Recipient, generation: int) -> OfferLink:
    link = OfferLink(
        partner=partner,
        audience=recipient.audience,
        name=recipient.name,
        address=recipient.address,
        generation=generation,
        token_hash=digest(Purpose.DATES, random_token()),  # the real one needs the id
    )
    db.session.add(link)
    db.session.flush()
    link.token_hash = digest(Purpose.DATES, date_token_of(link))
    return link


def mail_date_link(link: OfferLink, mail: LinkMail, *, now: datetime) -> Notice:
    """Put one mail to the link's address into the outbox; it answers the first one that offered these dates."""
    draft = NoticeDraft(
        kind=mail.kind,
        recipient_name=link.name,
        recipient_address=link.address,
        subject_type="engagement",
        subject_id=link.partner.offer.engagement_id,
        dedupe_key=mail.key,
        payload={"offer_link_id": link.id} | mail.payload,
        references=link.first_message_id,
    )
    notice = post_notice(draft, now=now)
    if link.first_message_id is None:
        link.first_message_id = notice.message_id
    return notice


def mail_dates(link: OfferLink, *, now: datetime) -> Notice:
    """Which of these dates suit you? Once a link."""
    return mail_date_link(link, LinkMail(OFFER, f"{OFFER}:{link.id}:{link.generation}"), now=now)


def renew_date_link(link: OfferLink, *, now: datetime) -> OfferLink:
    """A new link to the same address in place of one that got into wrong hands or was lost; the old one dies.

    Raises RuleBroken while the last mail waits, and when there is nothing left to choose.
    """
    partner = link.partner
    if link.revoked_at is not None or partner.offer.state not in LIVE:
        raise RuleBroken("There is nothing left to choose by this link, so it is not sent again.")
    if link.told_at is None and link.undeliverable_at is None:
        raise RuleBroken("The first mail is still waiting to be sent. There is no need to send it again.")
    link.revoked_at = now
    fresh = _open(partner, Recipient(link.audience, link.name, link.address), link.generation + 1)
    fresh.first_message_id = link.first_message_id
    mail_dates(fresh, now=now)
    record("dates.sent_again", "date_offer", partner.offer_id, f"Dates sent again to {partner.label}")
    db.session.flush()
    return fresh


def send_live_date_link(dead: OfferLink, *, now: datetime) -> None:
    """Mail the live link to the stored address of whoever held `dead`; silent when there is none or one just went."""
    link = newer_link(dead)
    if link is None or link.told_at is None or link.told_at > now - QUIET_TIME:
        return
    key = f"{OFFER}:{link.id}:{link.generation}:again:{link.told_at.isoformat()}"
    mail_date_link(link, LinkMail(OFFER, key), now=now)


def tell_withdrawn(partner: OfferPartner, *, now: datetime) -> None:
    """Whoever was told of the dates hears that they need not choose."""
    for link in live_date_links(partner):
        if link.told_at is not None:
            mail_date_link(link, LinkMail(WITHDRAWN, f"{WITHDRAWN}:{link.id}"), now=now)


def note_dates_sent(notice: Notice, *, now: datetime) -> None:
    """The mail server has it: the link's address was told."""
    link = _link_of(notice)
    if link is None or notice.kind != OFFER:
        return
    link.told_at = notice.sent_at or now
    link.undeliverable_at = link.undeliverable_reason = None
    db.session.flush()


def note_dates_failed(notice: Notice, *, now: datetime) -> None:
    """The mail will not arrive: the office sees it beside the partner."""
    link = _link_of(notice)
    if link is None:
        return
    link.undeliverable_at = now
    link.undeliverable_reason = (notice.last_error or "The mail server refused it.")[:500]
    db.session.flush()


def _link_of(notice: Notice) -> OfferLink | None:
    link_id = notice.payload.get("offer_link_id")
    return date_link_by_id(int(link_id)) if link_id is not None else None
