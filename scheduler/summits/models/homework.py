"""Each agency's strategic assessment: asked, promised, received, shared, considered."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime
from scheduler.summits.models.summit import Agency
from scheduler.uploads.models import Upload


class AssessmentRequest(Base):
    """What one agency was asked for; each instant that is set is a tick in the matrix."""

    __tablename__ = "summit_assessment"
    __table_args__ = (UniqueConstraint("agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("summit_agency.id", ondelete="CASCADE"))
    due_on: Mapped[date]
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    promised_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    promised_for_on: Mapped[date | None]
    shared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    considered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    considered_how: Mapped[str] = mapped_column(Text, default="")
    is_needed: Mapped[bool] = mapped_column(default=True)
    """False: this agency has nothing to bring, and is left out of the count."""
    agency: Mapped[Agency] = relationship()
    files: Mapped[list["AssessmentFile"]] = relationship(
        back_populates="request", cascade="all, delete-orphan", order_by="AssessmentFile.number"
    )


class AssessmentFile(Base):
    """One version of an assessment; the highest number is the current one."""

    __tablename__ = "summit_assessment_file"
    __table_args__ = (UniqueConstraint("request_id", "number"), UniqueConstraint("upload_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("summit_assessment.id", ondelete="CASCADE"))
    number: Mapped[int]
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"))
    is_late: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(String(500), default="")
    """What the partner said with it."""
    request: Mapped[AssessmentRequest] = relationship(back_populates="files")
    upload: Mapped[Upload] = relationship()


class AssessmentChaser(Base):
    """A reminder that one agency has had about its assessment; one a day that is due."""

    __tablename__ = "summit_assessment_chaser"

    request_id: Mapped[int] = mapped_column(ForeignKey("summit_assessment.id", ondelete="CASCADE"), primary_key=True)
    rung: Mapped[str] = mapped_column(String(40), primary_key=True)
    """“7:2026-10-21”: working days before, and the due day that they are counted from."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class SummitTemplate(Base):
    """What the assessment should follow; one file for all agencies."""

    __tablename__ = "summit_template"

    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"), primary_key=True)
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    """Which questions to answer, in words."""
    secure_route: Mapped[str] = mapped_column(Text, default="")
    """How OFFICIAL-SENSITIVE papers reach the office; they are refused here."""
    upload: Mapped[Upload | None] = relationship()
