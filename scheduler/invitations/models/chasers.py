"""Chasing those who have not answered, reminding those who come, and the waves in which they were invited."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.models.invitations import Invitation, InvitationLink
from scheduler.invitations.rules import ChaserState


class ChaserLadder(Base):
    """When invitees to one kind of engagement are chased and reminded; a kind without a row keeps the defaults."""

    __tablename__ = "chaser_ladder"

    kind: Mapped[EngagementKind] = mapped_column(choice(EngagementKind), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    chase_days: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Working days before the answer is due, longest first: [14, 7, 2]."""
    call_days: Mapped[int | None]
    """Working days before the answer is due when whoever is silent goes on the call list; None: never."""
    remind_days: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Working days before it begins when those who come are reminded."""


class Chaser(Base):
    """One rung of the ladder that one invitation has reached: mailed, left out with a reason, or on the call list."""

    __tablename__ = "chaser"
    __table_args__ = (UniqueConstraint("invitation_id", "rung", "counted_to_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"))
    rung: Mapped[str] = mapped_column(String(20))
    """“chase:14”, “call” or “remind:2”."""
    counted_to_on: Mapped[date]
    """The day that the working days are counted back from: a later deadline is a new ladder."""
    due_on: Mapped[date]
    state: Mapped[ChaserState] = mapped_column(choice(ChaserState))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by: Mapped[str] = mapped_column(String(200), default="")
    """The member of staff who made the call."""
    note: Mapped[str] = mapped_column(Text, default="")
    invitation: Mapped[Invitation] = relationship()


class ReminderStop(Base):
    """One address asked for no more reminders about one engagement (RFC 8058); it is never an answer."""

    __tablename__ = "reminder_stop"

    link_id: Mapped[int] = mapped_column(ForeignKey("invitation_link.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    link: Mapped[InvitationLink] = relationship()


class Wave(Base):
    """One sending of invitations to one engagement; until `leaves_at` it can be undone as a whole."""

    __tablename__ = "wave"
    __table_args__ = (UniqueConstraint("engagement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"))
    number: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    leaves_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_by: Mapped[str] = mapped_column(String(200), default="")
    batch: Mapped[str | None] = mapped_column(String(32))
    """Of its notices in the outbox."""
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    engagement: Mapped[Engagement] = relationship()
    members: Mapped[list["WaveMember"]] = relationship(back_populates="wave", cascade="all, delete-orphan")


class WaveMember(Base):
    """An invitation that a wave made, or revived after it had been withdrawn."""

    __tablename__ = "wave_member"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True)
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_revived: Mapped[bool] = mapped_column(default=False)
    brought_post: Mapped[bool] = mapped_column(default=False)
    """Its seat came to the engagement with it, and leaves with it when the wave is undone."""
    wave: Mapped[Wave] = relationship(back_populates="members")
    invitation: Mapped[Invitation] = relationship()
