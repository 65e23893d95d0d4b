"""Names, addresses and words of answers go; who was invited by role, what they said and who came stay countable."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Table, cast, delete, func, literal, select, update
from sqlalchemy import String as Text

from scheduler.core.db import Base, db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import DateOffer, Invitation, OfferPartner
from scheduler.keeping.rules.items import Item, keys_of
from scheduler.keeping.rules.rewriting import BY_ADDRESS, NOBODYS_DOMAIN
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import UNSENT


def dispose(items: Sequence[Item], *, now: datetime) -> None:
    """Engagements with all that was said about them, and mails that belong to none."""
    db.session.flush()
    for ids in keys_of(items, Engagement.__tablename__):
        _empty_invitations(select(Invitation.id).where(Invitation.engagement_id.in_(ids)), now)
        _empty_offers(ids, now)
        _delete_mail(Notice.subject_type == Engagement.__tablename__, Notice.subject_id.in_(ids))
    for ids in keys_of(items, Notice.__tablename__):
        _delete_mail(Notice.id.in_(ids))
    db.session.expire_all()


def _delete_mail(*which: ColumnElement[bool]) -> None:
    """What the queue owes no attempt any more."""
    db.session.execute(delete(Notice).where(*which, Notice.state.not_in(UNSENT)))


def _empty_invitations(invited: Select[int], now: datetime) -> None:
    tables = Base.metadata.tables
    invitation = tables["invitation"]
    by_address = invitation.c.invitee_key.like(f"{BY_ADDRESS}%")
    key = literal("erased:") + cast(invitation.c.id, Text)
    db.session.execute(update(invitation).where(invitation.c.id.in_(invited), by_address).values(invitee_key=key))
    _empty_links(tables["invitation_link"], "invitation_id", invited, now)
    substitution = tables["substitution"]
    _set(substitution, invited, {"name": substitution.c.role, "address": None})
    _set(tables["reply"], invited, {"message": "", "from_address": None, "recorded_by": ""})
    _set(tables["counter_proposal"], invited, {"message": "", "words": "", "from_address": None})
    _set(tables["chaser"], invited, {"note": "", "done_by": ""})


def _empty_offers(engagement_ids: Collection[int], now: datetime) -> None:
    offers = select(DateOffer.id).where(DateOffer.engagement_id.in_(engagement_ids))
    partners = select(OfferPartner.id).where(OfferPartner.offer_id.in_(offers))
    table = Base.metadata.tables["offer_partner"]
    db.session.execute(update(table).where(table.c.id.in_(partners)).values(message="", recorded_by=""))
    _empty_links(Base.metadata.tables["offer_link"], "partner_id", partners, now)


def _empty_links(table: Table, column: str, owners: Select[int], now: datetime) -> None:
    nobody = literal("erased-") + cast(table.c.id, Text) + literal(f"@{NOBODYS_DOMAIN}")
    revoked = func.coalesce(table.c.revoked_at, now)
    values = {"name": "", "address": nobody, "revoked_at": revoked, "undeliverable_reason": None}
    db.session.execute(update(table).where(table.c[column].in_(owners)).values(values))


def _set(table: Table, invited: Select[int], values: dict[str, object]) -> None:
    db.session.execute(update(table).where(table.c.invitation_id.in_(invited)).values(values))
