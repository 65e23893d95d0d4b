"""Reports to the Panel, what was written into them, their frozen copies, and what the office publishes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement
from scheduler.reports.rules.vocabulary import ReportState
from scheduler.stakeholders.models import Body


class PanelReport(Base):
    """One paper for one meeting over one period; its tables are made of records until it is frozen."""

    __tablename__ = "panel_report"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    """To whom it reports."""
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id", ondelete="SET NULL"))
    """The meeting, when it stands in the diary; its day counts, should it move."""
    meeting_on: Mapped[date]
    from_on: Mapped[date]
    until_on: Mapped[date]
    author: Mapped[str] = mapped_column(String(200), default="")
    """By role: “Chief Executive”."""
    contact: Mapped[str] = mapped_column(String(300), default="")
    with_names: Mapped[bool] = mapped_column(default=False)
    """Personal names beside the roles: a deliberate choice, with its reason."""
    names_reason: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[ReportState] = mapped_column(choice(ReportState), default=ReportState.DRAFT)
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by: Mapped[str] = mapped_column(String(200), default="")
    """By role."""
    approved_digest: Mapped[str] = mapped_column(String(64), default="")
    """Of what was approved: should the records say otherwise by now, it is not frozen."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped[Body | None] = relationship()
    engagement: Mapped[Engagement | None] = relationship()
    narratives: Mapped[list["Narrative"]] = relationship(
        back_populates="report", cascade="all, delete-orphan", order_by="Narrative.position, Narrative.id"
    )

    __mapper_args__ = {"version_id_col": version}


class Narrative(Base):
    """What somebody wrote for one section; `key` names a section of the skeleton, or one of the report's own."""

    __tablename__ = "narrative"
    __table_args__ = (UniqueConstraint("report_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("panel_report.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40))
    heading: Mapped[str] = mapped_column(String(200), default="")
    """Another one than the skeleton's, or of a section of the report's own."""
    words: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    is_left_out: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    report: Mapped[PanelReport] = relationship(back_populates="narratives")

    __mapper_args__ = {"version_id_col": version}


class ReportSnapshot(Base):
    """The report as it was frozen. The database refuses every later change but the erasure of a person."""

    __tablename__ = "report_snapshot"
    __table_args__ = (UniqueConstraint("report_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("panel_report.id"))
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    frozen_by: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The whole document: sections, sentences, tables with their rows, stamps and the keys of their records."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content as it was frozen."""
    redacted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When a person was last erased from it: since then the content differs from its digest."""
    report: Mapped[PanelReport] = relationship()


class Publishing(Base):
    """What the office shows to everybody; without a row nothing is public."""

    __tablename__ = "publishing"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("days_after BETWEEN 0 AND 365", name="days_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    days_after: Mapped[int] = mapped_column(default=1)
    """Days after an engagement until it is shown; never before it has taken place."""
    from_on: Mapped[date | None]
    """Nothing earlier than that is shown."""
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Values of EngagementKind; empty: every kind but a call."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
