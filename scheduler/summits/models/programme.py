"""The day's programme, who sits in which workshop and at which table, and what was released of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.summits.models.places import Attendee
from scheduler.summits.models.summit import Summit, SummitRoom
from scheduler.summits.rules.vocabulary import SessionKind


class Session(Base):
    """A part of the programme."""

    __tablename__ = "summit_session"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"), index=True)
    kind: Mapped[SessionKind] = mapped_column(choice(SessionKind))
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("summit_room.id", ondelete="SET NULL"))
    summit: Mapped[Summit] = relationship()
    room: Mapped[SummitRoom | None] = relationship()
    speakers: Mapped[list["SessionSpeaker"]] = relationship(
        cascade="all, delete-orphan", order_by="SessionSpeaker.position, SessionSpeaker.id"
    )
    workshops: Mapped[list["Workshop"]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="Workshop.letter"
    )


class SessionSpeaker(Base):
    """Who speaks; a name and a role are public in the programme."""

    __tablename__ = "summit_speaker"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("summit_session.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)


class Workshop(Base):
    """One of several at the same time; the letter stands beside the colour on every badge."""

    __tablename__ = "summit_workshop"
    __table_args__ = (
        UniqueConstraint("session_id", "letter"),
        CheckConstraint("capacity >= 0 AND taken >= 0", name="numbers"),
        CheckConstraint("taken <= ceiling AND ceiling >= capacity", name="within"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("summit_session.id", ondelete="CASCADE"))
    letter: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("summit_room.id", ondelete="SET NULL"))
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    ceiling: Mapped[int]
    notes: Mapped[str] = mapped_column(Text, default="")
    """What was said in it, for the outcome."""
    session: Mapped[Session] = relationship(back_populates="workshops")
    room: Mapped[SummitRoom | None] = relationship()


class WorkshopWish(Base):
    """An attendee's preference, 1 the dearest."""

    __tablename__ = "summit_workshop_wish"
    __table_args__ = (CheckConstraint("rank BETWEEN 1 AND 9", name="rank"),)

    attendee_id: Mapped[int] = mapped_column(ForeignKey("summit_attendee.id", ondelete="CASCADE"), primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("summit_workshop.id", ondelete="CASCADE"), primary_key=True)
    rank: Mapped[int]


class WorkshopSeat(Base):
    """In which workshop of a session an attendee sits, and why there."""

    __tablename__ = "summit_workshop_seat"

    attendee_id: Mapped[int] = mapped_column(ForeignKey("summit_attendee.id", ondelete="CASCADE"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("summit_session.id", ondelete="CASCADE"), primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("summit_workshop.id", ondelete="CASCADE"), index=True)
    is_pinned: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(300), default="")
    workshop: Mapped[Workshop] = relationship()
    attendee: Mapped[Attendee] = relationship()


class SummitTable(Base):
    """A table of the plenary."""

    __tablename__ = "summit_table"
    __table_args__ = (UniqueConstraint("summit_id", "number"), CheckConstraint("seats > 0", name="seats"))

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80), default="")
    seats: Mapped[int]


class TableSeat(Base):
    """At which table an attendee sits; a pin survives every new plan."""

    __tablename__ = "summit_table_seat"

    attendee_id: Mapped[int] = mapped_column(ForeignKey("summit_attendee.id", ondelete="CASCADE"), primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("summit_table.id", ondelete="CASCADE"), index=True)
    is_pinned: Mapped[bool] = mapped_column(default=False)
    table: Mapped[SummitTable] = relationship()
    attendee: Mapped[Attendee] = relationship()


class ApartPair(Base):
    """Two who do not sit together; never with a reason."""

    __tablename__ = "summit_apart"
    __table_args__ = (CheckConstraint("one_id < other_id", name="in_order"),)

    one_id: Mapped[int] = mapped_column(ForeignKey("summit_attendee.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("summit_attendee.id", ondelete="CASCADE"), primary_key=True)


class ProgrammeRelease(Base):
    """The programme, the workshops and the tables as they were told to everybody concerned."""

    __tablename__ = "summit_release"
    __table_args__ = (UniqueConstraint("summit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_label: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
