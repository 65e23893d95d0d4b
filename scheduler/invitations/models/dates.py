"""Dates on offer: the slots, who chooses among them, what each said and suggested."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice, partial_unique
from scheduler.engagements.models import Engagement, Hold
from scheduler.invitations.rules import Answerer, Audience, Choice, OfferState, ReplySource
from scheduler.stakeholders.models import Post


class DateOffer(Base):
    """Dates sent to one or several partners, of which one becomes the engagement's; at most one is open at a time."""

    __tablename__ = "date_offer"
    __table_args__ = (partial_unique("uq_date_offer_open", "engagement_id", where="state = 'open'"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    state: Mapped[OfferState] = mapped_column(choice(OfferState), default=OfferState.OPEN)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer_by_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """The holds end with it; five working days unless the office says otherwise."""
    message: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("date_offer.id"))
    """The offer whose dates were gone when it was answered; its partners read an apology."""
    version: Mapped[int] = mapped_column(default=1)
    engagement: Mapped[Engagement] = relationship()
    slots: Mapped[list["OfferedSlot"]] = relationship(
        back_populates="offer", cascade="all, delete-orphan", order_by="OfferedSlot.position"
    )
    partners: Mapped[list["OfferPartner"]] = relationship(
        back_populates="offer", cascade="all, delete-orphan", order_by="OfferPartner.id"
    )

    __mapper_args__ = {"version_id_col": version}


class OfferedSlot(Base):
    """One of the dates on offer, with the hold that keeps it free."""

    __tablename__ = "offered_slot"

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("date_offer.id", ondelete="CASCADE"), index=True)
    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id"), unique=True)
    position: Mapped[int]
    clash_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why the office offers it although something stands in the way."""
    clashes_seen: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Keys of the obstacles that the reason is about; a later one takes the date all the same."""
    offer: Mapped[DateOffer] = relationship(back_populates="slots")
    hold: Mapped[Hold] = relationship()


class OfferPartner(Base):
    """One partner post that chooses among the dates; the last answer counts."""

    __tablename__ = "offer_partner"
    __table_args__ = (UniqueConstraint("offer_id", "post_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("date_offer.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    label: Mapped[str] = mapped_column(String(450))
    """“Leader, Melton Borough Council” as it stood when asked."""
    is_required: Mapped[bool] = mapped_column(default=True)
    """Required ones decide, the others break ties."""
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    source: Mapped[ReplySource | None] = mapped_column(choice(ReplySource))
    answered_by: Mapped[Answerer | None] = mapped_column(choice(Answerer))
    recorded_by: Mapped[str] = mapped_column(String(200), default="")
    """The member of staff who typed it in after a call."""
    message: Mapped[str] = mapped_column(Text, default="")
    offer: Mapped[DateOffer] = relationship(back_populates="partners")
    post: Mapped[Post] = relationship()
    links: Mapped[list["OfferLink"]] = relationship(
        back_populates="partner", cascade="all, delete-orphan", order_by="OfferLink.id"
    )
    choices: Mapped[list["SlotChoice"]] = relationship(back_populates="partner", cascade="all, delete-orphan")
    suggestions: Mapped[list["SuggestedTime"]] = relationship(
        back_populates="partner", cascade="all, delete-orphan", order_by="SuggestedTime.starts_at"
    )


class OfferLink(Base):
    """One address that may choose for a partner, with its own link; the token is derived, never stored."""

    __tablename__ = "offer_link"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("offer_partner.id", ondelete="CASCADE"), index=True)
    audience: Mapped[Audience] = mapped_column(choice(Audience))
    name: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(254))
    generation: Mapped[int] = mapped_column(default=1)
    token_hash: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    first_message_id: Mapped[str | None] = mapped_column(String(254))
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undeliverable_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undeliverable_reason: Mapped[str | None] = mapped_column(String(500))
    partner: Mapped[OfferPartner] = relationship(back_populates="links")


class SlotChoice(Base):
    """What a partner said to one date."""

    __tablename__ = "slot_choice"

    partner_id: Mapped[int] = mapped_column(ForeignKey("offer_partner.id", ondelete="CASCADE"), primary_key=True)
    slot_id: Mapped[int] = mapped_column(
        ForeignKey("offered_slot.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    said: Mapped[Choice] = mapped_column(choice(Choice))
    partner: Mapped[OfferPartner] = relationship(back_populates="choices")
    slot: Mapped[OfferedSlot] = relationship()


class SuggestedTime(Base):
    """Another time that a partner proposed, with what spoke against it when it was typed."""

    __tablename__ = "suggested_time"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("offer_partner.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    obstacles: Mapped[list[str]] = mapped_column(JSON, default=list)
    partner: Mapped[OfferPartner] = relationship(back_populates="suggestions")
