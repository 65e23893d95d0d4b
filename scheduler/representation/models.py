"""Seats of ours on bodies of others, who stands in, how each meeting went, and the two lines that are owed after it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement, Principal
from scheduler.invitations.rules import Authority
from scheduler.representation.rules.vocabulary import CadenceUnit, Capacity, Sat
from scheduler.stakeholders.models import Body


class Representation(Base):
    """One of ours on one of their bodies, from a day until a day (both included)."""

    __tablename__ = "representation"
    __table_args__ = (
        CheckConstraint("principal_id IS NOT NULL OR role <> ''", name="somebody"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="in_order"),
        CheckConstraint("every IS NULL OR every >= 1", name="every"),
        CheckConstraint("report_days BETWEEN 1 AND 60", name="report_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    principal_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"), index=True)
    role: Mapped[str] = mapped_column(String(200), default="")
    """Of somebody whose diary we do not keep: “Chief Superintendent, partnerships”."""
    name: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(254), default="")
    """Where they are asked for their two lines; empty: a principal's own address, or nobody is written to."""
    capacity: Mapped[Capacity] = mapped_column(choice(Capacity))
    authority: Mapped[Authority | None] = mapped_column(choice(Authority))
    """What they may commit us to there; None: nobody said."""
    authority_words: Mapped[str] = mapped_column(String(300), default="")
    is_by_invitation: Mapped[bool] = mapped_column(default=False)
    """Subject to invitation: the body invites us to each meeting."""
    every: Mapped[int | None]
    unit: Mapped[CadenceUnit] = mapped_column(choice(CadenceUnit), default=CadenceUnit.MONTHS)
    """The body's rhythm; None: not known, so no invitation can be missed."""
    owes_report: Mapped[bool] = mapped_column(default=True)
    report_days: Mapped[int] = mapped_column(default=5)
    """Working days after a meeting until their two lines are due."""
    source: Mapped[str] = mapped_column(String(200), default="")
    """“Police and Crime Panel, 14 July 2014”."""
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    review_on: Mapped[date | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped[Body] = relationship()
    principal: Mapped[Principal | None] = relationship()
    alternates: Mapped[list["Alternate"]] = relationship(
        back_populates="representation", cascade="all, delete-orphan", order_by="Alternate.position"
    )

    __mapper_args__ = {"version_id_col": version}


class Alternate(Base):
    """Who goes when the representative cannot, in order."""

    __tablename__ = "alternate"
    __table_args__ = (
        UniqueConstraint("representation_id", "position"),
        CheckConstraint("principal_id IS NOT NULL OR role <> ''", name="somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    representation_id: Mapped[int] = mapped_column(ForeignKey("representation.id", ondelete="CASCADE"))
    position: Mapped[int]
    principal_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"))
    role: Mapped[str] = mapped_column(String(200), default="")
    authority: Mapped[Authority | None] = mapped_column(choice(Authority))
    representation: Mapped[Representation] = relationship(back_populates="alternates")
    principal: Mapped[Principal | None] = relationship()


class Sitting(Base):
    """How one meeting of the body went for a seat; cancelled meetings have none. Written when the meeting is held."""

    __tablename__ = "sitting"

    representation_id: Mapped[int] = mapped_column(
        ForeignKey("representation.id", ondelete="CASCADE"), primary_key=True
    )
    engagement_id: Mapped[int] = mapped_column(
        ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    sat: Mapped[Sat] = mapped_column(choice(Sat))
    who: Mapped[str] = mapped_column(String(200), default="")
    """The role of the one who went instead."""
    is_noted: Mapped[bool] = mapped_column(default=False)
    """The office said so itself: what the record says later does not change it."""
    representation: Mapped[Representation] = relationship()
    engagement: Mapped[Engagement] = relationship()


class ReportBack(Base):
    """Two lines that whoever sat there owes the office by a day; asked for and given by a link of their own."""

    __tablename__ = "report_back"
    __table_args__ = (
        UniqueConstraint("representation_id", "engagement_id"),
        UniqueConstraint("token_hash"),
        Index("ix_report_back_due_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    representation_id: Mapped[int] = mapped_column(ForeignKey("representation.id", ondelete="CASCADE"))
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    owed_by: Mapped[str] = mapped_column(String(200), default="")
    """The role of who sat there."""
    address: Mapped[str] = mapped_column(String(254), default="")
    due_on: Mapped[date]
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When they were first written to; None: nobody was."""
    words: Mapped[str] = mapped_column(Text, default="")
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_by: Mapped[str] = mapped_column(String(200), default="")
    waived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The office does without it."""
    generation: Mapped[int] = mapped_column(default=1)
    token_hash: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)
    representation: Mapped[Representation] = relationship()
    engagement: Mapped[Engagement] = relationship()

    __mapper_args__ = {"version_id_col": version}
