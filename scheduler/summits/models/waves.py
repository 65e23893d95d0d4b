"""Sendings as they are planned: save the date, invitations, reserve."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.invitations.models import Wave
from scheduler.stakeholders.models import Person, Post, PostGroup
from scheduler.summits.models.summit import Summit
from scheduler.summits.rules.vocabulary import WaveKind


class PlannedWave(Base):
    """Whom one sending is for; groups are resolved again on the day it is sent, so new members come along."""

    __tablename__ = "summit_wave"
    __table_args__ = (UniqueConstraint("summit_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"))
    kind: Mapped[WaveKind] = mapped_column(choice(WaveKind))
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    planned_on: Mapped[date | None]
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"))
    """What went out; a save-the-date invites nobody and has none."""
    summit: Mapped[Summit] = relationship()
    wave: Mapped[Wave | None] = relationship()
    members: Mapped[list["PlannedMember"]] = relationship(
        back_populates="planned", cascade="all, delete-orphan", order_by="PlannedMember.id"
    )


class PlannedMember(Base):
    """A post, a person or a group that a wave is for."""

    __tablename__ = "summit_wave_member"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN post_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN group_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_choice",
        ),
        UniqueConstraint("planned_id", "post_id"),
        UniqueConstraint("planned_id", "person_id"),
        UniqueConstraint("planned_id", "group_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    planned_id: Mapped[int] = mapped_column(ForeignKey("summit_wave.id", ondelete="CASCADE"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("post_group.id"))
    planned: Mapped[PlannedWave] = relationship(back_populates="members")
    post: Mapped[Post | None] = relationship()
    person: Mapped[Person | None] = relationship()
    group: Mapped[PostGroup | None] = relationship()
