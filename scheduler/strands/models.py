"""Strands with their milestones and engagements, and the priorities of the Police and Crime Plan."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement, Principal
from scheduler.stakeholders.models import Body, Organisation
from scheduler.strands.rules.vocabulary import StrandKind


class Strand(Base):
    """A matter that runs over many engagements and people; its owner answers for it (a portfolio)."""

    __tablename__ = "strand"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[StrandKind] = mapped_column(choice(StrandKind))
    words: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"))
    co_owner: Mapped[str] = mapped_column(String(200), default="")
    """From another organisation, by role: “Director of Public Health, Leicestershire County Council”."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    """The partner that it is about, if one."""
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    owner: Mapped[Principal | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    body: Mapped[Body | None] = relationship()
    engagements: Mapped[list[Engagement]] = relationship(secondary="strand_engagement", order_by=Engagement.id)
    milestones: Mapped[list["Milestone"]] = relationship(
        back_populates="strand", cascade="all, delete-orphan", order_by="Milestone.due_on, Milestone.id"
    )

    __mapper_args__ = {"version_id_col": version}


class StrandEngagement(Base):
    """An engagement may belong to several strands."""

    __tablename__ = "strand_engagement"

    strand_id: Mapped[int] = mapped_column(ForeignKey("strand.id", ondelete="CASCADE"), primary_key=True)
    engagement_id: Mapped[int] = mapped_column(
        ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Milestone(Base):
    """A day of somebody's that matters to a strand: a committee decides, a consultation ends."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    strand_id: Mapped[int] = mapped_column(ForeignKey("strand.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200), default="")
    strand: Mapped[Strand] = relationship(back_populates="milestones")


class PlanPriority(Base):
    """A priority of the Police and Crime Plan; the office edits the list, an ended one stays on what it was put to."""

    __tablename__ = "plan_priority"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class EngagementPriority(Base):
    """Which priorities an engagement serves."""

    __tablename__ = "engagement_priority"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True)
    priority_id: Mapped[int] = mapped_column(ForeignKey("plan_priority.id"), primary_key=True, index=True)
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    priority: Mapped[PlanPriority] = relationship()
