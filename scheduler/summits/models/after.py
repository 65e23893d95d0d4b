"""What came of it: feedback without names, priorities, the joint strategy, comments and signatures."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.summits.models.summit import Agency
from scheduler.summits.rules.vocabulary import SignOffState


class FeedbackAsk(Base):
    """Who was asked, and that they answered; not what, and not when."""

    __tablename__ = "summit_feedback_ask"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"), index=True)
    has_answered: Mapped[bool] = mapped_column(default=False)


class FeedbackAnswer(Base):
    """One anonymous answer: a random key and no instant, so that no order tells who it was.

    On SQLite the table has no row numbers either, which would tell the order in which answers came.
    """

    __tablename__ = "summit_feedback"
    __table_args__ = (
        *(
            CheckConstraint(f"{name} IS NULL OR {name} BETWEEN 1 AND 5", name=name)
            for name in ("useful", "right_people", "homework", "organised")
        ),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"), index=True)
    useful: Mapped[int | None] = mapped_column(Integer)
    right_people: Mapped[int | None] = mapped_column(Integer)
    homework: Mapped[int | None] = mapped_column(Integer)
    organised: Mapped[int | None] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(Text, default="")


class Priority(Base):
    """What the summit, or one workshop, agreed to put first."""

    __tablename__ = "summit_priority"

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"), index=True)
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("summit_workshop.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(String(500))
    position: Mapped[int] = mapped_column(default=0)


class StrategyVersion(Base):
    """The draft joint strategy as it was released for comment or for signature; its words never change again."""

    __tablename__ = "summit_strategy"
    __table_args__ = (UniqueConstraint("summit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    is_final: Mapped[bool] = mapped_column(default=False)
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """None: the office is still writing it."""
    comments_due_on: Mapped[date | None]
    comments: Mapped[list["StrategyComment"]] = relationship(
        back_populates="version", cascade="all, delete-orphan", order_by="StrategyComment.id"
    )


class StrategyComment(Base):
    """What one agency said of one version, and what the office made of it."""

    __tablename__ = "summit_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("summit_strategy.id", ondelete="CASCADE"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("summit_agency.id", ondelete="CASCADE"), index=True)
    by_name: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    section: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[StrategyVersion] = relationship(back_populates="comments")
    agency: Mapped[Agency] = relationship()


class SignOff(Base):
    """One agency and the joint strategy: which approval it needs, when that meets, and what it decided."""

    __tablename__ = "summit_sign_off"

    agency_id: Mapped[int] = mapped_column(ForeignKey("summit_agency.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[SignOffState] = mapped_column(choice(SignOffState), default=SignOffState.NOT_ASKED)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("summit_strategy.id"))
    approval: Mapped[str] = mapped_column(String(300), default="")
    """“Cabinet, then full council”."""
    meets_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    reservation: Mapped[str] = mapped_column(Text, default="")
    signed_by: Mapped[str] = mapped_column(String(300), default="")
    """Role and name as they signed."""
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agency: Mapped[Agency] = relationship()
