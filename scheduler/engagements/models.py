"""Principals, engagements and who takes part from both sides."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.rules import EngagementKind, EngagementStatus, Handling, PlaceKind, PrincipalKind
from scheduler.stakeholders.models import Place, Post


class Principal(Base):
    """One of ours whose diary we keep."""

    __tablename__ = "principal"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[PrincipalKind] = mapped_column(choice(PrincipalKind))
    email: Mapped[str] = mapped_column(String(254), default="")
    position: Mapped[int] = mapped_column(default=0)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]


class Engagement(Base):
    """A dated thing. UID lives for ever; SEQUENCE rises when time, place or status changes (RFC 5546 2.1.4).

    Timed: `starts_at` and `ends_at`. All day: `starts_on` and `ends_on`, both days included. Not dated yet: neither.
    """

    __tablename__ = "engagement"
    __table_args__ = (
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_instants"),
        CheckConstraint("(starts_on IS NULL) = (ends_on IS NULL)", name="both_days"),
        CheckConstraint("starts_at IS NULL OR starts_on IS NULL", name="timed_or_all_day"),
        CheckConstraint("ends_at > starts_at", name="instants_in_order"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        Index("ix_engagement_starts_at", "starts_at"),
        Index("ix_engagement_starts_on", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """Becomes DTSTAMP and LAST-MODIFIED; whole seconds."""
    kind: Mapped[EngagementKind] = mapped_column(choice(EngagementKind))
    status: Mapped[EngagementStatus] = mapped_column(choice(EngagementStatus))
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text, default="")
    handling: Mapped[Handling] = mapped_column(choice(Handling), default=Handling.OFFICIAL)
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    place_kind: Mapped[PlaceKind] = mapped_column(choice(PlaceKind), default=PlaceKind.PARTNER)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place_text: Mapped[str] = mapped_column(String(300), default="")
    """A room, or the whole place when it is not in our list."""
    online_url: Mapped[str] = mapped_column(String(500), default="")
    reply_by_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    clash_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why the office went on although a principal was already busy."""
    outcome_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why it was postponed, cancelled or declined."""
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    place: Mapped[Place | None] = relationship()
    principals: Mapped[list[Principal]] = relationship(
        secondary="engagement_principal", order_by=(Principal.position, Principal.id)
    )
    posts: Mapped[list[Post]] = relationship(secondary="engagement_post", order_by=Post.id)

    __mapper_args__ = {"version_id_col": version}


class EngagementPrincipal(Base):
    """Which of ours take part."""

    __tablename__ = "engagement_principal"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id"), primary_key=True, index=True)


class EngagementPost(Base):
    """With which partner posts it is."""

    __tablename__ = "engagement_post"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, index=True)
